import { byCodeUnit } from "../../engine/files/path-parts.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { contentHash } from "../../kernel/files/file.ts";
import {
  type ShownValue,
  type StateChange,
  type StatePlace,
  type StateRow,
  type StateTransition,
  type StateWriter,
  statePath,
  statePlaceAt,
} from "../../kernel/files/state.ts";
import type { Event } from "../../kernel/log/event.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { originsOfFiles } from "../../kernel/rules/origin.ts";
import type { Contents } from "./contents.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

/** What a person, or the agent, looks at in the state. */
export interface StateReader {
  /** All values by tenant and key, now or as they were right after an entry. */
  readonly list: (at: Seq | undefined) => Promise<Result<{ readonly values: readonly StateRow[] }, Failure>>;
  /** The newest changes of a value up to an entry, at most 200, oldest first, and how many there were. */
  readonly history: (
    place: StatePlace,
    at?: Seq,
  ) => Promise<Result<{ readonly transitions: readonly StateTransition[]; readonly total: number }, Failure>>;
}

const maxTransitions = 200;
const maxShownChars = 2_000;

/** Who made the effect of an entry. */
export const writerOf = (event: Event): StateWriter => {
  if (event.type === "files-changed") return event.checkpoint === undefined ? event.by : "checkpoint";
  if (event.type === "effects-undone") return "undo";
  return event.type === "branch-chosen" ? "branch" : "agent";
};

/** A change that an entry made to the file that a value is. */
export const changeBy = (
  { event, seq, at, sessionId, callId }: LogEntry,
  from: Hash | null,
  to: Hash | null,
): Omit<StateChange, "origins"> => ({
  seq,
  at,
  by: writerOf(event),
  ...(sessionId === undefined ? {} : { sessionId }),
  ...(callId === undefined ? {} : { callId }),
  from,
  to,
});

/** What an entry changes of the state, with the path of each value. */
const changesIn = (entry: LogEntry): readonly (readonly [path: string, change: StateChange])[] =>
  (effectOf(entry.event)?.files ?? []).flatMap(({ path, before, after }): readonly (readonly [string, StateChange])[] => {
    const [from, to] = [contentHash(before), contentHash(after)];
    if (from === to || statePlaceAt(path) === undefined) return [];
    const origins = originsOfFiles([{ before, after }]);
    const change = changeBy(entry, from, to);
    return [[path, origins.length === 0 ? change : { ...change, origins }]];
  });

export const createStateReader = ({
  store,
  files,
  contents,
}: {
  readonly store: Store;
  readonly files: Pick<WorkspaceFiles, "list">;
  readonly contents: Contents;
}): StateReader => {
  /** Every change of the state up to an entry, by path, in order of the log. */
  const readChanges = async (until: Seq): Promise<Result<ReadonlyMap<string, readonly StateChange[]>, Failure>> => {
    const page = await store.read({ type: "effects" });
    if (!page.ok) return page;
    const byPath = new Map<string, StateChange[]>();
    for (const entry of page.value.entries) {
      if (entry.seq > until) break;
      for (const [path, change] of changesIn(entry)) {
        const list = byPath.get(path);
        if (list === undefined) byPath.set(path, [change]);
        else list.push(change);
      }
    }
    return ok(byPath);
  };
  const shown = async (hash: Hash | undefined): Promise<ShownValue | undefined> => {
    const bytes = hash === undefined ? undefined : await contents.read(hash);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes.subarray(0, maxShownChars * 4));
    return text.length > maxShownChars ? { text: text.slice(0, maxShownChars), isCut: true } : { text, isCut: false };
  };
  const shownOrNone = async (hash: Hash | null): Promise<ShownValue | null | undefined> => (hash === null ? null : shown(hash));

  return {
    list: async (at) => {
      const [listed, changes] = [await files.list(at), await readChanges(at ?? Number.POSITIVE_INFINITY)];
      if (!listed.ok) return listed;
      if (!changes.ok) return changes;
      const values: StateRow[] = [];
      for (const { path, hash } of listed.value.files) {
        const place = hash === undefined ? undefined : statePlaceAt(path);
        if (place === undefined) continue;
        const history = changes.value.get(path) ?? [];
        const setBy = history.findLast(({ to }) => to === hash);
        const row = { ...place, value: await shown(hash), changes: history.length };
        values.push(setBy === undefined ? row : { ...row, setBy });
      }
      values.sort((a, b) => byCodeUnit(a.tenant, b.tenant) || byCodeUnit(a.key, b.key));
      return ok({ values });
    },
    history: async (place, at = Number.POSITIVE_INFINITY) => {
      const changes = await readChanges(at);
      if (!changes.ok) return changes;
      const all = changes.value.get(statePath(place)) ?? [];
      const transitions: StateTransition[] = [];
      for (const change of all.slice(-maxTransitions)) {
        transitions.push({ ...change, from: await shownOrNone(change.from), to: await shownOrNone(change.to) });
      }
      return ok({ transitions, total: all.length });
    },
  };
};
