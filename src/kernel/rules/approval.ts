import type { Hash } from "../base/canonical.ts";
import type { ApprovalId, CallId, RuleId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Headline } from "../contracts/tool.ts";
import type { QuestionReply, UserQuestion } from "../conversation/user-question.ts";
import type { RiskClass, WorkspaceEffect } from "../log/effect.ts";
import type { HandedOver, OutsideResult, PreparedOperation } from "../tools/operation.ts";
import type { Origin } from "./origin.ts";
import type { Rule } from "./rule.ts";
import type { TextSource } from "./text-source.ts";

/** What the person said. `edit` replaces the arguments: the call is previewed again and asked again with the new effect. */
export type ApprovalAnswer =
  | { readonly type: "approve" }
  | { readonly type: "edit"; readonly input: JsonValue }
  /** `sticks`: exactly this call is refused from here on in its session, without being asked again; the rule comes with the answer. */
  | { readonly type: "reject"; readonly reason: string; readonly sticks?: true }
  /** Approves this call and adds the rule, in one transaction. */
  | { readonly type: "allow-for"; readonly rule: Rule }
  /** For a call in doubt only: it was done; or do it again. */
  | { readonly type: "mark-done" }
  | { readonly type: "retry" }
  /** For a question of the agent only: the answer to it; or none is given. */
  | ({ readonly type: "reply" } & QuestionReply)
  | { readonly type: "decline" }
  /** For a call that was handed over only: what came of it. */
  | ({ readonly type: "result" } & OutsideResult);

/**
 * `pending` → `answered` by a person, → `used` by the commit that it allowed; `superseded` when the effect changed and a
 * new one was asked; `expired` when the call can no longer run (stop, delete).
 */
export type ApprovalStatus = "pending" | "answered" | "used" | "superseded" | "expired";

/** The form in which questions are written. A question without a version is of the first. */
export const approvalVersion = 1;

/** Why a stored question cannot be answered or taken up by this program; undefined where it can. */
export const unknownVersion = ({ version = 1 }: Pick<Approval, "version">): string | undefined =>
  version === approvalVersion
    ? undefined
    : `This question has version ${version}, and this program knows version ${approvalVersion} only: another version of it wrote the question. Reload the page to get the newest version, or stop the run.`;

/** A question to the person, stored: it survives reload and is the same in every tab. */
export interface Approval {
  readonly approvalId: ApprovalId;
  /** Absent: the first. */
  readonly version?: number;
  readonly status: ApprovalStatus;
  readonly sessionId: SessionId;
  readonly runId: RunId;
  readonly callId: CallId;
  readonly turn: number;
  /** Who asks, where it is a nested run. Absent: the session's own agent. */
  readonly agentPath?: readonly string[];
  readonly tool: string;
  readonly headline: Headline;
  /** `question`: nothing is approved, the agent asks the person something. `result`: it waits for what is done outside. */
  readonly kind: "effect" | "in-doubt" | "question" | "result";
  readonly risks: readonly RiskClass[];
  readonly input: JsonValue;
  readonly inputHash: Hash;
  /** What would change. The contents are blobs in the store, so the diff can be shown after a reload. */
  readonly effect: WorkspaceEffect;
  /** The rule that asked. */
  readonly rule: { readonly ruleId: RuleId; readonly sentence: string };
  readonly askedAt: number;
  readonly causes: readonly Seq[];
  readonly origins: readonly Origin[];
  /** Where what is from outside came in. Absent: nothing is, or it could not be looked up. */
  readonly sources?: readonly TextSource[];
  /** Names of the arguments that a person changed before this question. */
  readonly editedFields: readonly string[];
  /** What is done outside; there where the kind is `result`. */
  readonly handedOver?: HandedOver;
  /** What exactly would be carried out, where the call prepared it before it was asked. */
  readonly prepared?: PreparedOperation;
  /** What the agent asks; there where the kind is `question`. */
  readonly asks?: UserQuestion;
  readonly answer?: ApprovalAnswer;
  readonly answeredAt?: number;
}
