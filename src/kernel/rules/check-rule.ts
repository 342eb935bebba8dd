import type { Failure } from "../base/failure.ts";
import { findJsonProblem, isJsonObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { RiskClass } from "../log/effect.ts";
import { outsideKinds } from "./origin.ts";
import { isPermission, namedPermissions } from "./permission.ts";
import { decisions, type Rule, tiers, type ValueOperator } from "./rule.ts";

export const maxRules = 500;
const maxSentence = 500;
const maxList = 100;

export const riskClasses: readonly RiskClass[] = ["read", "change", "delete", "network", "spend"];
export const valueOperators: readonly ValueOperator[] = [
  "equals",
  "not-equals",
  "greater",
  "less",
  "at-least",
  "at-most",
  "exists",
  "missing",
  "contains",
  "one-of",
  "not-one-of",
  "matches",
];

type Problem = string | undefined;
type FieldCheck = (value: JsonValue, decision: JsonValue | undefined) => Problem;

const isText = (value: JsonValue | undefined, most = 500): value is string =>
  typeof value === "string" && value !== "" && value.length <= most;
const isTextList = (value: JsonValue): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.length <= maxList && value.every((one) => isText(one, 200));
const isOneOf = (value: JsonValue | undefined, values: readonly string[]): boolean => values.some((one) => one === value);

const testProblem = (test: JsonValue | undefined, subject: "argument" | "key"): Problem => {
  if (!isJsonObject(test)) return "Each test has to be an object with an operator.";
  const { operator, value, [subject]: name, ...unknown } = test;
  const [strange] = Object.keys(unknown);
  if (strange !== undefined) return `A test has no "${strange}".`;
  if (subject === "key" ? !isText(name) : name !== undefined && !isText(name))
    return `The ${subject} of a test has to be a text.`;
  if (!isOneOf(operator, valueOperators)) return `"${String(operator)}" is no operator. There are ${valueOperators.join(", ")}.`;
  if (operator === "exists" || operator === "missing") return value === undefined ? undefined : `"${operator}" takes no value.`;
  if (value === undefined) return `"${operator}" needs a value.`;
  if ((operator === "one-of" || operator === "not-one-of") && !Array.isArray(value))
    return `"${operator}" needs a list of values.`;
  if (operator === "matches" && !isText(value)) return '"matches" needs a pattern.';
  if (operator === "contains" && subject === "argument" && !isText(value)) return '"contains" needs a text to look for.';
  return undefined;
};

const testsCheck =
  (subject: "argument" | "key"): FieldCheck =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > maxList)
      return "Tests have to be a list with at least one.";
    return value.map((test) => testProblem(test, subject)).find((problem) => problem !== undefined);
  };

const windowCheck: FieldCheck = (value, decision) => {
  if (decision === "allow") return "A rule that allows has no window: it says how many calls are too many.";
  const { max, windowMs } = isJsonObject(value) ? value : {};
  const isWhole = (number: JsonValue | undefined, least: number): boolean =>
    typeof number === "number" && Number.isSafeInteger(number) && number >= least;
  return isWhole(max, 0) && isWhole(windowMs, 1)
    ? undefined
    : 'A window has "max", from 0, and "windowMs", from 1, in whole numbers.';
};

const boundNames = ["tools", "deniedTools", "folders", "hosts"];

const beyondCheck: FieldCheck = (value, decision) => {
  if (decision === "allow") return "A rule that allows does not say what is beyond.";
  if (!isJsonObject(value) || Object.keys(value).length === 0) return '"beyond" has to be an object that bounds something.';
  for (const [name, list] of Object.entries(value)) {
    if (!boundNames.includes(name)) return `"beyond" knows no "${name}". It knows ${boundNames.join(", ")}.`;
    if (list === undefined || !(isTextList(list) || (Array.isArray(list) && list.length === 0)))
      return `"${name}" has to be a list of names.`;
    if (name === "folders" && Array.isArray(list) && list.some((one) => !String(one).startsWith("/")))
      return "A folder has to begin with a slash.";
  }
  return undefined;
};

