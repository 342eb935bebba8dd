import { messageId } from "../kernel/base/ids.ts";
import { systemRandom } from "../kernel/base/random.ts";
import type { Message } from "../kernel/conversation/message.ts";

/** What a person says, as a message of a history. */
export const said = (text: string, id: string = systemRandom.id("message")): Message => ({
  messageId: messageId(id),
  role: "user",
  blocks: [{ type: "text", text }],
});
