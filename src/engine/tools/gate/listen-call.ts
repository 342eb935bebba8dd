import { endCall, interruptionOf } from "../../../kernel/base/abort.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import type { CancelReason, PreparedOperation } from "../../../kernel/tools/operation.ts";
import { jailedFiles } from "../../files/path-jail.ts";
import { labelled, withOrigins } from "../rules/text-origins.ts";
import { cancelOperation } from "./cancel-operation.ts";
import type { GateDeps, Round } from "./gate-deps.ts";
import type { ListenStream } from "./listen-stream.ts";
import { disconnected, invalidated, type ListenCall, type Preparation, prepareCall } from "./prepare-call.ts";
import { deniedBy } from "./preview.ts";
import { settlementOf } from "./record.ts";
import { settleOne, settleSingle, stopOne } from "./single-call.ts";
import { argumentsVerdict } from "./verdict.ts";
import { settleWrites } from "./write-round.ts";

type Settled = Result<SettledCall, Failure>;

const expired: Failure = {
  type: "timed-out",
  message: "What was prepared expired before it was approved, so it was not carried out. Call again to prepare it anew.",
};

const movedOn = invalidated("it was prepared anew at another revision while it waited", true);

/** A controller that is aborted with a signal, and by itself. */
const under = (signal: AbortSignal): { readonly controller: AbortController; readonly release: () => void } => {
  const controller = new AbortController();
  const pass = (): void => controller.abort(signal.reason);
  if (signal.aborted) pass();
  else signal.addEventListener("abort", pass, { once: true });
  return { controller, release: () => signal.removeEventListener("abort", pass) };
};

const isExpired = ({ clock }: GateDeps, { expiresAt }: PreparedOperation): boolean =>
  expiresAt !== undefined && clock.now() >= expiresAt;

/**
 * Settles a call of a `listen` tool: it is prepared, shown, decided over, and carried out at exactly the revision that was shown.
 * Over a reload what was prepared is taken up until it expires. A call that was started outside and never settled is in doubt
 * like any other.
 */
export const settleListen = async (deps: GateDeps, call: ListenCall, round: Round): Promise<Settled> => {
  const { callId } = call;
  const known = deps.ledger.preparedOf(callId);
  if (round.signal.aborted) {
    if (known !== undefined && interruptionOf(round.signal) === undefined)
      cancelOperation(deps, call, round, known.operationId, "stopped");
    return stopOne(deps, round, settlementOf(call, { type: "stopped", when: "before-start" }));
  }
  const isStarted = call.tool.access === "external" && deps.ledger.entryFor(callId).status === "in-doubt";
  if (known !== undefined && isStarted) return settleSingle(deps, { ...call, prepared: known }, round);
  const verdict = argumentsVerdict(deps, call, round);
  if (verdict.decision === "deny") {
    if (known !== undefined) cancelOperation(deps, call, round, known.operationId, "blocked");
    return settleOne(deps, round, deniedBy(call, verdict));
  }
  if (known !== undefined && !isExpired(deps, known)) return settlePrepared(deps, call, round, known, undefined);
  return prepareAndSettle(deps, call, round);
};

const prepareAndSettle = async (deps: GateDeps, call: ListenCall, round: Round): Promise<Settled> => {
  const { controller, release } = under(round.signal);
  const leaveList = round.running.add(call.callId, () => controller.abort());
  const overlay = deps.createOverlay(deps.tree, { effectId: effectId(deps.random.id("effect")), now: deps.clock.now() });
  const files = jailedFiles(deps.openFiles(overlay.files));
  const context = { files, signal: controller.signal, now: deps.clock.now() };
  const preparation = await prepareCall(deps, call, context, round, overlay.origins);
  leaveList();
  try {
    return await settlePreparation(deps, call, round, preparation);
  } finally {
    release();
    controller.abort();
  }
};

