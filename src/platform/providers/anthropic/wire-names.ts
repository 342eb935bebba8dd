import type { CallId } from "../../../kernel/ids.ts";
import type { Message } from "../../../kernel/message.ts";

/** What the API takes as the id of a call; other wires know longer and stranger ones. */
const takenId = /^[a-zA-Z0-9_-]{1,64}$/u;
const takenTool = /^[a-zA-Z0-9_-]{1,128}$/u;

/** A tool's name that the API takes; a model on another wire may have invented one that it does not. */
export const wireToolName = (tool: string): string =>
  takenTool.test(tool) ? tool : tool.replace(/[^a-zA-Z0-9_-]/gu, "_").slice(0, 128) || "unnamed";

/**
 * The id under which each call is sent. It is the one that the model gave, because signed thinking holds only for the very
 * conversation that it was part of; ours stands in where that one is not taken or names two calls.
 */
export const wireIdByCall = (messages: readonly Message[]): ReadonlyMap<CallId, string> => {
  const ids = new Map<CallId, string>();
  const used = new Set<string>();
  for (const { blocks } of messages) {
    for (const block of blocks) {
      if (block.type !== "tool-call") continue;
      let id: string = takenId.test(block.wireId) ? block.wireId : block.callId;
      for (let next = 0; used.has(id); next += 1) id = next === 0 ? block.callId : `${block.callId}_${next}`;
      used.add(id);
      ids.set(block.callId, id);
    }
  }
  return ids;
};
