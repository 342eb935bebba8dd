import type { EffectId, Seq } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { FileState } from "../../../kernel/files/file.ts";
import { stamped } from "../overlay/stamped.ts";
import { sameContent } from "../overlay/workspace-effect.ts";
import { byCodeUnit } from "../path-parts.ts";
import type { Undo, UndoRequest } from "./undo.ts";
import type { LoggedEffect } from "./undo-history.ts";
import { fitToTree } from "./undo-targets.ts";

/** Which effects do not count at the end of these entries. */
const deadAfter = (entries: readonly LoggedEffect[]): ReadonlySet<EffectId> => {
  const dead = new Set<EffectId>();
  for (const { undone = [], restored = [] } of entries) {
    for (const id of undone) dead.add(id);
    for (const id of restored) dead.delete(id);
  }
  return dead;
};

/** What stood at each path that was touched since, right after that entry. */
const statesThen = (since: readonly LoggedEffect[]): ReadonlyMap<string, FileState | null> => {
  const states = new Map<string, FileState | null>();
  for (const { effect } of since.toReversed()) for (const { path, before } of effect.files) states.set(path, before);
  return states;
};

/**
 * Makes every file and folder what it was right after an entry, whoever changed it since: steps since then are turned off, and
 * steps that were undone since are turned on again. It is one effect, and undoing that one brings everything back. Refused with
 * a sentence: nothing has changed since, or a file and a folder would stand at one place.
 */
export const rewind = (request: Omit<UndoRequest, "target"> & { readonly at: Seq }): Result<Undo, string> => {
  const { entries, at, tree, effectId } = request;
  const then = deadAfter(entries.filter(({ seq }) => seq <= at));
  const now = deadAfter(entries);
  const stateNow = (path: string): FileState | null => tree.state(path) ?? null;
  const fitted = fitToTree(statesThen(entries.filter(({ seq }) => seq > at)), request, (path) => ({
    type: "in-the-way",
    path,
    effectId: undefined,
  }));
  if (fitted.type === "in-the-way") {
    return err(`A file and a folder would stand at ${fitted.path}. Nothing was changed: undo single steps instead.`);
  }
  const changes = [...fitted.targets]
    .filter(([path, after]) => !sameContent(stateNow(path), after))
    .map(([path, after]) => ({ path, before: stateNow(path), after: stamped(after, effectId) }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
  if (changes.length === 0) return err("Every file is as it was then. There is nothing to bring back.");
  const turned = (isLive: boolean): readonly EffectId[] =>
    entries.flatMap(({ seq, effect: { effectId: id } }) => {
      const [before, after] = [!now.has(id), seq <= at && !then.has(id)];
      return before !== after && after === isLive ? [id] : [];
    });
  return ok({ undone: turned(false), restored: turned(true), changes });
};
