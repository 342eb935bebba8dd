import { isJsonObject, type JsonObject } from "../../../kernel/base/json.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { cutOff, wordsOf } from "../http-failure.ts";
import type { StreamDecoder } from "../stream-answer.ts";
import { ErrorInStream } from "../stream-error.ts";
import { createOutputItems } from "./output-items.ts";
import { statusFromCode } from "./problem-codes.ts";
import { stopReasonFrom } from "./stop-reason.ts";
import { usageFrom } from "./usage.ts";

const none: readonly ProviderEvent[] = [];
const textIn = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads the events of one streamed response. */
export const createResponseDecoder = (model: string): StreamDecoder => {
  const items = createOutputItems(model);
  let events = 0;
  let told = false;
  let usage = noUsage;
  let status: string | undefined;
  let incompleteReason: string | undefined;

  const failWith = (error: unknown): never => {
    const code = isJsonObject(error) ? (error.code ?? error.type) : undefined;
    throw new ErrorInStream(wordsOf(error) ?? "", textIn(code), told ? undefined : statusFromCode(code));
  };

  const endResponse = (type: string, response: unknown): readonly ProviderEvent[] => {
    const said = isJsonObject(response) ? response : {};
    usage = usageFrom(said.usage) ?? usage;
    const word = textIn(said.status) || type.slice("response.".length);
    if (word === "failed") return failWith(said.error);
    incompleteReason = isJsonObject(said.incomplete_details) ? textIn(said.incomplete_details.reason) : undefined;
    status = word;
    return items.wholeOutput(said.output);
  };

  const read = (event: JsonObject): readonly ProviderEvent[] => {
    switch (event.type) {
      case "response.output_item.added":
        return items.added(event);
      case "response.output_text.delta":
      case "response.output_text.done":
        return items.textPiece(event, "output");
      case "response.refusal.delta":
      case "response.refusal.done":
        return items.textPiece(event, "refusal");
      case "response.reasoning_summary_text.delta":
      case "response.reasoning_summary_text.done":
        return items.reasoningPiece(event, "summary");
      case "response.reasoning_text.delta":
      case "response.reasoning_text.done":
        return items.reasoningPiece(event, "content");
      case "response.function_call_arguments.delta":
        items.argumentsPiece(event);
        return none;
      case "response.function_call_arguments.done":
        items.argumentsWhole(event);
        return none;
      case "response.output_item.done":
        return items.done(event);
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
      case "response.cancelled":
        return endResponse(event.type, event.response);
      // The types say that it is flat; servers send it nested too, which the SDK throws by itself.
      case "error":
        return failWith(event);
      default:
        return none;
    }
  };

  return {
    push: (event) => {
      if (status !== undefined || !isJsonObject(event)) return none;
      events += 1;
      const here = read(event);
      if (here.length > 0) told = true;
      return here;
    },
    isOver: () => status !== undefined,
    end: () => {
      if (status === undefined) return [{ type: "failed", failure: cutOff(events), usage }];
      const reason = stopReasonFrom({ status, incompleteReason, calls: items.callCount(), refused: items.refused() });
      const runs = reason.type === "tool-use" || reason.type === "other";
      const calls = runs ? items.calls().map((call): ProviderEvent => ({ type: "tool-call", ...call })) : none;
      return [...calls, { type: "finished", reason, usage }];
    },
    usage: () => usage,
  };
};