const settlePreparation = async (deps: GateDeps, call: ListenCall, round: Round, preparation: Preparation): Promise<Settled> => {
  const settle = (outcome: CallOutcome, operationId?: string, cancel?: CancelReason): Promise<Settled> => {
    if (operationId !== undefined && cancel !== undefined) cancelOperation(deps, call, round, operationId, cancel);
    return settleOne(deps, round, settlementOf(call, outcome));
  };
  switch (preparation.type) {
    case "ready":
      return settlePrepared(deps, call, round, preparation.prepared, preparation.stream);
    case "done": {
      const { origins = [], text, isError } = preparation.output;
      const outcome = withOrigins({ type: "done", output: { text, isError } }, origins);
      return settle(labelled(call, outcome, preparation.origins));
    }
    case "failed":
      // Why is told by who is outside.
      return settle(
        labelled(call, { type: "failed", failure: preparation.failure }, []),
        preparation.operationId,
        preparation.cancel,
      );
    case "aborted": {
      const interruption = interruptionOf(round.signal);
      if (interruption !== undefined) return err(interruption);
      return settle({ type: "stopped", when: "running" }, preparation.operationId, "stopped");
    }
    case "not-stored":
      return err(preparation.failure);
  }
};

/** Why what was prepared is given up while it waits, and what its tool is told of that. */
interface GivenUp {
  readonly failure: Failure;
  readonly cancel: CancelReason | undefined;
}

/** Hears of a prepared operation for as long as it waits to be decided over. */
const attend = async (stream: ListenStream, giveUp: (why: GivenUp) => void): Promise<void> => {
  for (;;) {
    const heard = await stream.next(false);
    if (heard.type === "invalidated") giveUp({ failure: invalidated(heard.message, heard.recoverable), cancel: undefined });
    else if (heard.type === "ready") giveUp({ failure: movedOn, cancel: undefined });
    else if (heard.type === "stream-broke") giveUp({ failure: disconnected(heard.cause), cancel: "disconnected" });
    if (heard.type !== "listening") return;
  }
};

const cancelReasonOf = (outcome: CallOutcome): CancelReason | undefined => {
  if (outcome.type === "denied") return outcome.by === "person" ? "rejected" : "blocked";
  return outcome.type === "stopped" ? "stopped" : undefined;
};

const settlePrepared = async (
  deps: GateDeps,
  call: ListenCall,
  round: Round,
  prepared: PreparedOperation,
  stream: ListenStream | undefined,
): Promise<Settled> => {
  const { controller, release } = under(round.signal);
  let givenUp: GivenUp | undefined;
  // What is being carried out outside is not given up any more: its tool alone knows what became of it.
  const isUnderWay = (): boolean => call.tool.access === "external" && deps.ledger.entryFor(call.callId).status === "in-doubt";
  const giveUp = (why: GivenUp): void => {
    if (givenUp !== undefined || controller.signal.aborted || isUnderWay()) return;
    givenUp = why;
    endCall(controller, why.failure);
  };
  const expire = (): void => giveUp({ failure: expired, cancel: "expired" });
  const { expiresAt } = prepared;
  const cancelTimer = expiresAt === undefined ? () => {} : deps.clock.after(Math.max(0, expiresAt - deps.clock.now()), expire);
  if (stream !== undefined) void attend(stream, giveUp);
  // Timers of a tab that slept come late; the time of the answer counts.
  const approver: GateDeps["approver"] = {
    ...deps.approver,
    answerTo: async (approvalId, signal) => {
      const answer = await deps.approver.answerTo(approvalId, signal);
      if (isExpired(deps, prepared) && answer.type !== "reject") expire();
      return answer;
    },
  };
  const settled = await decide({ ...deps, approver }, { ...call, prepared }, { ...round, signal: controller.signal });
  cancelTimer();
  stream?.leave();
  release();
  if (!settled.ok) return settled;
  const cancel = givenUp === undefined ? cancelReasonOf(settled.value.outcome) : (givenUp as GivenUp).cancel;
  if (cancel !== undefined) cancelOperation(deps, call, round, prepared.operationId, cancel);
  return settled;
};

/** Decided and carried out on the way that its access has. */
const decide = async (deps: GateDeps, call: ListenCall, round: Round): Promise<Settled> => {
  if (call.tool.access === "external") return settleSingle(deps, call, round);
  const settled = await settleWrites(deps, [call], round);
  if (!settled.ok) return settled;
  const [only] = settled.value;
  if (only === undefined) throw new Error("A round of one write gave no result.");
  return ok(only);
};
