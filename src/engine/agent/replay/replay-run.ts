import { canonicalJson } from "../../../kernel/canonical.ts";
import type { Clock } from "../../../kernel/clock.ts";
import type { ModelRequest, Provider } from "../../../kernel/contracts/provider.ts";
import type { Event } from "../../../kernel/event.ts";
import type { Failure } from "../../../kernel/failure.ts";
import type { Seq } from "../../../kernel/ids.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import type { LogEntry } from "../../../kernel/log-entry.ts";
import type { Message } from "../../../kernel/message.ts";
import { modelName } from "../../../kernel/model.ts";
import { callSettings } from "../../../kernel/model-settings.ts";
import type { Random } from "../../../kernel/random.ts";
import { defaultSystemPrompt } from "../../../kernel/system-prompt.ts";
import { foldMessages } from "../fold-messages.ts";
import { createLoop, nothingSpent } from "../loop.ts";
import type { Fact, LoopOutcome, RunSpending } from "../loop-contract.ts";
import { findRequestProblem, repairHistory } from "../repair.ts";
import type { Inbox } from "../steering.ts";
import { createRecordedGate } from "./recorded-gate.ts";
import { createRecordedModel, type RecordedCall } from "./recorded-model.ts";
import { isComplete, isEntryOf, type RecordedRun, readingOf, type Segment } from "./recorded-run.ts";

/** The first place where a log is not what its own run makes of it. */
export interface Difference {
  readonly seq: Seq;
  readonly message: string;
}

/** What was asked of the recorded model, in order; its messages are those of that moment. */
export type OnRequest = (request: ModelRequest, segment: Segment) => void;

export type ReplayedRun =
  /** `history`: the conversation after the run, from the loop's own memory; absent where the run has no end yet. */
  | { readonly type: "same"; readonly history?: readonly Message[]; readonly requests: number }
  | { readonly type: "differs"; readonly difference: Difference };

/** What measures time and decides nothing. */
const measured = new Set(["durationMs", "firstByteMs"]);

const withoutTimes = (value: JsonValue): JsonValue => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutTimes);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (measured.has(name) ? [] : [[name, withoutTimes(inner)]])),
  );
};

/** What is compared of an event: all of it but times. Through JSON, because that is what the log holds. */
const comparable = (value: Event | Failure): string => canonicalJson(withoutTimes(JSON.parse(JSON.stringify(value))));

