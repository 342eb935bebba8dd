import { createLineMatcher, type LineMatcher } from "../../engine/files/search/line-matcher.ts";
import type { CallsBefore, Inspector } from "../../engine/tools/rules/inspectors.ts";
import { isJsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { HookedAnswer, HookedCall, Hooks } from "../../kernel/contracts/hooks.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import { type Block, type Message, textOf } from "../../kernel/conversation/message.ts";
import type { Guardrail } from "../../kernel/rules/guardrail.ts";
import type { AskReview } from "./call-reviews.ts";

type GuardrailOf<Type extends Guardrail["type"]> = Guardrail & { readonly type: Type };
type Inspecting = GuardrailOf<"egress"> | GuardrailOf<"repetition"> | GuardrailOf<"review">;

/** Whether a pattern is in a text. A line too long to be searched whole counts as holding what is forbidden and lacking what is required. */
type Finds = (text: string, unsearched: boolean) => boolean;

const findsWith =
  ({ matches, searchedChars }: LineMatcher): Finds =>
  (text, unsearched) =>
    text.split(/\r?\n/).some((line) => matches(line) || (unsearched && line.length > searchedChars));

/** What is shown of a pattern in a sentence. */
const shown = (pattern: string): string => (pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern);

const reasonOf = ({ pattern, text, ...rest }: Guardrail): string => {
  if (text !== "") return text;
  // These say themselves what they found.
  if (rest.type === "egress" || rest.type === "repetition" || rest.type === "review") return "";
  if (rest.type === "call") return pattern === "" ? "This tool is closed." : `Its arguments match “${shown(pattern)}”.`;
  return rest.rule === "forbid" ? `“${shown(pattern)}” may not be in it.` : `“${shown(pattern)}” has to be in it.`;
};

/** The same block where the mask changes nothing. */
const maskBlock = (block: Block, mask: (text: string) => string): Block => {
  if (block.type !== "text" && block.type !== "tool-result") return block;
  const text = mask(block.text);
  return text === block.text ? block : { ...block, text };
};

const saidText = ({ blocks }: Message): string =>
  blocks.map((block) => (block.type === "text" || block.type === "tool-result" ? block.text : "")).join("\n");

/** Reads each message once: a conversation grows, and what it says does not change. */
const remembered = <Value>(read: (message: Message) => Value): ((message: Message) => Value) => {
  const known = new WeakMap<Message, { readonly value: Value }>();
  return (message) => {
    const before = known.get(message);
    if (before !== undefined) return before.value;
    const value = read(message);
    known.set(message, { value });
    return value;
  };
};

const masking = (guardrail: GuardrailOf<"request">, matcher: LineMatcher): NonNullable<Hooks["beforeRequest"]> => {
  const mask = (text: string): string => text.split("\n").map(matcher.mask).join("\n");
  const maskedMessage = remembered((message: Message): Message => {
    if (message.role !== "user") return message;
    const blocks = message.blocks.map((block) => maskBlock(block, mask));
    const isSame = blocks.every((block, index) => block === message.blocks[index]);
    return isSame ? message : { ...message, blocks };
  });
  return (request) => {
    const messages = request.messages.map(maskedMessage);
    const system = mask(request.system);
    const changed =
      messages.filter((message, index) => message !== request.messages[index]).length + (system === request.system ? 0 : 1);
    if (changed === 0) return { type: "proceed" };
    const note = `Matches of “${shown(guardrail.pattern)}” were sent as “[…]”, in ${changed === 1 ? "1 place" : `${changed} places`} of the request. The conversation here is as it was said.`;
    return { type: "modify", request: { ...request, messages, system }, note };
  };
};

const blockingRequest = (guardrail: GuardrailOf<"request">, finds: Finds): NonNullable<Hooks["beforeRequest"]> => {
  const isForbidden = guardrail.rule === "forbid";
  const holds = remembered((message: Message) => message.role === "user" && finds(saidText(message), isForbidden));
  return ({ messages, system }: ModelRequest) => {
    const isThere = finds(system, isForbidden) || messages.some(holds);
    return isThere === isForbidden ? { type: "block", reason: reasonOf(guardrail) } : { type: "proceed" };
  };
};

const checkingAnswer = (guardrail: GuardrailOf<"answer">, finds: Finds): NonNullable<Hooks["onAnswer"]> => {
  const isForbidden = guardrail.rule === "forbid";
  return ({ message }: HookedAnswer) => {
    // What has to be in an answer is asked of the answer itself, not of the words between calls.
    if (!isForbidden && message.blocks.some(({ type }) => type === "tool-call")) return { type: "accept" };
    if (finds(textOf(message), isForbidden) !== isForbidden) return { type: "accept" };
    const reason = reasonOf(guardrail);
    if (guardrail.action === "block") return { type: "block", reason };
    const feedback = `[Your answer was not accepted by the check “${guardrail.name}”, and nobody saw it. ${reason} Answer again so that the check accepts it.]`;
    return { type: "retry", feedback };
  };
};

/** Every text and number among the arguments, as it is and not as JSON writes it. */
const textsIn = (input: JsonValue): readonly string[] => {
  if (Array.isArray(input)) return input.flatMap(textsIn);
  if (isJsonObject(input)) return Object.values(input).flatMap(textsIn);
  return [String(input)];
};

const checkingCall = (guardrail: GuardrailOf<"call">, finds: Finds | undefined): NonNullable<Hooks["beforeTool"]> => {
  const { tools, action } = guardrail;
  return ({ tool, effectiveInput }: HookedCall) => {
    if (tools.length > 0 && !tools.includes(tool)) return { type: "allow" };
    if (finds !== undefined && !finds(textsIn(effectiveInput).join("\n"), true)) return { type: "allow" };
    const reason = reasonOf(guardrail);
    return action === "block" ? { type: "block", reason } : { type: "ask", description: reason };
  };
};

/** What guardrails ask beyond the request, the answer or the call that they see. */
export interface GuardrailDeps {
  readonly review: AskReview;
  readonly callsIn: CallsBefore;
}

const inspectorOf = async (guardrail: Inspecting, { callsIn, review }: GuardrailDeps): Promise<Inspector> => {
  const { createEgressInspector, createRepetitionInspector, createReviewInspector } = await import(
    "../../engine/tools/rules/inspectors.ts"
  );
  switch (guardrail.type) {
    case "egress":
      return createEgressInspector(guardrail.hosts);
    case "repetition":
      return createRepetitionInspector(guardrail.most, callsIn);
    case "review":
      return createReviewInspector(guardrail.tools, (...asked) => review(guardrail, ...asked));
    default:
      return assertNever(guardrail);
  }
};

const inspecting = async (guardrail: Inspecting, deps: GuardrailDeps): Promise<Omit<Hooks, "name">> => {
  const inspect = await inspectorOf(guardrail, deps);
  return {
    beforeTool: async (call, scope, signal) => {
      const found = await inspect(call, scope, signal);
      if (found === undefined) return { type: "allow" };
      const reason = guardrail.text === "" ? found : guardrail.text;
      return guardrail.action === "block" ? { type: "block", reason } : { type: "ask", description: reason };
    },
  };
};

/** What a guardrail does where it is asked. Throws where its pattern cannot be read. */
export const compileGuardrail = async (guardrail: Guardrail, deps: GuardrailDeps): Promise<Omit<Hooks, "name">> => {
  if (guardrail.type === "egress" || guardrail.type === "repetition" || guardrail.type === "review")
    return inspecting(guardrail, deps);
  if (guardrail.type === "call" && guardrail.pattern === "") return { beforeTool: checkingCall(guardrail, undefined) };
  const matcher = await createLineMatcher(guardrail.pattern);
  if (!matcher.ok) throw new Error(matcher.error);
  const finds = findsWith(matcher.value);
  switch (guardrail.type) {
    case "request":
      return {
        beforeRequest: guardrail.action === "mask" ? masking(guardrail, matcher.value) : blockingRequest(guardrail, finds),
      };
    case "answer":
      return { onAnswer: checkingAnswer(guardrail, finds) };
    case "call":
      return { beforeTool: checkingCall(guardrail, finds) };
    default:
      return assertNever(guardrail);
  }
};
