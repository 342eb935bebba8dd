/** Branded names of things. Made once, at the edge, by an `IdMaker`; replay reads them from the log. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type SessionId = Id<"session">;
export type RunId = Id<"run">;
export type CallId = Id<"call">;
export type MessageId = Id<"message">;
export type ApprovalId = Id<"approval">;
export type RuleId = Id<"rule">;
export type ChoiceId = Id<"choice">;
/** Names one committed effect; it is also the version of everything that the effect wrote. */
export type EffectId = Id<"effect">;

/** Position in the workspace's log: gapless, starting at 1. */
export type Seq = number;

export const sessionId = (value: string): SessionId => value as SessionId;
export const runId = (value: string): RunId => value as RunId;
export const callId = (value: string): CallId => value as CallId;
export const messageId = (value: string): MessageId => value as MessageId;
export const approvalId = (value: string): ApprovalId => value as ApprovalId;
export const ruleId = (value: string): RuleId => value as RuleId;
export const choiceId = (value: string): ChoiceId => value as ChoiceId;
export const effectId = (value: string): EffectId => value as EffectId;
