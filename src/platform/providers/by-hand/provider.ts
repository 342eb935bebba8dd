import { abortedFailure } from "../../../kernel/base/failure.ts";
import { messageId } from "../../../kernel/base/ids.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { isReminder } from "../../../kernel/conversation/reminder.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { type HandCall, readHandCall } from "../../../kernel/tools/hand-call.ts";

/** How a call is written, for whoever wrote something else. */
const guide =
  'In this session you call the tools yourself, one call at a time: the name of a tool, then its arguments as JSON, such as list {"path": "/"}. The page Tools has a form for each of them. To talk with a model here, choose one in the settings of this session.';

type Wish = { readonly type: "call"; readonly call: HandCall } | { readonly type: "over" | "unreadable" };

/** What the newest message asks for. A note that goes with it stands behind the person's words. */
const wishOf = ({ messages }: ModelRequest): Wish => {
  const blocks = messages.at(-1)?.blocks ?? [];
  for (const block of blocks.toReversed()) {
    if (block.type === "tool-result") return { type: "over" };
    if (block.type !== "text" || isReminder(block.text)) continue;
    const call = readHandCall(block.text);
    return call === undefined ? { type: "unreadable" } : { type: "call", call };
  }
  return { type: "unreadable" };
};

/**
 * Answers with the call that the person wrote, then with nothing. It asks nobody and costs nothing. What it does next depends on
 * the conversation alone, so a call is taken up from the log as one of a model is.
 */
export const createByHandProvider = ({ random }: RandomDep): Provider => ({
  stream: async function* (request, signal): AsyncGenerator<ProviderEvent, void> {
    if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
    yield { type: "attempt-started", messageId: messageId(random.id("message")) };
    const wish = wishOf(request);
    if (wish.type === "call") {
      yield { type: "tool-call", wireId: random.id("hand"), ...wish.call };
      return yield { type: "finished", reason: { type: "tool-use" }, usage: noUsage };
    }
    if (wish.type === "unreadable") yield { type: "text-delta", delta: guide };
    yield { type: "finished", reason: { type: "end-turn" }, usage: noUsage };
  },
});
