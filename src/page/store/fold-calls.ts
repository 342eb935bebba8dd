import type { CallId, EffectId, Seq } from "../../kernel/base/ids.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { StageAct } from "../../kernel/limits/stage-act.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { outsideOf } from "../../kernel/rules/origin.ts";
import type { Progress } from "../../kernel/tools/operation.ts";
import type { CallView } from "./session-view.ts";

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;
type CallBase = Pick<CallView, "callId" | "tool" | "headline" | "access" | "input" | "turn" | "requestedSeq" | "acts" | "served">;

/** The calls of a session, moved on entry by entry. Values are replaced, never changed. */
export interface CallsFold {
  readonly calls: ReadonlyMap<CallId, CallView>;
  readonly waiting: () => number;
  readonly request: (entry: LogEntry, event: EventOf<"call-requested">, turn: number) => void;
  readonly start: (callId: CallId, at: number) => void;
  /** What its tool says of a call that goes on. */
  readonly progress: (callId: CallId, progress: Progress, at: number) => void;
  /** What stands before its tool did something. */
  readonly act: (callId: CallId, act: StageAct, at: number) => void;
  /** Its tool answered after the call was settled. */
  readonly late: (callId: CallId, afterMs: number) => void;
  readonly ask: (approval: Approval) => void;
  readonly answer: (callId: CallId, answer: ApprovalAnswer, at: number) => void;
  /** The question no longer stands: superseded by another one, or expired. */
  readonly withdraw: (callId: CallId, at: number) => void;
  /** The branch goes on from another place: what is not over does not go on. */
  readonly cut: (seq: Seq) => void;
  readonly settle: (entry: LogEntry, event: EventOf<"call-settled">) => void;
  /** Marks or unmarks the call that made an effect; false when no call of this session made it. */
  readonly markUndone: (effectId: EffectId, bySeq: Seq | undefined) => boolean;
}

const baseOf = ({ callId, tool, headline, access, input, turn, requestedSeq, acts, served }: CallView): CallBase => ({
  callId,
  tool,
  headline,
  access,
  input,
  turn,
  requestedSeq,
  ...(acts === undefined ? {} : { acts }),
  ...(served === undefined ? {} : { served }),
});

const settledCall = (known: CallBase, seq: Seq, event: EventOf<"call-settled">, asked: Approval | undefined): CallView => {
  const { outcome, durationMs } = event;
  const base = outcome.origins === undefined ? known : { ...known, origins: outsideOf(outcome.origins) };
  const approval = asked === undefined ? {} : { approval: asked };
  switch (outcome.type) {
    case "done": {
      const effect = event.effect === undefined ? {} : { effect: event.effect };
      return { ...base, status: "done", settledSeq: seq, output: outcome.output, durationMs, ...effect, ...approval };
    }
    case "failed":
      return { ...base, status: "failed", settledSeq: seq, failure: outcome.failure, durationMs, ...approval };
    case "denied":
      return { ...base, status: "denied", settledSeq: seq, by: outcome.by, reason: outcome.reason, durationMs, ...approval };
    case "stopped":
    case "timed-out":
      return { ...base, status: outcome.type, settledSeq: seq, durationMs, ...approval };
    default:
      return assertNever(outcome);
  }
};

export const createCallsFold = (): CallsFold => {
  const calls = new Map<CallId, CallView>();
  const waiting = new Set<CallId>();
  const answered = new Map<CallId, Approval>();
  const callByEffect = new Map<EffectId, CallId>();

  const known = (callId: CallId): CallView => {
    const call = calls.get(callId);
    if (call === undefined) throw new Error(`An entry names the call ${callId}, which the log did not request.`);
    return call;
  };
  const run = (callId: CallId, at: number): void => {
    waiting.delete(callId);
    calls.set(callId, { ...baseOf(known(callId)), status: "running", startedAt: at });
  };

  return {
    calls,
    waiting: () => waiting.size,
    request: (entry, event, turn) => {
      const { callId, tool, headline, access, input } = event;
      if (calls.has(callId)) throw new Error(`The call ${callId} was requested twice.`);
      // Reading them refuses an entry whose headline is not text, before a row tries to draw it.
      if (typeof (headline.verb + headline.object) !== "string" || typeof callId !== "string") throw new Error("Not a call.");
      const shown = { verb: String(headline.verb), object: String(headline.object) };
      calls.set(callId, { callId, tool, headline: shown, access, input, turn, requestedSeq: entry.seq, status: "queued" });
    },
    start: (callId, at) => run(callId, at),
    progress: (callId, { stage, message }, at) => {
      const call = known(callId);
      if (call.status === "queued") run(callId, at);
      const running = known(callId);
      if (running.status !== "running") return;
      calls.set(callId, { ...running, progress: { stage: String(stage), message: String(message) } });
    },
    act: (callId, act, at) => {
      if (known(callId).status === "queued") run(callId, at);
      const call = known(callId);
      calls.set(callId, { ...call, acts: [...(call.acts ?? []), act] });
    },
    late: (callId, afterMs) => void calls.set(callId, { ...known(callId), lateMs: afterMs }),
    ask: (approval) => {
      const base = baseOf(known(approval.callId));
      calls.set(approval.callId, { ...base, headline: approval.headline, input: approval.input, status: "waiting", approval });
      waiting.add(approval.callId);
    },
    answer: (callId, answer, at) => {
      const call = known(callId);
      if (call.status === "waiting") answered.set(callId, { ...call.approval, status: "answered", answer, answeredAt: at });
      run(callId, at);
    },
    withdraw: (callId, at) => {
      if (known(callId).status === "waiting") run(callId, at);
    },
    cut: (seq) => {
      for (const call of calls.values()) {
        if (call.status !== "queued" && call.status !== "waiting" && call.status !== "running") continue;
        calls.set(call.callId, { ...baseOf(call), status: "stopped", settledSeq: seq, durationMs: 0 });
      }
      waiting.clear();
    },
    settle: (entry, event) => {
      const { callId } = event;
      const asked = answered.get(callId);
      const used = event.outcome.type === "done" ? "used" : "answered";
      const edited = event.editedFields === undefined ? {} : { editedFields: event.editedFields };
      const approval: Approval | undefined = asked === undefined ? undefined : { ...asked, ...edited, status: used };
      const base = baseOf(known(callId));
      const served = event.served === undefined ? {} : { served: event.served };
      calls.set(callId, settledCall({ ...base, ...served }, entry.seq, event, approval));
      if (event.effect !== undefined) callByEffect.set(event.effect.effectId, callId);
      waiting.delete(callId);
      answered.delete(callId);
    },
    markUndone: (effectId, bySeq) => {
      const callId = callByEffect.get(effectId);
      const call = callId === undefined ? undefined : calls.get(callId);
      if (callId === undefined || call?.status !== "done") return false;
      const { undoneBySeq: _before, ...rest } = call;
      calls.set(callId, bySeq === undefined ? rest : { ...rest, undoneBySeq: bySeq });
      return true;
    },
  };
};