const shown = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 199)}…`);

class Divergence extends Error {
  readonly difference: Difference;
  constructor(seq: Seq, message: string) {
    super(message);
    this.difference = { seq, message };
  }
}

/** The entries that a segment's loop has to tell again, one after the other. */
const createScript = (segment: Segment) => {
  const told = segment.entries.filter((entry) => readingOf(entry) === "told");
  const isStop = segment.end?.event.type === "run-ended" && segment.end.event.outcome.type === "stopped";
  let at = 0;
  const heardNext = (): readonly LogEntry[] => {
    const from = told[at]?.event.type === "turn-ended" ? at + 1 : at;
    const rest = told.slice(from);
    const end = rest.findIndex(({ event }) => event.type !== "user-message");
    return end === -1 ? rest : rest.slice(0, end);
  };
  return {
    heardNext,
    /** Whether the person stopped the run right here: nothing follows but the end of the turn and of the run. */
    isStopNext: (): boolean => isStop && told.slice(at).every(({ event }) => event.type === "turn-ended"),
    rest: (): LogEntry | undefined => told[at],
    /** Takes a fact that the loop tells. False: the log says nothing more, because the loop before was gone. */
    take: ({ event, turn }: Fact): boolean => {
      const entry = told[at];
      if (entry === undefined) {
        if (segment.end === undefined || segment.end.event.type === "run-interrupted") return false;
        throw new Divergence(segment.end.seq, `The run ended here; replayed, it goes on with ${shown(comparable(event))}.`);
      }
      const [before, now] = [comparable(entry.event), comparable(event)];
      if (before !== now) throw new Divergence(entry.seq, `The log says ${shown(before)}; replayed, it is ${shown(now)}.`);
      if (entry.turn !== turn) throw new Divergence(entry.seq, `The log says turn ${entry.turn}; replayed, it is ${turn}.`);
      at += 1;
      return true;
    },
  };
};

type Script = ReturnType<typeof createScript>;

const inboxOf = (script: Script): Inbox => ({
  isEmpty: () => script.heardNext().length === 0,
  take: () =>
    script
      .heardNext()
      .filter(isEntryOf("user-message"))
      .map(({ event: { messageId, blocks } }) => ({ messageId, role: "user", blocks })),
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

interface Start {
  readonly history: readonly Message[];
  readonly spent: RunSpending;
}

/** Where a segment's loop starts from, as the log told it then. */
const startOf = (entries: readonly LogEntry[], run: RecordedRun, segment: Segment): Start => {
  const isResumed = segment.after.event.type === "run-resumed";
  const known = entries.filter(({ seq }) => (isResumed ? seq < segment.after.seq : seq <= segment.after.seq));
  const { history, openRun } = foldMessages(known);
  if (!isResumed) return { history, spent: nothingSpent };
  if (openRun?.runId !== run.runId) throw new Divergence(segment.after.seq, "A run is resumed that was not open.");
  return { history, spent: openRun.spent };
};

/** `rest`: what the loop did not tell again. */
const checkEnd = ({ end }: Segment, { ending, summary }: LoopOutcome, rest: LogEntry | undefined): void => {
  if (rest !== undefined) throw new Divergence(rest.seq, `Replayed, the run is over before this ${rest.event.type}.`);
  // The tab went away before the end was stored.
  if (end === undefined) return;
  if (end.event.type === "run-interrupted") {
    // A run that could not be stored was left, whatever its loop did.
    if (ending.type === "ended") return;
    const [was, is] = [comparable(end.event.reason), comparable(ending.reason)];
    if (was !== is) throw new Divergence(end.seq, `The log says ${shown(was)}; replayed, it is ${shown(is)}.`);
    return;
  }
  const is: Event =
    ending.type === "ended"
      ? { type: "run-ended", outcome: ending.outcome, summary }
      : { type: "run-interrupted", reason: ending.reason };
  const [before, now] = [comparable(end.event), comparable(is)];
  if (before !== now) throw new Divergence(end.seq, `The log says ${shown(before)}; replayed, it is ${shown(now)}.`);
};

/** Runs the loop over a segment. Undefined: it got as far as the loop before did. */
const replaySegment = async (
  entries: readonly LogEntry[],
  run: RecordedRun,
  segment: Segment,
  onRequest: OnRequest,
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
  const model = createRecordedModel({ segment, stop, park, onCall, onTime: time.pass });
  let invalid: Divergence | undefined;
  const provider: Provider = {
    stream: async function* (request, signal) {
      const problem = findRequestProblem(request.messages);
      if (problem !== undefined) {
        const at = script.rest()?.seq ?? segment.end?.seq ?? segment.after.seq;
        invalid = new Divergence(at, `Replayed, a request is not valid: ${problem}`);
        return yield await park();
      }
      onRequest(request, segment);
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
  const random: Random = {
    next: () => 0,
    id: (prefix) => (prefix === "call" ? calls.shift()?.callId : undefined) ?? `${prefix}_replayed`,
  };
  const { model: choice, limits, level, settings = {} } = run.started.event;
  const loop = createLoop({ clock: time.clock, gate, provider, random });
  const scope = { sessionId: run.started.sessionId!, runId: run.runId, level, causes: [], origins: [] }; // A run has a session.
  const input = {
    ...{ history, spent, limits, scope },
    model: modelName(choice),
    system: settings.systemPrompt ?? defaultSystemPrompt,
    settings: callSettings(settings),
    inbox: inboxOf(script),
  };
  if (script.isStopNext()) stop();
  const events = loop(input, controller.signal);
  for (;;) {
    const next = await Promise.race([events.next(), parking]);
    if (invalid !== undefined) throw invalid;
    if (next === undefined) return undefined;
    if (next.done === true) {
      checkEnd(segment, next.value, script.rest());
      return { outcome: next.value, history: repairHistory([...history, ...next.value.newMessages]) };
    }
    if (next.value.type !== "record") continue;
    for (const fact of next.value.facts) if (!script.take(fact)) return undefined;
    if (script.isStopNext()) stop();
  }
};

/** Runs a recorded run again: the real loop, with model, tools, person and time answering from the log. */
export const replayRun = async (
  entries: readonly LogEntry[],
  run: RecordedRun,
  onRequest: OnRequest = () => {},
): Promise<ReplayedRun> => {
  let requests = 0;
  let history: readonly Message[] | undefined;
  try {
    for (const segment of run.segments.filter(isComplete)) {
      const replayed = await replaySegment(entries, run, segment, (request, of) => {
        requests += 1;
        onRequest(request, of);
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
