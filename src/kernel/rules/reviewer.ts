import type { Hash } from "../base/canonical.ts";
import type { CallId } from "../base/ids.ts";
import type { Cost } from "../model/cost.ts";
import type { ModelChoice } from "../model/model.ts";
import type { Usage } from "../model/usage.ts";

/** The first words of what a model is told that reviews a call, by which a scripted one knows that it does. */
export const reviewerOpening = "You review one call of a tool that another agent is about to make.";

export const isReviewing = (system: string): boolean => system.startsWith(reviewerOpening);

/** What a second model said of a call: nothing speaks against it; something does; it could not be made to say. */
export type ReviewVerdict = "passed" | "objected" | "failed";

/**
 * A model was asked what it thinks of a call before it ran. `inputHash`: of {tool, input}, the arguments that it saw; `reason`:
 * its own words, or why there are none. It counts for the session and the day, and for no run: its run may be over.
 */
export interface CallReviewed {
  readonly type: "call-reviewed";
  readonly callId: CallId;
  readonly guardrailId: string;
  readonly name: string;
  readonly model: ModelChoice;
  readonly inputHash: Hash;
  readonly verdict: ReviewVerdict;
  readonly reason: string;
  readonly usage: Usage;
  /** Of every attempt, on the day of the last. */
  readonly cost?: Cost;
  readonly durationMs: number;
}
