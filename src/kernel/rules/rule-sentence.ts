import type { RiskClass } from "../log/effect.ts";
import { capabilityWords } from "./capability.ts";
import { type OutsideKind, outsideKinds } from "./origin.ts";
import type { ArgumentTest, Rule, StateTest, ValueTest } from "./rule.ts";

const riskWords: Readonly<Record<RiskClass, string>> = {
  read: "reading",
  change: "changes",
  delete: "deletions",
  network: "requests",
  spend: "spending",
};

const listed = (words: readonly string[], last: string): string =>
  words.length < 2 ? (words[0] ?? "nothing") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

const shown = (value: unknown): string => {
  const text = typeof value === "string" ? `“${value}”` : (JSON.stringify(value) ?? "nothing");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

const testWords = ({ operator, value }: ValueTest): string => {
  switch (operator) {
    case "equals":
      return `is ${shown(value)}`;
    case "not-equals":
      return `is not ${shown(value)}`;
    case "greater":
      return `is above ${shown(value)}`;
    case "less":
      return `is below ${shown(value)}`;
    case "at-least":
      return `is at least ${shown(value)}`;
    case "at-most":
      return `is at most ${shown(value)}`;
    case "exists":
      return "is there";
    case "missing":
      return "is not there";
    case "contains":
      return `contains ${shown(value)}`;
    case "one-of":
      return `is one of ${shown(value)}`;
    case "not-one-of":
      return `is none of ${shown(value)}`;
    case "matches":
      return `matches ${shown(value)}`;
  }
};

const argumentWords = (test: ArgumentTest): string => `${test.argument ?? "any argument"} ${testWords(test)}`;
const stateWords = (test: StateTest): string => `the state’s ${test.key} ${testWords(test)}`;

const spanWords = (ms: number): string => {
  const units = [
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1_000],
  ] as const;
  const [name, size] = units.find(([, one]) => ms % one === 0) ?? ["millisecond", 1];
  return ms === size ? `one ${name}` : `${ms / size} ${name}s`;
};

export const kindWords: Readonly<Record<OutsideKind, string>> = {
  web: "the web",
  "tool-server": "tool servers",
  import: "imports",
  memory: "memory",
  outside: "outward tools",
};

/** Which text from outside a rule speaks of. */
export const originWords = (from: readonly OutsideKind[], decision: Rule["decision"]): string => {
  if (from.length === 0) return "unless text from outside was read";
  const places = outsideKinds.every((kind) => from.includes(kind))
    ? "outside"
    : listed(
        from.map((kind) => kindWords[kind]),
        "or",
      );
  return `${decision === "allow" ? "also " : ""}after text from ${places} was read`;
};

const verbs: Readonly<Record<Rule["decision"], string>> = { allow: "Allow", ask: "Ask before", deny: "Deny" };

/** A rule in words, from what it matches alone; where and until when it holds is said beside it. */
export const ruleSentence = ({ decision, match }: Pick<Rule, "decision" | "match">): string => {
  const {
    tools,
    risks,
    folder,
    callHash,
    agents,
    tiers,
    arguments: tests = [],
    state = [],
    exceeds,
    beyond,
    permissions,
    from,
  } = match;
  const what =
    callHash === undefined ? (tools === undefined ? "every call" : `every ${listed(tools, "and")} call`) : "exactly this call";
  const conditions = [...tests.map(argumentWords), ...state.map(stateWords)];
  const parts = [
    risks === undefined
      ? what
      : tools === undefined
        ? listed(
            risks.map((risk) => riskWords[risk]),
            "and",
          )
        : `${listed(
            risks.map((risk) => riskWords[risk]),
            "and",
          )} by ${listed(tools, "and")}`,
    ...(folder === undefined ? [] : [`in ${folder}`]),
    ...(tiers === undefined ? [] : [`that needs ${listed(tiers, "or")}`]),
    ...(permissions === undefined ? [] : [`that needs the permission ${listed(permissions, "or")}`]),
    ...(agents === undefined ? [] : [`of ${listed(agents, "or")}`]),
    ...(beyond === undefined ? [] : [`beyond “${capabilityWords(beyond)}”`]),
    ...(conditions.length === 0 ? [] : [`where ${listed(conditions, "and")}`]),
    ...(from === undefined ? [] : [originWords(from, decision)]),
    ...(exceeds === undefined ? [] : [`beyond ${exceeds.max} in ${spanWords(exceeds.windowMs)}`]),
  ];
  return `${verbs[decision]} ${parts.join(" ")}`;
};
