import type { Failure } from "../base/failure.ts";
import type { CallId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Origin } from "../rules/origin.ts";

/** How far a call that takes its time has come, in the words of its tool. */
export interface Progress {
  /** One word or two: "counting", "listening". */
  readonly stage: string;
  readonly message: string;
  /** What a tool in the page needs to go on after a reload, and what programs read; the model never sees it. */
  readonly data?: JsonValue;
}

/** What a `listen` tool would do, as it stood at one revision. It is shown to the person and carried out exactly so, or not at all. */
export interface PreparedOperation {
  readonly operationId: string;
  /** Names the state that the operation was prepared over; another one refuses it. */
  readonly revision: string;
  /** What would be done, in lines of text for people. */
  readonly snapshot: string;
  /** Milliseconds since 1970 after which it is not carried out any more. */
  readonly expiresAt?: number;
  /** Where what was read for it came from, as far as that is outside. Absent: nowhere. */
  readonly origins?: readonly Origin[];
}

/** Why a prepared operation is not carried out. */
export type CancelReason =
  /** The person said no. */
  | "rejected"
  /** A rule said no. */
  | "blocked"
  /** The person stopped the call or its run. */
  | "stopped"
  | "expired"
  /** Whoever prepared it is out of reach. */
  | "disconnected"
  /** It did not become ready in its time, or its preparation ended before. */
  | "ended";

/** What is to be done outside by somebody, and what they are to tell of it. */
export interface HandedOver {
  readonly task: string;
  /** What the result should say. */
  readonly expects?: string;
}

/** What came of something that was done outside. */
export interface OutsideResult {
  readonly text: string;
  /** It was tried and did not work, or was not done. */
  readonly isError: boolean;
}

/** The result of a call that was handed over, by the call's name. */
export interface SubmittedResult extends OutsideResult {
  readonly callId: CallId;
}

const maxResultChars = 200_000;

/** Why a text is no result; undefined where it is one. */
export const findResultProblem = ({ text }: OutsideResult): string | undefined => {
  if (text.trim() === "") return "Say what came of it, in a few words at least.";
  return text.length > maxResultChars ? `It has ${text.length} characters; at most ${maxResultChars} are accepted.` : undefined;
};

/** Work that goes on beside its call, by the name that its tool gave it, and what was last heard of it. */
export interface Operation {
  readonly operationId: string;
  readonly last?: Progress;
}

/** Whether a call ended because what its tool had prepared was no longer so. */
export const isInvalidation = ({ message }: Failure): boolean => message.startsWith("Listen operation invalidated");
