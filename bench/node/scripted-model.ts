import { messageId } from "../../src/kernel/base/ids.ts";
import type { Provider, ProviderEvent } from "../../src/kernel/contracts/provider.ts";
import { noUsage } from "../../src/kernel/model/usage.ts";

const usage = { ...noUsage, inputTokens: 100, outputTokens: 10 };

/** Asks for one read in each of `turns` answers, each of another file, then says that it is done. Costs nothing and waits for nothing. */
export const callingModel = (turns: number): Provider => {
  let answers = 0;
  return {
    stream: async function* (): AsyncGenerator<ProviderEvent, void> {
      answers += 1;
      yield { type: "attempt-started", messageId: messageId(`message_${answers}`) };
      if (answers > turns) {
        yield { type: "text-delta", delta: "Done." };
        return yield { type: "finished", reason: { type: "end-turn" }, usage };
      }
      yield { type: "tool-call", wireId: `wire_${answers}`, tool: "constant", input: { path: `/notes-${answers}.md` } };
      yield { type: "finished", reason: { type: "tool-use" }, usage };
    },
  };
};

/** Writes one answer of `deltas` pieces of four characters. */
export const writingModel = (deltas: number): Provider => ({
  stream: async function* (): AsyncGenerator<ProviderEvent, void> {
    yield { type: "attempt-started", messageId: messageId("message_1") };
    for (let index = 0; index < deltas; index += 1) yield { type: "text-delta", delta: "abcd" };
    yield { type: "finished", reason: { type: "end-turn" }, usage };
  },
});
