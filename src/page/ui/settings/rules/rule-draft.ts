import type { Failure } from "../../../../kernel/base/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../../kernel/base/result.ts";
import { checkRule } from "../../../../kernel/rules/check-rule.ts";
import type { ArgumentTest, Rule, RuleMatch } from "../../../../kernel/rules/rule.ts";
import { ruleSentence } from "../../../../kernel/rules/rule-sentence.ts";

/** A rule as its form holds it: what is typed stays as it is typed. */
export interface RuleDraft {
  /** What the form does not show stays with it. */
  readonly rule: Rule;
  readonly tools: string;
  readonly folder: string;
  readonly argument: string;
  readonly operator: ArgumentTest["operator"];
  readonly value: string;
  readonly max: string;
  /** In seconds. */
  readonly seconds: string;
  /** Empty: made from what it matches. */
  readonly words: string;
}

const shownValue = (value: JsonValue | undefined): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

export const draftOfRule = (rule: Rule): RuleDraft => {
  const { tools = [], folder = "", arguments: tests = [], exceeds } = rule.match;
  const [test] = tests;
  return {
    rule,
    tools: tools.join(", "),
    folder,
    argument: test?.argument ?? "",
    operator: test?.operator ?? "contains",
    value: shownValue(test?.value),
    max: exceeds === undefined ? "" : String(exceeds.max),
    seconds: exceeds === undefined ? "60" : String(exceeds.windowMs / 1_000),
    words: rule.sentence === ruleSentence(rule) ? "" : rule.sentence,
  };
};

/** Numbers and lists are written as JSON; whatever else is typed is a text. */
const readValue = (text: string, operator: ArgumentTest["operator"]): JsonValue => {
  if (operator === "contains" || operator === "matches") return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return operator === "one-of" || operator === "not-one-of" ? text.split(",").map((one) => one.trim()) : text;
  }
};

const testsOf = ({ argument, operator, value, rule }: RuleDraft): readonly ArgumentTest[] => {
  const others = (rule.match.arguments ?? []).slice(1);
  const isPresence = operator === "exists" || operator === "missing";
  if (isPresence ? argument.trim() === "" : value === "") return others;
  const test = { ...(argument.trim() === "" ? {} : { argument: argument.trim() }), operator };
  return [isPresence ? test : { ...test, value: readValue(value, operator) }, ...others];
};

const matchOf = (draft: RuleDraft): RuleMatch => {
  const { tools: _tools, folder: _folder, arguments: _tests, exceeds: _exceeds, ...rest } = draft.rule.match;
  const tools = draft.tools.split(/[\s,]+/).filter((name) => name !== "");
  const tests = testsOf(draft);
  return {
    ...rest,
    ...(tools.length === 0 ? {} : { tools }),
    ...(draft.folder.trim() === "" ? {} : { folder: draft.folder.trim() }),
    ...(tests.length === 0 ? {} : { arguments: tests }),
    ...(draft.max.trim() === ""
      ? {}
      : { exceeds: { max: Number(draft.max), windowMs: Math.round(Number(draft.seconds) * 1_000) } }),
  };
};

/** The rule that the form describes, or why it is none. */
export const ruleOfDraft = (draft: RuleDraft): Result<Rule, Failure> => {
  const rule = { ...draft.rule, match: matchOf(draft) };
  const words = draft.words.trim();
  return checkRule({ ...rule, sentence: words === "" ? ruleSentence(rule) : words } as unknown as JsonValue);
};

/** What of a rule a person writes; the rest goes with it unseen. */
export const sourceOfRule = ({ decision, match, scope, expiresAt, sentence }: Rule): string =>
  JSON.stringify({ decision, match, scope, ...(expiresAt === undefined ? {} : { expiresAt }), sentence }, undefined, 2);

const written = new Set(["decision", "match", "scope", "expiresAt", "sentence"]);

/** The rule that a source describes, with the rest of `before`. */
export const ruleOfSource = (text: string, before: Rule): Result<Rule, Failure> => {
  const invalid = (message: string): Result<never, Failure> => err({ type: "invalid-input", message });
  let parsed: JsonValue;
  try {
    parsed = JSON.parse(text) as JsonValue;
  } catch (cause) {
    return invalid(`This is no JSON: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was stored; correct it.`);
  }
  if (!isJsonObject(parsed)) return invalid("A rule is an object in braces. Nothing was stored; correct it.");
  const strange = Object.keys(parsed).find((name) => !written.has(name));
  if (strange !== undefined) return invalid(`A rule has no "${strange}". It has ${[...written].join(", ")}.`);
  const { expiresAt: _expiresAt, ...kept } = before;
  const rule: JsonObject = { ...(kept as unknown as JsonObject), ...parsed };
  const decision = (rule.decision ?? "ask") as Rule["decision"];
  const isWordless = !isJsonObject(rule.match) || typeof parsed.sentence === "string";
  const checked = checkRule(isWordless ? rule : { ...rule, sentence: "A rule." });
  if (!checked.ok || isWordless) return checked;
  return ok({ ...checked.value, sentence: ruleSentence({ decision, match: checked.value.match }) });
};