const fields: ReadonlyMap<string, FieldCheck> = new Map<string, FieldCheck>([
  ["tools", (value) => (isTextList(value) ? undefined : '"tools" has to be a list of names.')],
  [
    "risks",
    (value) =>
      isTextList(value) && value.every((risk) => isOneOf(risk, riskClasses))
        ? undefined
        : `"risks" has to be a list of ${riskClasses.join(", ")}.`,
  ],
  ["folder", (value) => (isText(value) && value.startsWith("/") ? undefined : '"folder" has to begin with a slash.')],
  ["definition", (value) => (isText(value) ? undefined : '"definition" has to be a text.')],
  ["callHash", (value) => (isText(value) ? undefined : '"callHash" has to be a text.')],
  [
    "tiers",
    (value) =>
      isTextList(value) && value.every((tier) => isOneOf(tier, tiers))
        ? undefined
        : `"tiers" has to be a list of ${tiers.join(", ")}.`,
  ],
  ["agents", (value) => (isTextList(value) ? undefined : '"agents" has to be a list of names.')],
  [
    "permissions",
    (value) =>
      isTextList(value) && value.every(isPermission)
        ? undefined
        : `"permissions" has to be a list of ${namedPermissions.join(", ")}, or custom:name.`,
  ],
  [
    "from",
    (value, decision) => {
      if (!Array.isArray(value) || !value.every((kind) => isOneOf(kind, outsideKinds)))
        return `"from" has to be a list of ${outsideKinds.join(", ")}.`;
      return value.length === 0 && decision !== "allow" ? 'A rule that does not allow needs a place in "from".' : undefined;
    },
  ],
  ["arguments", testsCheck("argument")],
  ["state", testsCheck("key")],
  ["exceeds", windowCheck],
  ["beyond", beyondCheck],
]);

const matchProblem = (match: JsonObject, decision: JsonValue | undefined): Problem => {
  for (const [name, value] of Object.entries(match)) {
    const check = fields.get(name);
    if (check === undefined) return `"${name}" is nothing that a rule can match. There are ${[...fields.keys()].join(", ")}.`;
    const problem = value === undefined ? undefined : check(value, decision);
    if (problem !== undefined) return problem;
  }
  return decision === "allow" && Object.keys(match).length === 0
    ? "The rule would allow every call; name a tool, a folder or a call."
    : undefined;
};

const scopeProblem = (scope: JsonValue | undefined): Problem => {
  const { type, sessionId } = isJsonObject(scope) ? scope : {};
  return type === "workspace" || (type === "session" && isText(sessionId))
    ? undefined
    : "A rule holds in the workspace or in one session.";
};

const findProblem = (value: JsonObject): Problem => {
  const { ruleId, match, decision, scope, expiresAt, madeBy, madeAt, sentence, isOff, place } = value;
  if (!isText(ruleId, 100)) return "A rule needs an id.";
  if (!isOneOf(decision, decisions)) return `A rule has to ${decisions.join(", ")}.`;
  if (!isJsonObject(match)) return "What a rule speaks about has to be an object.";
  if (madeBy !== "person") return "Only rules of people are stored.";
  if (typeof madeAt !== "number") return "A rule needs the time at which it was made.";
  if (expiresAt !== undefined && typeof expiresAt !== "number") return "The end of a rule has to be a time in milliseconds.";
  if (isOff !== undefined && isOff !== true) return "A rule is off, or says nothing of it.";
  if (place !== undefined && typeof place !== "number") return "The place of a rule has to be a number.";
  if (!isText(sentence, maxSentence)) return `A rule needs a sentence of at most ${maxSentence} characters.`;
  return scopeProblem(scope) ?? matchProblem(match, decision);
};

/** A rule of a person as somebody sent it. Whether its patterns can be read is not looked at. */
export const checkRule = (value: JsonValue): Result<Rule, Failure> => {
  const problem = findJsonProblem(value) ?? (isJsonObject(value) ? findProblem(value) : "A rule has to be an object.");
  // Every field was looked at.
  if (problem === undefined) return ok(value as unknown as Rule);
  return err({ type: "invalid-input", message: `${problem} Nothing was stored; correct it and save again.` });
};
