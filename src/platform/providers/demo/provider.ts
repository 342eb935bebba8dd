import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { ModelRequest, Provider } from "../../../kernel/contracts/provider.ts";
import type { Block } from "../../../kernel/conversation/message.ts";
import { isPlanning } from "../../../kernel/conversation/mode.ts";
import { inForm } from "./answer-in-form.ts";
import { scriptFor } from "./intent.ts";
import { reviewIn } from "./review.ts";
import { sceneOf } from "./scene.ts";
import { say } from "./script.ts";
import { planOnly } from "./scripts/plan-only.ts";
import { charsPerToken, streamSteps } from "./stream-steps.ts";
import { summaryIn } from "./summary.ts";

export interface DemoOptions {
  /** How fast it writes: 1 is a human pace, 0 is at once. At least 0. */
  readonly pace: number;
}

const charsOf = (block: Block): number => {
  switch (block.type) {
    case "text":
    case "thinking":
    case "tool-result":
      return block.text.length;
    case "tool-call":
      return block.tool.length + JSON.stringify(block.input).length;
    case "opaque":
      return JSON.stringify(block.value).length;
    case "image":
    case "document":
      return 0; // The script cannot see.
  }
};

const inputTokensOf = ({ system, tools, messages }: ModelRequest): number => {
  let chars = system.length + JSON.stringify(tools).length;
  for (const { blocks } of messages) for (const block of blocks) chars += charsOf(block);
  return Math.ceil(chars / charsPerToken);
};

/**
 * A model that is a script: it runs offline, needs no key, costs nothing and says what it is. It recognises a handful of
 * wishes and acts on the workspace through calls like any model; what it does next depends on the conversation alone.
 */
export const createDemoProvider = (deps: ClockDep & RandomDep, { pace }: DemoOptions): Provider => ({
  stream: (request, signal) => {
    const scene = sceneOf(request.messages);
    const { answerFormat, maxOutputTokens, messages } = request;
    const words = reviewIn(request) ?? summaryIn(request);
    if (words !== undefined)
      return streamSteps(deps, [say(words)], { pace, inputTokens: inputTokensOf(request), maxOutputTokens, signal });
    const script = isPlanning(request.system) ? planOnly(scriptFor(scene)) : scriptFor(scene);
    const steps = answerFormat === undefined ? script(scene) : inForm(script(scene), answerFormat, scene.said, messages);
    return streamSteps(deps, steps, { pace, inputTokens: inputTokensOf(request), maxOutputTokens, signal });
  },
});
