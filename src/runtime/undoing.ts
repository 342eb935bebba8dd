import { type Undo, type UndoRequest, undoChange, undoEffect } from "../engine/files/undo.ts";
import { describeEffect } from "../engine/files/workspace-effect.ts";
import type { WorkspaceTree } from "../engine/files/workspace-tree.ts";
import type { ClockDep } from "../kernel/clock.ts";
import type { Expectation, Store } from "../kernel/contracts/store.ts";
import type { Failure } from "../kernel/failure.ts";
import { type EffectId, effectId, type SessionId } from "../kernel/ids.ts";
import type { UndoPlan } from "../kernel/inspection.ts";
import { joinOrigins, originsOfFiles } from "../kernel/origin.ts";
import type { RandomDep } from "../kernel/random.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { type LoggedEffect, readEffects } from "./effects.ts";
import { byPerson } from "./origins.ts";

/** Takes back what a step changed, with everything that was built on it; an undo can itself be undone. */
export interface Undoing {
  /** What would be taken back, and what becomes of which file. */
  readonly plan: (target: EffectId) => Promise<Result<UndoPlan, Failure>>;
  /** Without a session: where it was done outside of any. */
  readonly undo: (sessionId: SessionId | undefined, target: EffectId) => Promise<Result<null, Failure>>;
}

export interface UndoingDeps extends ClockDep, RandomDep {
  readonly store: Store;
  readonly tree: WorkspaceTree;
}

interface Found {
  readonly entries: readonly LoggedEffect[];
  readonly undo: Undo;
  readonly effectId: EffectId;
}

const refused = (message: string): Failure => ({ type: "invalid-input", message });

export const createUndoing = ({ clock, random, store, tree }: UndoingDeps): Undoing => {
  const find = async (target: EffectId): Promise<Result<Found, Failure>> => {
    const read = await readEffects(store);
    if (!read.ok) return read;
    if (read.value.some(({ effect, isChoice }) => effect.effectId === target && isChoice === true)) {
      return err(refused("The files follow the branch. Choose the other branch to have its files back; nothing was changed."));
    }
    const request: UndoRequest = { entries: read.value, target, tree, effectId: effectId(random.id("effect")), now: clock.now() };
    const undo = undoEffect(request);
    return undo.ok ? ok({ entries: read.value, undo: undo.value, effectId: request.effectId }) : err(refused(undo.error));
  };

  return {
    plan: async (target) => {
      const found = await find(target);
      if (!found.ok) return found;
      const { entries, undo } = found.value;
      const turned = new Set([...undo.undone, ...undo.restored]);
      return ok({
        steps: entries.flatMap(({ effect, seq, title }) =>
          turned.has(effect.effectId) ? [{ effectId: effect.effectId, seq, title }] : [],
        ),
        files: undo.changes
          .filter(({ before, after }) => (after ?? before)?.kind === "file")
          .map((change) => ({ path: change.path, change: undoChange(change) })),
      });
    },
    undo: async (sessionId, target) => {
      const found = await find(target);
      if (!found.ok) return found;
      const { entries, undo } = found.value;
      const { changes, undone, restored } = undo;
      const effect = await describeEffect({ effectId: found.value.effectId, changes, reads: [] }, tree.contents);
      const cause = entries.find((entry) => entry.effect.effectId === target)?.seq;
      const stored = await store.append({
        entries: [
          {
            ...(sessionId === undefined ? {} : { sessionId }),
            causes: cause === undefined ? [] : [cause],
            origins: joinOrigins(byPerson, originsOfFiles(effect.files)),
            event: { type: "effects-undone", effect, undone, restored },
          },
        ],
        effects: [],
        expects: changes.map(
          ({ path, before }): Expectation => ({ type: "file-version", path, version: before?.version ?? null }),
        ),
        durability: "strict",
      });
      return stored.ok ? ok(null) : stored;
    },
  };
};
