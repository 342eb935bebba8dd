import { describeEffect } from "../../engine/files/overlay/workspace-effect.ts";
import { rewind } from "../../engine/files/undo/rewind.ts";
import { type Undo, undoChange, undoEffect } from "../../engine/files/undo/undo.ts";
import { createUndoHistoryReader, type UndoHistory } from "../../engine/files/undo/undo-history.ts";
import { createUndoStackReader } from "../../engine/files/undo/undo-stack.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { type EffectId, effectId, type Seq, type SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Expectation } from "../../kernel/contracts/store.ts";
import type { FileChange, FileState } from "../../kernel/files/file.ts";
import type { RewindPlan, TurnedStep, WorkspaceHistory } from "../../kernel/log/history.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";
import type { UndoPlan } from "../../kernel/rules/inspection.ts";
import { joinOrigins, originsOfFiles } from "../../kernel/rules/origin.ts";
import type { EditDeps } from "../files/edit-files.ts";
import { byPerson } from "../origins/origins.ts";
import { type EffectLog, type LoggedEffect, stackPlaceOf } from "./effects.ts";
import { historyOf, titleOf } from "./history-steps.ts";
import { createReverting, type Reverting } from "./reverting.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/**
 * Takes back what steps changed and brings it back, over every session of the workspace. Each act is one entry of the log in one
 * commit with the files, and can itself be undone. What is asked is done one after the other.
 */
export interface Undoing extends Reverting {
  /** The newest `limit` steps, and what undo and redo take next. */
  readonly history: (limit: number) => Answered<WorkspaceHistory>;
  /** What would be taken back with everything that was built on it, and what becomes of which file. */
  readonly plan: (target: EffectId) => Answered<UndoPlan>;
  readonly undo: (sessionId: SessionId | undefined, target: EffectId) => Answered<null>;
  /** Takes back the newest step that counts. */
  readonly undoLast: (sessionId: SessionId | undefined) => Answered<TurnedStep>;
  /** Brings back what was undone last, as long as no step was made since. */
  readonly redoLast: (sessionId: SessionId | undefined) => Answered<TurnedStep>;
  /** What going back to right after an entry would do. */
  readonly planRewind: (at: Seq) => Answered<RewindPlan>;
  /** Gives the effect that takes it back when it is undone. */
  readonly rewind: (at: Seq, sessionId: SessionId | undefined) => Answered<{ readonly effectId: EffectId }>;
}

export interface UndoingDeps extends EditDeps {
  readonly effects: EffectLog;
}

interface Found {
  readonly history: UndoHistory<LoggedEffect>;
  readonly undo: Undo;
  readonly effectId: EffectId;
  readonly causes: readonly Seq[];
}

const refused = (message: string): Result<never, Failure> => err({ type: "invalid-input", message });

const isFile = ({ after, before }: Undo["changes"][number]): boolean => (after ?? before)?.kind === "file";
const gravity: Readonly<Record<UndoPlan["files"][number]["change"], number>> = { removed: 0, reverted: 1, restored: 2 };

/** What becomes of which file; what disappears first. */
const filesOf = ({ changes }: Undo): UndoPlan["files"] =>
  changes
    .filter(isFile)
    .map((change) => ({ path: change.path, change: undoChange(change) }))
    .sort((a, b) => gravity[a.change] - gravity[b.change]);

const sameState = (a: FileState | null, b: FileState | null): boolean =>
  a?.kind === b?.kind && (a?.kind !== "file" || (b?.kind === "file" && a.hash === b.hash));

/** Takes over how many lines differ where one of these steps did the same, or the opposite. */
const countedLines =
  (turned: readonly Pick<LoggedEffect, "effect">[]) =>
  (change: FileChange): FileChange => {
    for (const { effect } of turned) {
      const done = effect.files.find(({ path }) => path === change.path);
      if (done?.lines === undefined) continue;
      const { added, removed } = done.lines;
      if (sameState(done.before, change.before) && sameState(done.after, change.after)) return { ...change, lines: done.lines };
      if (sameState(done.before, change.after) && sameState(done.after, change.before))
        return { ...change, lines: { added: removed, removed: added } };
    }
    return change;
  };

/** The steps of these that the log has, in its order. */
const stepsOf = (history: UndoHistory<LoggedEffect>, ids: readonly EffectId[]): UndoPlan["steps"] =>
  ids
    .flatMap((id) => history.entry(id) ?? [])
    .sort((a, b) => a.seq - b.seq)
    .map((entry) => ({ effectId: entry.effect.effectId, seq: entry.seq, title: titleOf(entry, history.entry) }));

