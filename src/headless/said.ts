import { messageId } from "../kernel/ids.ts";
import type { Message } from "../kernel/message.ts";
import { systemRandom } from "../kernel/random.ts";

/** What a person says, as a message of a history. */
export const said = (text: string, id: string = systemRandom.id("message")): Message => ({
  messageId: messageId(id),
  role: "user",
  blocks: [{ type: "text", text }],
});
