import type { Clock } from "../../../kernel/base/clock.ts";
import type { Random } from "../../../kernel/base/random.ts";
import type { Provider } from "../../../kernel/contracts/provider.ts";
import { branchPath } from "../../../kernel/conversation/branch-path.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import { defaultSystemPrompt } from "../../../kernel/conversation/system-prompt.ts";
import type { RunOutcome } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { withCost } from "../../../kernel/model/cost.ts";
import { modelName } from "../../../kernel/model/model.ts";
import { callSettings } from "../../../kernel/model/model-settings.ts";
import { addUsage, noUsage } from "../../../kernel/model/usage.ts";
import { foldMessages, foldNestedRun } from "../fold-messages.ts";
import { createLoop, nothingSpent } from "../loop.ts";
import type { Family, LoopEnding, LoopEvent, LoopOutcome, NestedSpent, RunSpending } from "../loop-contract.ts";
import { findRequestProblem, repairHistory } from "../repair.ts";
import type { Inbox } from "../steering.ts";
import { recordedCheck } from "./recorded-check.ts";
import { recordedCompaction } from "./recorded-compaction.ts";
import { recordedContinuation } from "./recorded-continuation.ts";
import { createRecordedGate } from "./recorded-gate.ts";
import { recordedHooks } from "./recorded-hooks.ts";
import { createRecordedModel, type RecordedCall } from "./recorded-model.ts";
import { isComplete, isEntryOf, type RecordedRun, type Segment } from "./recorded-run.ts";
import { compare, createScript, type Difference, Divergence, type Script } from "./script.ts";

/** Stands around the recorded model of each stretch of a run, to listen to it. */
export type Around = (provider: Provider) => Provider;

export type ReplayedRun =
  /** `history`: the conversation after the run, from the loop's own memory; absent where the run has no end yet. */
  | { readonly type: "same"; readonly history?: readonly Message[]; readonly requests: number }
  | { readonly type: "differs"; readonly difference: Difference };

const inboxOf = (script: Script): Inbox => ({
  isEmpty: () => script.heardNext().length === 0,
  take: () => script.heardNext().map(({ event: { messageId, blocks } }) => ({ messageId, role: "user", blocks })),
});

/** Time as the entries tell it. */
const createRecordedClock = (startAt: number) => {
  let elapsed = 0;
  const clock: Clock = { now: () => startAt + elapsed, monotonic: () => elapsed, after: () => () => {} };
  return {
    clock,
    pass: (ms: number) => {
      elapsed += Math.max(0, ms);
    },
  };
};

export const isNested = ({ started }: RecordedRun): boolean => started.event.parent !== undefined;

/** What the runs inside its calls came to, each told when the log tells of its end. */
const familyOf = (entries: readonly LogEntry[], run: RecordedRun, segment: Segment, script: Script): Family => {
  const children = new Set(
    entries.filter(isEntryOf("run-started")).flatMap(({ runId, event }) => (event.parent?.runId === run.runId ? runId : [])),
  );
  const ends = entries
    .filter(isEntryOf("run-ended"))
    .filter(({ runId, seq }) => runId !== undefined && children.has(runId) && seq > segment.after.seq);
  return {
    tokensLeft: () => (script.isOutOfTokensNext() ? 0 : Number.POSITIVE_INFINITY),
    takeSpent: () => {
      const until = script.next()?.seq ?? segment.end?.seq ?? Number.POSITIVE_INFINITY;
      let spent: NestedSpent | undefined;
      while (ends[0] !== undefined && ends[0].seq < until) spent = addSpent(spent, ends.shift()!.event.summary); // Looked at before.
      return spent;
    },
  };
};

const addSpent = (sum: NestedSpent | undefined, { usage, cost, calls, callsFailed, filesChanged }: NestedSpent): NestedSpent => {
  const total = withCost(sum?.cost, cost);
  return {
    usage: addUsage(sum?.usage ?? noUsage, usage),
    calls: (sum?.calls ?? 0) + calls,
    callsFailed: (sum?.callsFailed ?? 0) + callsFailed,
    filesChanged: (sum?.filesChanged ?? 0) + filesChanged,
    ...(total === undefined ? {} : { cost: total }),
  };
};

interface Start {
  readonly history: readonly Message[];
  readonly spent: RunSpending;
}

/** Where a segment's loop starts from, as the log told it then. */
const startOf = (entries: readonly LogEntry[], run: RecordedRun, segment: Segment): Start => {
  const isResumed = segment.after.event.type === "run-resumed";
  const known = entries.filter(({ seq }) => (isResumed ? seq < segment.after.seq : seq <= segment.after.seq));
  const { history, openRun } = isNested(run) ? foldNestedRun(known, run.runId) : foldMessages(branchPath(known));
  if (!isResumed) return { history, spent: nothingSpent(run.started.event.turnsBefore) };
  if (openRun?.runId !== run.runId) throw new Divergence(segment.after.seq, "A run is resumed that was not open.");
  return { history, spent: openRun.spent };
};

/** `rest`: what the loop did not tell again. */
const checkEnd = (run: RecordedRun, { end }: Segment, { ending, summary }: LoopOutcome, rest: LogEntry | undefined): void => {
  if (rest !== undefined) throw new Divergence(rest.seq, `Replayed, the run is over before this ${rest.event.type}.`);
  // The tab went away before the end was stored.
  if (end === undefined) return;
  if (end.event.type === "run-interrupted") {
    // A run that could not be stored was left, whatever its loop did.
    if (ending.type === "interrupted") compare(end.seq, end.event.reason, ending.reason);
    return;
  }
  compare(end.seq, end.event, { type: "run-ended", outcome: outcomeOf(run, end.event.outcome, ending), summary });
};

