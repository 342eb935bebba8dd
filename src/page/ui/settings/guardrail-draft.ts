import type { Failure } from "../../../kernel/failure.ts";
import { checkGuardrail, type Guardrail } from "../../../kernel/guardrail.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Result } from "../../../kernel/result.ts";
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
  readonly action: Guardrail["action"];
  readonly text: string;
}

export const typeChoices: readonly Choice<Guardrail["type"]>[] = [
  { value: "request", label: "What is sent to the model" },
  { value: "answer", label: "What the model answers" },
  { value: "call", label: "What the agent wants to do" },
  { value: "egress", label: "Where the agent may send to" },
  { value: "repetition", label: "The same call, again and again" },
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
  action: "send-back",
  text: "",
});

export const draftOf = (guardrail: Guardrail): GuardrailDraft => ({
  ...emptyDraft(guardrail.guardrailId),
  ...guardrail,
  tools: guardrail.type === "call" ? guardrail.tools.join(", ") : "",
  hosts: guardrail.type === "egress" ? guardrail.hosts.join(", ") : "",
  most: guardrail.type === "repetition" ? String(guardrail.most) : "3",
});

const namesIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter((name) => name !== "");

/** The guardrail that a draft describes, or what is wrong with it. */
export const guardrailOf = ({ tools, hosts, most, rule, ...rest }: GuardrailDraft): Result<Guardrail, Failure> => {
  const own: Readonly<Record<Guardrail["type"], JsonObject>> = {
    request: { rule },
    answer: { rule },
    call: { tools: namesIn(tools) },
    egress: { hosts: namesIn(hosts) },
    repetition: { most: Number(most) },
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
  if (guardrail.type === "call") {
    const tools = guardrail.tools.length === 0 ? "Any call" : `A call of ${guardrail.tools.join(", ")}`;
    return guardrail.pattern === "" ? `${tools}: ${then}.` : `${tools} with “${guardrail.pattern}” in its arguments: ${then}.`;
  }
  const what = guardrail.type === "request" ? "a request" : "an answer";
  const holds =
    guardrail.rule === "forbid" ? `“${guardrail.pattern}” is in ${what}` : `“${guardrail.pattern}” is missing in ${what}`;
  return `Where ${holds}, ${then}.`;
};
