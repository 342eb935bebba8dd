import type { Failure } from "../../../kernel/base/failure.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import type { Result } from "../../../kernel/base/result.ts";
import { type ModelChoice, modelName } from "../../../kernel/model/model.ts";
import { checkGuardrail, type Guardrail } from "../../../kernel/rules/guardrail.ts";
import type { Choice } from "../parts/segmented.tsx";

/** A guardrail as the form holds it: every field of every kind, as text. */
export interface GuardrailDraft {
  readonly guardrailId: string;
  readonly isOn: boolean;
  readonly name: string;
  readonly type: Guardrail["type"];
  readonly rule: "forbid" | "require";
  readonly pattern: string;
  /** Names, with commas between them. */
  readonly tools: string;
  /** Names, with commas between them. */
  readonly hosts: string;
  readonly most: string;
  readonly instructions: string;
  /** The key of one of the models that can be asked; empty: the one that answers. */
  readonly model: string;
  readonly action: Guardrail["action"];
  readonly text: string;
}

export const typeChoices: readonly Choice<Guardrail["type"]>[] = [
  { value: "request", label: "What is sent to the model" },
  { value: "answer", label: "What the model answers" },
  { value: "call", label: "What the agent wants to do" },
  { value: "egress", label: "Where the agent may send to" },
  { value: "repetition", label: "The same call, again and again" },
  { value: "review", label: "Calls, by asking a second model" },
];
export const ruleChoices: readonly Choice<"forbid" | "require">[] = [
  { value: "forbid", label: "may not contain" },
  { value: "require", label: "has to contain" },
];

/** What can be done where a guardrail of this kind acts; the first is what a change of the kind chooses. */
export const actionChoices = ({ type, rule }: Pick<GuardrailDraft, "type" | "rule">): readonly Choice<Guardrail["action"]>[] => {
  switch (type) {
    case "request":
      return [
        ...(rule === "forbid" ? [{ value: "mask", label: "Send “[…]” in its place" } as const] : []),
        { value: "block", label: "Send nothing and end the run" },
      ];
    case "answer":
      return [
        { value: "send-back", label: "Send it back, unseen, with feedback" },
        { value: "block", label: "Drop it and end the run" },
      ];
    case "call":
    case "egress":
    case "repetition":
    case "review":
      return [
        { value: "ask", label: "Ask me first" },
        { value: "block", label: "Block it" },
      ];
  }
};

/** The draft after one of its fields changed; an action that the kind does not know gives way to its first. */
export const changedDraft = (before: GuardrailDraft, change: Partial<GuardrailDraft>): GuardrailDraft => {
  const next = { ...before, ...change };
  const actions = actionChoices(next);
  if (actions.some(({ value }) => value === next.action)) return next;
  return { ...next, action: actions[0]?.value ?? "block" };
};

export const emptyDraft = (guardrailId: string): GuardrailDraft => ({
  guardrailId,
  isOn: true,
  name: "",
  type: "answer",
  rule: "forbid",
  pattern: "",
  tools: "",
  hosts: "",
  most: "3",
  instructions: "",
  model: "",
  action: "send-back",
  text: "",
});

export const draftOf = (guardrail: Guardrail): GuardrailDraft => ({
  ...emptyDraft(guardrail.guardrailId),
  ...guardrail,
  tools: guardrail.type === "call" || guardrail.type === "review" ? guardrail.tools.join(", ") : "",
  instructions: guardrail.type === "review" ? guardrail.instructions : "",
  model: guardrail.type === "review" && guardrail.model !== null ? JSON.stringify(guardrail.model) : "",
  hosts: guardrail.type === "egress" ? guardrail.hosts.join(", ") : "",
  most: guardrail.type === "repetition" ? String(guardrail.most) : "3",
});

/** Who can be asked for a review: what answers by default, what may take over from it, the script, and who reviewed before. */
export const reviewerChoices = (models: readonly ModelChoice[], chosen: string): readonly Choice<string>[] => {
  const able = models.filter(({ provider }) => provider !== "by-hand" && provider !== "replay");
  const keys = [...new Set([...able.map((model) => JSON.stringify(model)), ...(chosen === "" ? [] : [chosen])])];
  return [
    { value: "", label: "The model that answers" },
    ...keys.map((key) => ({ value: key, label: modelName(JSON.parse(key) as ModelChoice) })),
  ];
};

const namesIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter((name) => name !== "");

/** The guardrail that a draft describes, or what is wrong with it. */
export const guardrailOf = ({
  tools,
  hosts,
  most,
  instructions,
  model,
  rule,
  ...rest
}: GuardrailDraft): Result<Guardrail, Failure> => {
  const own: Readonly<Record<Guardrail["type"], JsonObject>> = {
    request: { rule },
    answer: { rule },
    call: { tools: namesIn(tools) },
    egress: { hosts: namesIn(hosts) },
    repetition: { most: Number(most) },
    review: { tools: namesIn(tools), instructions, model: model === "" ? null : JSON.parse(model) },
  };
  return checkGuardrail({ ...rest, ...own[rest.type] });
};

const actionWords: Readonly<Record<Guardrail["action"], string>> = {
  mask: "it is masked",
  block: "it is blocked",
  "send-back": "it is sent back",
  ask: "you are asked",
};

/** A guardrail as one sentence. */
export const guardrailSentence = (guardrail: Guardrail): string => {
  const then = actionWords[guardrail.action];
  if (guardrail.type === "egress")
    return `A call that reaches ${guardrail.hosts.length === 0 ? "outside" : `another host than ${guardrail.hosts.join(", ")}`}: ${then}.`;
  if (guardrail.type === "repetition")
    return `A call that a run has made ${guardrail.most === 1 ? "once" : `${guardrail.most} times`} already: ${then}.`;
  if (guardrail.type === "review") {
    const calls =
      guardrail.tools.length === 0 ? "Calls that change something or reach outside" : `Calls of ${guardrail.tools.join(", ")}`;
    const who = guardrail.model === null ? "the model that answers" : modelName(guardrail.model);
    return `${calls} are reviewed by ${who}; where it objects, ${then}.`;
  }
  if (guardrail.type === "call") {
    const tools = guardrail.tools.length === 0 ? "Any call" : `A call of ${guardrail.tools.join(", ")}`;
    return guardrail.pattern === "" ? `${tools}: ${then}.` : `${tools} with “${guardrail.pattern}” in its arguments: ${then}.`;
  }
  const what = guardrail.type === "request" ? "a request" : "an answer";
  const holds =
    guardrail.rule === "forbid" ? `“${guardrail.pattern}” is in ${what}` : `“${guardrail.pattern}” is missing in ${what}`;
  return `Where ${holds}, ${then}.`;
};
