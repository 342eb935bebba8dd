import type { Block } from "../../../kernel/conversation/message.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { totalTokens } from "../../../kernel/model/usage.ts";

/** What an event can be measured by; a measure that it does not have is absent. */
export interface EventMeasures {
  readonly durationMs?: number;
  readonly tokens?: number;
  readonly bytes?: number;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).byteLength;

const bytesOfBlock = (block: Block): number =>
  block.type === "text" ? bytesOf(block.text) : block.type === "image" ? block.bytes : 0;

export const measuresOfEvent = (event: Event): EventMeasures => {
  switch (event.type) {
    case "user-message":
      return { bytes: event.blocks.reduce((sum, block) => sum + bytesOfBlock(block), 0) };
    case "steer-queued":
      return { bytes: bytesOf(event.text) + (event.pictures ?? []).reduce((sum, { bytes }) => sum + bytes, 0) };
    case "text-appended":
    case "thinking-appended":
      return { bytes: bytesOf(event.text) };
    case "retry-waiting":
      return { durationMs: event.delayMs };
    case "message-ended":
      return { durationMs: event.durationMs, tokens: totalTokens(event.usage) };
    case "call-reviewed":
    case "texts-embedded":
    case "context-compacted":
    case "compaction-skipped":
      return { durationMs: event.durationMs, tokens: totalTokens(event.usage) };
    case "message-failed":
      return { tokens: totalTokens(event.usage) };
    case "turn-ended":
    case "run-ended":
      return { durationMs: event.summary.durationMs, tokens: totalTokens(event.summary.usage) };
    case "call-settled":
      return {
        durationMs: event.durationMs,
        ...(event.outcome.type === "done" ? { bytes: bytesOf(event.outcome.output.text) } : {}),
      };
    default:
      return {};
  }
};
