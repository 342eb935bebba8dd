import { isJsonObject, isSameJson, type JsonValue } from "../../../kernel/base/json.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import type { ArgumentTest, StateTest, ValueTest } from "../../../kernel/rules/rule.ts";

/** Whether a pattern is in a text. Throws where the pattern cannot be read or is not loaded. */
export type FindsPattern = (pattern: string, text: string) => boolean;

/** What is missing equals nothing, also not what else is missing. */
const same = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  left !== undefined && right !== undefined && isSameJson(left, right);

const numberOf = (value: JsonValue | undefined): number => {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
};

/** Not a number on either side: every comparison is false. */
const difference = (actual: JsonValue | undefined, value: JsonValue | undefined): number => numberOf(actual) - numberOf(value);

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => {
  if (!Array.isArray(value)) throw new Error("The list of values is missing.");
  return value;
};

const textOf = (value: JsonValue | undefined): string => {
  if (typeof value !== "string") throw new Error("The text to look for is missing.");
  return value;
};

const holds = ({ operator, value }: ValueTest, actual: JsonValue | undefined, finds: FindsPattern): boolean => {
  switch (operator) {
    case "equals":
      return same(actual, value);
    case "not-equals":
      return !same(actual, value);
    case "greater":
      return difference(actual, value) > 0;
    case "less":
      return difference(actual, value) < 0;
    case "at-least":
      return difference(actual, value) >= 0;
    case "at-most":
      return difference(actual, value) <= 0;
    case "exists":
      return actual !== undefined;
    case "missing":
      return actual === undefined;
    case "contains":
      if (typeof actual === "string") return actual.includes(textOf(value));
      return Array.isArray(actual) && actual.some((one) => same(one, value));
    case "one-of":
      return actual !== undefined && listOf(value).some((one) => same(one, actual));
    case "not-one-of":
      return !listOf(value).some((one) => actual !== undefined && same(one, actual));
    case "matches": {
      // Looked for in any case: what cannot be read must not pass for not found.
      const isFound = finds(textOf(value), typeof actual === "string" ? actual : "");
      return typeof actual === "string" && isFound;
    }
    default:
      return assertNever(operator);
  }
};

/** Every value among the arguments, not the lists and objects that hold them. */
const leaves = (value: JsonValue): readonly JsonValue[] => {
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isJsonObject(value) ? Object.values(value).flatMap(leaves) : [value];
};

/** What a text is looked for in. */
const coerced = (value: JsonValue | undefined): string | undefined =>
  value === undefined || typeof value === "string" ? value : JSON.stringify(value);

/** Whether the arguments pass one test of a rule. Throws where the test cannot be made: an unknown operator, a bad pattern. */
export const argumentHolds = (test: ArgumentTest, input: JsonValue, finds: FindsPattern): boolean => {
  const looks = test.operator === "contains" || test.operator === "matches";
  const passes = (actual: JsonValue | undefined): boolean => holds(test, looks ? coerced(actual) : actual, finds);
  if (test.argument === undefined) return leaves(input).some(passes);
  return passes(isJsonObject(input) && Object.hasOwn(input, test.argument) ? input[test.argument] : undefined);
};

/** Whether the state passes one test of a rule. Throws as above. */
export const stateHolds = (test: StateTest, stateAt: (key: string) => JsonValue | undefined, finds: FindsPattern): boolean =>
  holds(test, stateAt(test.key), finds);
