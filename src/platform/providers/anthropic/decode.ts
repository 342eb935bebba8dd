import type { MessageId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/base/json.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import type { StopReason } from "../../../kernel/conversation/message.ts";
import { addUsage, noUsage } from "../../../kernel/model/usage.ts";
import { cutOff, wordsOf } from "../http-failure.ts";
import type { StreamDecoder } from "../stream-answer.ts";
import { ErrorInStream } from "../stream-error.ts";
import { createContentBlocks } from "./content-blocks.ts";
import { stopReasonFrom } from "./stop-reason.ts";
import { createUsageCount } from "./usage.ts";

const none: readonly ProviderEvent[] = [];

/** After these the arguments of a call may be half of what the model meant, or it took its answer back. */
const endsInTheMiddle = ({ type }: StopReason): boolean =>
  type === "max-tokens" || type === "refusal" || type === "context-overflow";

/** Reads the events of one streamed message. `newMessageId` names the message of a gateway that starts over in the same stream. */
export const createEventDecoder = (model: string, newMessageId: () => MessageId): StreamDecoder => {
  let blocks = createContentBlocks(model);
  let events = 0;
  let shown = false;
  let over = false;
  let wireMessageId = "";
  let stopWord: string | undefined;
  /** Of messages that were given up. */
  let before = noUsage;
  let count = createUsageCount();

  /** A gateway that asked again splices a second message in: what came before is over and billed. */
  const restart = (): readonly ProviderEvent[] => {
    before = addUsage(before, count.usage());
    count = createUsageCount();
    stopWord = undefined;
    blocks = createContentBlocks(model);
    if (!shown) return none;
    shown = false;
    return [{ type: "attempt-started", messageId: newMessageId() }];
  };

  /** Content that is there at the start: whole blocks, as when a turn with programmatic calls goes on. */
  const wholeBlocks = (content: unknown): readonly ProviderEvent[] =>
    Array.isArray(content) ? content.flatMap((block, index) => [...blocks.start(index, block), ...blocks.stop(index)]) : none;

  const startMessage = (message: unknown): readonly ProviderEvent[] => {
    if (!isJsonObject(message)) return none;
    const id = typeof message.id === "string" ? message.id : "";
    const isSame = id !== "" && id === wireMessageId;
    const restarted = wireMessageId !== "" && !isSame ? restart() : none;
    count.add(message.usage);
    if (isSame) return none;
    wireMessageId = id === "" ? "unnamed" : id;
    return [...restarted, ...wholeBlocks(message.content)];
  };

  const readMessageDelta = (event: JsonObject): void => {
    count.add(event.usage);
    const word = isJsonObject(event.delta) ? event.delta.stop_reason : undefined;
    if (typeof word === "string" && word !== "") stopWord = word;
  };

  const read = (event: JsonObject): readonly ProviderEvent[] => {
    switch (event.type) {
      case "message_start":
        return startMessage(event.message);
      case "content_block_start":
        return blocks.start(event.index, event.content_block);
      case "content_block_delta":
        return blocks.add(event.index, event.delta);
      case "content_block_stop":
        return blocks.stop(event.index);
      case "message_delta":
        readMessageDelta(event);
        return none;
      case "message_stop":
        over = true;
        return blocks.stopAll();
      default:
        if (event.error !== undefined && event.error !== null) throw new ErrorInStream(wordsOf(event.error) ?? "", "");
        return none;
    }
  };

  return {
    push: (event) => {
      if (over || !isJsonObject(event)) return none;
      events += 1;
      const told = read(event);
      if (told.length > 0) shown = true;
      return told;
    },
    isOver: () => over,
    end: () => {
      const counted = addUsage(before, count.usage());
      if (!over) return [{ type: "failed", failure: cutOff(events), usage: counted }];
      const reason = stopReasonFrom(stopWord, blocks.callCount());
      const calls = endsInTheMiddle(reason) ? [] : blocks.calls();
      return [
        ...calls.map((call): ProviderEvent => ({ type: "tool-call", ...call })),
        { type: "finished", reason, usage: counted },
      ];
    },
    usage: () => addUsage(before, count.usage()),
  };
};