/** A nested run that was stopped because nothing happened counts as timed out, and one that was interrupted as failed. */
const outcomeOf = (run: RecordedRun, logged: RunOutcome, ending: LoopEnding): RunOutcome => {
  if (ending.type === "interrupted") {
    return isNested(run) ? { type: "failed", failure: ending.reason } : { type: "stopped" };
  }
  return logged.type === "timed-out" && ending.outcome.type === "stopped" ? logged : ending.outcome;
};

/** Runs the loop over a segment. Undefined: it got as far as the loop before did. */
const replaySegment = async (
  entries: readonly LogEntry[],
  run: RecordedRun,
  segment: Segment,
  around: Around,
  onRequest: () => void,
): Promise<{ readonly outcome: LoopOutcome; readonly history: readonly Message[] } | undefined> => {
  const { history, spent } = startOf(entries, run, segment);
  const script = createScript(segment);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  let parked: () => void = () => {};
  const parking = new Promise<undefined>((resolve) => {
    parked = () => resolve(undefined);
  });
  const park = (): Promise<never> => {
    parked();
    return new Promise(() => {});
  };
  const calls: RecordedCall[] = [];
  const described: RecordedCall[] = [];
  const time = createRecordedClock(segment.after.at);
  const onCall = (call: RecordedCall): void => {
    calls.push(call);
    described.push(call);
  };
  const model = around(createRecordedModel({ segment, stop, park, onCall, onTime: time.pass }));
  let problem: { readonly cause: unknown } | undefined;
  const provider: Provider = {
    stream: async function* (request, signal) {
      const fault = findRequestProblem(request.messages);
      if (fault !== undefined) {
        const at = script.next()?.seq ?? segment.end?.seq ?? segment.after.seq;
        problem = { cause: new Divergence(at, `Replayed, a request is not valid: ${fault}`) };
        return yield await park();
      }
      onRequest();
      yield* model.stream(request, signal);
    },
  };
  const before = entries.filter(({ runId, seq }) => runId === run.runId && seq < segment.after.seq);
  const gate = createRecordedGate({
    before,
    segment,
    park,
    stop,
    nextCall: () => described.shift(),
    isStopNext: script.isStopNext,
  });
  const idOf: Readonly<Record<string, () => string | undefined>> = {
    call: () => calls.shift()?.callId,
    message: () => script.restOfTurn().find(isEntryOf("user-message"))?.event.messageId,
  };
  const random: Random = { next: () => 0, id: (prefix) => idOf[prefix]?.() ?? `${prefix}_replayed` };
  const { model: choice, limits, level, settings = {} } = run.started.event;
  const loop = createLoop({ clock: time.clock, gate, hooks: () => recordedHooks(script), provider, random });
  const scope = { sessionId: run.started.sessionId!, runId: run.runId, level, causes: [], origins: [] }; // A run has a session.
  const input = {
    ...{ history, spent, limits, scope },
    model: modelName(choice),
    system: settings.systemPrompt ?? defaultSystemPrompt,
    settings: callSettings(settings),
    inbox: inboxOf(script),
    reminders: {
      due: () =>
        script
          .restOfTurn()
          .filter(isEntryOf("reminder-given"))
          .map(({ event: { about, text } }) => ({ about, text })),
    },
    get stepping() {
      return script.isStepNext();
    },
    family: familyOf(entries, run, segment, script),
    compaction: recordedCompaction(script, { segment, started: run.started }, park),
    get answerCheck() {
      return recordedCheck(script);
    },
    get continuation() {
      return recordedContinuation(script);
    },
  };
  if (script.isStopNext()) stop();
  const tell = (event: LoopEvent): Promise<never> | undefined => {
    if (event.type !== "record") return undefined;
    try {
      for (const fact of event.facts) if (!script.take(fact)) return park();
    } catch (cause) {
      problem = { cause };
      return park();
    }
    if (script.isStopNext()) stop();
    return undefined;
  };
  const outcome = await Promise.race([loop(input, tell, controller.signal), parking]);
  if (problem !== undefined) throw problem.cause;
  if (outcome === undefined) return undefined;
  checkEnd(run, segment, outcome, script.next());
  return { outcome, history: outcome.shortened ?? repairHistory([...history, ...outcome.newMessages]) };
};

/** Runs a recorded run again: the real loop, with model, tools, person and time answering from the log. */
export const replayRun = async (
  entries: readonly LogEntry[],
  run: RecordedRun,
  around: Around = (provider) => provider,
): Promise<ReplayedRun> => {
  let requests = 0;
  let history: readonly Message[] | undefined;
  try {
    for (const segment of run.segments) {
      if (!isComplete(segment, entries)) continue;
      const replayed = await replaySegment(entries, run, segment, around, () => {
        requests += 1;
      });
      history = undefined;
      if (replayed !== undefined && segment.end?.event.type === "run-ended") history = replayed.history;
    }
    return history === undefined ? { type: "same", requests } : { type: "same", requests, history };
  } catch (cause) {
    if (cause instanceof Divergence) return { type: "differs", difference: cause.difference };
    throw cause;
  }
};
