import type { StackPlace } from "../../engine/files/undo/undo-stack.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { EffectId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LoggedChange } from "../../kernel/log/history.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/** An effect in its place in the log; `undone` and `restored` only where it turns others off and on. */
export interface LoggedEffect extends LoggedChange {
  /** The files of a choice of branch: they follow the branch and are not undone by themselves. */
  readonly isChoice?: true;
  readonly undone?: readonly EffectId[];
  readonly restored?: readonly EffectId[];
}

/** The files of an effect in a few words: the one that it changed, or how many. */
const filesOf = (effect: WorkspaceEffect): string => {
  const paths = effect.files.filter(({ after, before }) => (after ?? before)?.kind === "file").map(({ path }) => path);
  return paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
};

/** The effect of an entry, where it has one. */
const loggedEffect = ({ seq, at, event, sessionId, runId, turn, parentId }: LogEntry): LoggedEffect | undefined => {
  const effect = effectOf(event);
  if (effect === undefined) return undefined;
  const about = {
    seq,
    at,
    effect,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(runId === undefined ? {} : { runId }),
    ...(turn === undefined ? {} : { turn }),
  };
  switch (event.type) {
    case "effects-undone": {
      const { rewoundTo, undone, restored } = event;
      return rewoundTo === undefined
        ? { ...about, by: "undo", title: "Undo", undone, restored }
        : { ...about, by: "rewind", title: `Back to event ${rewoundTo}`, undone, restored };
    }
    case "branch-chosen": {
      const { undone, restored } = event;
      return { ...about, by: "choice", title: "Branch", isChoice: true, undone, restored, from: parentId ?? 0 };
    }
    case "call-settled":
      return { ...about, by: "agent", title: `${event.tool} ${filesOf(effect)}` };
    case "files-changed": {
      if (event.by === "sample") return { ...about, by: "sample", title: filesOf(effect) };
      const title = event.reverted === undefined ? filesOf(effect) : `Reverted in ${event.reverted.path}`;
      return { ...about, by: "person", title };
    }
    default:
      return undefined;
  }
};

/** How an effect stands in the stack of undo and redo. */
export const stackPlaceOf = ({ by }: LoggedEffect): StackPlace => {
  switch (by) {
    case "undo":
    case "choice":
      return by;
    case "sample":
      return "start";
    default:
      return "step";
  }
};

const effectsIn = (entries: readonly LogEntry[]): readonly LoggedEffect[] =>
  entries.flatMap((entry) => loggedEffect(entry) ?? []);

/** Every effect of the workspace, in order. */
export const readEffects = async (store: Store): Promise<Result<readonly LoggedEffect[], Failure>> => {
  const page = await store.read({ type: "effects" });
  return page.ok ? ok(effectsIn(page.value.entries)) : page;
};

/** The effects of the log, read once and then kept up with it. */
export interface EffectLog {
  /** Every effect, in order. The array is never changed. */
  readonly read: () => Promise<Result<readonly LoggedEffect[], Failure>>;
  /** What the log has lost since it was first read, so that what was made of it is made again; rises. */
  readonly erasures: () => number;
}

/** Begins to follow the log at once, and reads it when it is first asked. */
export const createEffectLog = (store: Store): EffectLog => {
  let known: readonly LoggedEffect[] | undefined;
  let fresh: LogEntry[] = [];
  let erased = 0;
  store.subscribe((entries) => {
    // Entries of a deleted session are gone from the log, and only a reading tells which.
    if (entries.some(({ event }) => event.type === "session-deleted")) {
      known = undefined;
      fresh = [];
      erased += 1;
    } else for (const entry of entries) if (effectOf(entry.event) !== undefined) fresh.push(entry);
  });
  return {
    erasures: () => erased,
    read: async () => {
      const before = erased;
      if (known === undefined) {
        const read = await readEffects(store);
        if (!read.ok) return read;
        if (before !== erased) return ok(read.value);
        known = read.value;
      }
      const last = known.at(-1)?.seq ?? 0;
      const since = effectsIn(fresh.filter(({ seq }) => seq > last));
      fresh = [];
      if (since.length > 0) known = [...known, ...since];
      return ok(known);
    },
  };
};
