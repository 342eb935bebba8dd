import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import type { CallId } from "../../../kernel/base/ids.ts";
import type { Provider, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import type { Access, Headline } from "../../../kernel/contracts/tool.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { noLongerFits } from "../endings.ts";
import { type EntryOf, isEntryOf, readingOf, type Segment } from "./recorded-run.ts";

/** A call that the recorded model asks for, with what the log knows of it. */
export interface RecordedCall {
  readonly callId: CallId;
  readonly headline: Headline;
  readonly access: Access;
}

export interface RecordedModelDeps {
  readonly segment: Segment;
  /** Stops the run, as the person did at this moment. */
  readonly stop: () => void;
  /** Nothing more was recorded. Never resolves. */
  readonly park: () => Promise<never>;
  readonly onCall: (call: RecordedCall) => void;
  /** Lets recorded time go by. */
  readonly onTime: (ms: number) => void;
}

const isOfModel = isEntryOf(
  "attempt-started",
  "retry-waiting",
  "model-replaced",
  "block-received",
  "call-requested",
  "message-ended",
  "message-failed",
  "text-appended",
  "thinking-appended",
  "thinking-dropped",
  "turn-started",
  "turn-ended",
);

type ModelEntry = EntryOf<
  | "attempt-started"
  | "retry-waiting"
  | "model-replaced"
  | "block-received"
  | "call-requested"
  | "message-ended"
  | "message-failed"
  | "text-appended"
  | "thinking-appended"
  | "thinking-dropped"
  | "turn-started"
  | "turn-ended"
>;

const costOf = <Cost>(cost: Cost | undefined): { readonly cost?: Cost } => (cost === undefined ? {} : { cost });

/** Why the model had no answer, where only the end of the run says so; undefined where it was stopped. */
export const reasonOf = ({ end }: Segment): Failure | undefined => {
  if (end === undefined) return undefined;
  if (end.event.type === "run-interrupted") return end.event.reason;
  const { outcome } = end.event;
  if (outcome.type === "failed") return outcome.failure;
  if (outcome.type === "limit-reached" && outcome.cap !== undefined) {
    return { type: "cap-reached", cap: outcome.cap, message: "" };
  }
  return undefined;
};

/** Never told: a model that is replaced while a run goes on has failed. */
const unnamed: Failure = { type: "unexpected", message: "No reason was recorded." };

/** Whether a turn without an answer was refused because the conversation was too long: it was to be shortened then. */
const isOverflow = ({ entries }: Segment, { seq }: LogEntry): boolean => {
  const next = entries.find(
    (entry) => entry.seq > seq && isEntryOf("turn-started", "context-compacted", "compaction-skipped")(entry),
  );
  return next !== undefined && "why" in next.event && next.event.why === "overflow";
};

/** Whether an answer came whole and was not accepted. */
export const isSentBack = (failure: Failure): boolean =>
  failure.type === "answer-rejected" || (failure.type === "hook-failed" && failure.point === "on-answer");

/** Says again what a model said in a segment, each request its own answer, without any network. */
export const createRecordedModel = (deps: RecordedModelDeps): Provider => {
  const { segment, stop, park } = deps;
  // Who answers instead is also written where a person chose it.
  const said = segment.entries.filter(isOfModel).filter((entry) => readingOf(entry) !== "given");
  let at = 0;

  /** An attempt that broke off, by what followed it. */
  const broken = async (failed: EntryOf<"message-failed">, begunAt: number): Promise<ProviderEvent | undefined> => {
    const { failure, usage, cost } = failed.event;
    // It came whole, and a hook sent it back: nothing of it was kept.
    if (isSentBack(failure)) return { type: "finished", reason: { type: "end-turn" }, usage, ...costOf(cost) };
    const next = said[at];
    if (next?.event.type === "attempt-started") return undefined;
    if (next?.event.type === "retry-waiting") {
      at += 1;
      return { ...next.event, usage, ...costOf(cost) };
    }
    if (next?.event.type === "model-replaced") {
      at += 1;
      return { ...next.event, reason: failure, usage, ...costOf(cost) };
    }
    // Written for a loop that was gone: what it would have done next nobody knows.
    if (next === undefined) return park();
    deps.onTime(failed.at - begunAt);
    if (failure.type === "aborted") stop();
    return { type: "failed", failure, usage, ...costOf(cost) };
  };

  const eventOf = (entry: ModelEntry, begunAt: number): ProviderEvent | undefined | Promise<ProviderEvent | undefined> => {
    const { event } = entry;
    switch (event.type) {
      case "attempt-started":
      case "retry-waiting":
      case "thinking-dropped":
        return event;
      case "model-replaced":
        return { ...event, reason: event.reason ?? unnamed };
      case "text-appended":
        return { type: "text-delta", delta: event.text };
      case "thinking-appended":
        return { type: "thinking-delta", delta: event.text };
      case "block-received":
        return { type: "block", provider: event.provider, value: event.value };
      case "call-requested": {
        const { callId, headline, access, wireId, tool, input, invalid } = event;
        deps.onCall({ callId, headline, access });
        return { type: "tool-call", wireId, tool, input, ...(invalid === undefined ? {} : { invalid }) };
      }
      case "message-ended":
        deps.onTime(event.durationMs);
        return { type: "finished", reason: event.reason, usage: event.usage, ...costOf(event.cost) };
      case "message-failed":
        return broken({ ...entry, event }, begunAt);
      case "turn-started":
      case "turn-ended": {
        const failure = isOverflow(segment, entry) ? noLongerFits : reasonOf(segment);
        if (failure === undefined) stop();
        return { type: "failed", failure: failure ?? abortedFailure, usage: noUsage };
      }
    }
  };

  const answer = async function* (): AsyncGenerator<ProviderEvent, void> {
    let begun: LogEntry | undefined;
    const turn = said.findIndex(({ event }, index) => index >= at && event.type === "turn-started");
    at = turn === -1 ? said.length : turn + 1;
    for (;;) {
      const entry = said[at];
      if (entry === undefined) return yield await parkedOrOver();
      at += 1;
      if (entry.event.type === "attempt-started") begun = entry;
      const event = await eventOf(entry, begun?.at ?? entry.at);
      if (event === undefined) continue;
      yield event;
      if (event.type === "finished" || event.type === "failed") return;
    }
  };

  /** The turn that only the end of the run closes, or nothing at all. */
  const parkedOrOver = async (): Promise<ProviderEvent> => {
    const failure = reasonOf(segment);
    return failure === undefined ? park() : { type: "failed", failure, usage: noUsage };
  };

  return { stream: answer };
};
