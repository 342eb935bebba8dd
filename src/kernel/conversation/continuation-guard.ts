import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";

/** What has to be so before a run may end with its answer. */
export type GuardCondition =
  | { readonly type: "file-exists"; readonly path: string }
  | { readonly type: "file-contains"; readonly path: string; readonly text: string }
  | { readonly type: "answer-contains"; readonly text: string };

/** Sends a run on after its answer until something is so. */
export interface ContinuationGuard {
  readonly until: GuardCondition;
  /** How often a run is sent on; there is no guard without an end. 1 to 20. */
  readonly maxRounds: number;
}

export const mostRounds = 20;
const maxText = 500;

const invalid = (message: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${message} Nothing was changed; correct it and try again.` });

const isPath = (value: JsonValue | undefined): value is string =>
  typeof value === "string" && /^\/[^\0]+$/.test(value) && value.length <= maxText;
const isText = (value: JsonValue | undefined): value is string =>
  typeof value === "string" && value !== "" && value.length <= maxText;

const conditionFrom = (value: JsonValue | undefined): Result<GuardCondition, Failure> => {
  if (!isJsonObject(value)) return invalid("A guard needs something to wait for.");
  const { type, path, text } = value;
  if (type === "answer-contains")
    return isText(text) ? ok({ type, text }) : invalid("Say which text the answer has to contain, in at most 500 characters.");
  if (type !== "file-exists" && type !== "file-contains") return invalid("This version does not know such a guard.");
  if (!isPath(path)) return invalid("Name the file by its whole path, such as /notes/plan.md.");
  if (type === "file-exists") return ok({ type, path });
  return isText(text) ? ok({ type, path, text }) : invalid("Say which text the file has to contain, in at most 500 characters.");
};

/** A guard as somebody sent it. */
export const checkContinuationGuard = (value: JsonValue | undefined): Result<ContinuationGuard, Failure> => {
  if (!isJsonObject(value)) return invalid("A guard has to be an object.");
  const { maxRounds, until } = value;
  if (typeof maxRounds !== "number" || !Number.isInteger(maxRounds) || maxRounds < 1 || maxRounds > mostRounds)
    return invalid(`A guard needs a number of rounds from 1 to ${mostRounds}: without one it might never end.`);
  const condition = conditionFrom(until);
  return condition.ok ? ok({ until: condition.value, maxRounds }) : condition;
};

/** What is waited for, as the end of a sentence. */
export const conditionWords = (condition: GuardCondition): string => {
  switch (condition.type) {
    case "file-exists":
      return `the file ${condition.path} exists`;
    case "file-contains":
      return `the file ${condition.path} contains “${condition.text}”`;
    case "answer-contains":
      return `the answer contains “${condition.text}”`;
  }
};
