import { raceAbort } from "../../../kernel/base/abort.ts";
import { canonicalHash } from "../../../kernel/base/canonical.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { approvalId, effectId, ruleId } from "../../../kernel/base/ids.ts";
import type { Expectation } from "../../../kernel/contracts/store.ts";
import type { UserQuestion } from "../../../kernel/conversation/user-question.ts";
import type { RiskClass, WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { type Approval, type ApprovalAnswer, approvalVersion } from "../../../kernel/rules/approval.ts";
import { joinOrigins, originsOfFiles, outsideOf } from "../../../kernel/rules/origin.ts";
import type { HandedOver } from "../../../kernel/tools/operation.ts";
import { originsOfCall } from "../rules/text-origins.ts";
import { changedFields, checkArguments, headlineOf } from "./arguments.ts";
import { type GateDeps, type ReadyCall, type Round, readyCall } from "./gate-deps.ts";

/** What a question is about. */
export interface Question {
  readonly call: ReadyCall;
  readonly kind: Approval["kind"];
  readonly risks: readonly RiskClass[];
  readonly effect: WorkspaceEffect;
  readonly rule: Approval["rule"];
  /** Of the kind `question`: what the agent asks. */
  readonly asks?: UserQuestion;
  /** Of the kind `result`: what is done outside. */
  readonly handedOver?: HandedOver;
}

/** Why a call is asked again after a person changed its arguments, whatever the rules say. */
export const editedRule: Approval["rule"] = {
  ruleId: ruleId("gate:edited"),
  sentence: "You changed the arguments, so you see what they do before it is done.",
};

/** Why a call that was cut off is asked. */
export const inDoubtRule: Approval["rule"] = {
  ruleId: ruleId("gate:in-doubt"),
  sentence: "The call was started and its outcome is unknown. Check outside, then mark it as done or do it again.",
};

const nothingChanges = canonicalHash([]);

/** The effect of a call that cannot be previewed. */
export const unknownEffect = (deps: GateDeps): WorkspaceEffect => ({
  effectId: effectId(deps.random.id("effect")),
  files: [],
  reads: [],
  hash: nothingChanges,
});

/** A pending question about a call, ready to be stored. */
export const questionFor = async (deps: GateDeps, round: Round, { call, ...question }: Question): Promise<Approval> => {
  const { scope } = round;
  const origins = joinOrigins(originsOfCall(call, round), originsOfFiles(question.effect.files));
  const outside = outsideOf(origins);
  const about = { sessionId: scope.sessionId, origins: outside, input: call.input };
  const sources = outside.length === 0 ? undefined : await deps.findSources?.(about);
  return {
    ...question,
    approvalId: approvalId(deps.random.id("approval")),
    version: approvalVersion,
    status: "pending",
    sessionId: scope.sessionId,
    runId: scope.runId,
    callId: call.callId,
    turn: scope.turn,
    ...(scope.agent === undefined ? {} : { agentPath: scope.agent.agentPath }),
    tool: call.tool.name,
    headline: headlineOf(call.tool, call.parsed),
    input: call.input,
    inputHash: call.inputHash.value(),
    askedAt: deps.clock.now(),
    causes: scope.causes,
    origins,
    ...(sources === undefined ? {} : { sources }),
    editedFields: call.editedFields,
    ...(call.prepared === undefined ? {} : { prepared: call.prepared }),
  };
};

/** Whether a stored question still asks exactly this: the same arguments and the same effect. */
export const stillAsks = (approval: Approval, { call, kind, effect }: Question): boolean =>
  approval.kind === kind &&
  approval.inputHash === call.inputHash.value() &&
  approval.effect.hash === effect.hash &&
  approval.prepared?.operationId === call.prepared?.operationId &&
  approval.prepared?.revision === call.prepared?.revision;

/** The person's answer, or undefined when the run is stopped first. An answer that is there before the stop is not used after it. */
export const waitForAnswer = async (
  deps: GateDeps,
  approval: Approval,
  signal: AbortSignal,
): Promise<ApprovalAnswer | undefined> => {
  const raced = await raceAbort(deps.approver.answerTo(approval.approvalId, signal), signal);
  return raced.type === "aborted" || signal.aborted ? undefined : raced.value;
};

/** An approval allows one commit, and only after it was answered and while nothing closed it. */
export const claimOf = ({ approvalId: id }: Approval): Expectation => ({
  type: "approval-status",
  approvalId: id,
  status: "answered",
});

/** The call with a person's arguments, or undefined where its tool cannot read them. */
export const editedCall = (deps: GateDeps, asked: ReadyCall, input: Approval["input"]): ReadyCall | undefined => {
  const checked = checkArguments(deps.tools, asked.tool.name, input);
  return checked.ok ? readyCall(asked.callId, checked.value, changedFields(asked.input, checked.value.input)) : undefined;
};

/** For a question that was closed between its answer and the commit that it should have allowed. */
export const approvalClosed: Failure = {
  type: "conflict",
  message:
    "the question about this call was closed before it could be carried out, so it changed nothing. Call again to be asked again.",
};