export const createUndoing = (deps: UndoingDeps): Undoing => {
  const { clock, effects, random, store, tree } = deps;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const readStack = createUndoStackReader(stackPlaceOf);
  const readHistory = createUndoHistoryReader<LoggedEffect>((path) => tree.state(path) ?? null);
  const request = (entries: readonly LoggedEffect[]) => ({
    entries,
    tree,
    effectId: effectId(random.id("effect")),
    now: clock.now(),
  });

  const find = (entries: readonly LoggedEffect[], target: EffectId): Result<Found, Failure> => {
    const history = readHistory(entries);
    const entry = history.entry(target);
    if (entry?.isChoice === true)
      return refused("The files follow the branch. Choose the other branch to have its files back; nothing was changed.");
    const about = request(entries);
    const undo = undoEffect({ ...about, target, history });
    return undo.ok
      ? ok({ history, undo: undo.value, effectId: about.effectId, causes: entry === undefined ? [] : [entry.seq] })
      : refused(undo.error);
  };

  const findMoment = (entries: readonly LoggedEffect[], at: Seq): Result<Found, Failure> => {
    if (!(Number.isSafeInteger(at) && at >= 0 && at <= store.lastSeq())) {
      return refused("This event is not in the log, so there is no moment to go back to. Nothing was changed.");
    }
    const about = request(entries);
    const undo = rewind({ ...about, at });
    return undo.ok
      ? ok({ history: readHistory(entries), undo: undo.value, effectId: about.effectId, causes: at === 0 ? [] : [at] })
      : refused(undo.error);
  };

  const commit = async (
    { history, undo: { changes, undone, restored }, effectId: id, causes }: Found,
    about: Pick<EntryDraft, "sessionId"> & { readonly rewoundTo?: Seq },
  ): Answered<null> => {
    const { rewoundTo, ...draft } = about;
    const turned = [...undone, ...restored].flatMap((other) => history.entry(other) ?? []);
    const counted = countedLines(turned);
    const effect = await describeEffect({ effectId: id, changes: changes.map(counted), reads: [] }, tree.contents);
    const stored = await store.append({
      entries: [
        {
          ...draft,
          causes,
          origins: joinOrigins(byPerson, originsOfFiles(effect.files)),
          event: { type: "effects-undone", effect, undone, restored, ...(rewoundTo === undefined ? {} : { rewoundTo }) },
        },
      ],
      effects: [],
      expects: changes.map(({ path, before }): Expectation => ({ type: "file-version", path, version: before?.version ?? null })),
      durability: "strict",
    });
    return stored.ok ? ok(null) : stored;
  };
  const inSession = (sessionId: SessionId | undefined) => (sessionId === undefined ? {} : { sessionId });

  /** What the log says, when it is its turn. */
  const withEffects = <Value>(work: (entries: readonly LoggedEffect[]) => Answered<Value> | Result<Value, Failure>) =>
    inTurn(async (): Answered<Value> => {
      const entries = await effects.read();
      return entries.ok ? work(entries.value) : entries;
    });

  const turn = (way: "undo" | "redo", sessionId: SessionId | undefined): Answered<TurnedStep> =>
    withEffects(async (entries) => {
      const target = readStack(entries)[way].at(-1);
      if (target === undefined) return refused(`There is nothing to ${way}. Nothing was changed.`);
      const found = find(entries, target);
      if (!found.ok) return found;
      const stored = await commit(found.value, inSession(sessionId));
      if (!stored.ok) return stored;
      const { history, undo } = found.value;
      const about = way === "undo" ? target : undo.restored[0];
      const step = about === undefined ? undefined : history.entry(about);
      const title = step === undefined ? "" : titleOf(step, history.entry);
      return ok({ effectId: found.value.effectId, title, files: filesOf(undo) });
    });

  return {
    ...createReverting(deps, inTurn),
    history: (limit) => withEffects((entries) => ok(historyOf(entries, limit))),
    plan: (target) =>
      withEffects((entries) => {
        const found = find(entries, target);
        if (!found.ok) return found;
        const { history, undo } = found.value;
        return ok({ steps: stepsOf(history, [...undo.undone, ...undo.restored]), files: filesOf(undo) });
      }),
    undo: (sessionId, target) =>
      withEffects(async (entries) => {
        const found = find(entries, target);
        return found.ok ? commit(found.value, inSession(sessionId)) : found;
      }),
    undoLast: (sessionId) => turn("undo", sessionId),
    redoLast: (sessionId) => turn("redo", sessionId),
    planRewind: (at) =>
      withEffects((entries) => {
        const found = findMoment(entries, at);
        if (!found.ok) return found;
        const { history, undo } = found.value;
        return ok({
          files: filesOf(undo),
          undone: stepsOf(history, undo.undone),
          restored: stepsOf(history, undo.restored),
        });
      }),
    rewind: (at, sessionId) =>
      withEffects(async (entries) => {
        const found = findMoment(entries, at);
        if (!found.ok) return found;
        const stored = await commit(found.value, { ...inSession(sessionId), rewoundTo: at });
        return stored.ok ? ok({ effectId: found.value.effectId }) : stored;
      }),
  };
};
