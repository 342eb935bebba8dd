import { messageId } from "../../src/kernel/base/ids.ts";
import type { Provider, ProviderEvent } from "../../src/kernel/contracts/provider.ts";
import { noUsage } from "../../src/kernel/model/usage.ts";
import { runFloorLoop } from "../node/floor-loop.ts";
import { type Peer, pathOf, piece, prompt, toolName, type Work } from "./work.ts";

const usage = { ...noUsage, inputTokens: 100, outputTokens: 10 };

/** The scripted model as a provider of the product. */
export const scriptedProvider = ({ answer }: Pick<Work, "answer">): Provider => {
  let index = 0;
  return {
    stream: async function* (): AsyncGenerator<ProviderEvent, void> {
      const { pieces, calls } = answer(index);
      index += 1;
      yield { type: "attempt-started", messageId: messageId(`message_${index}`) };
      for (let told = 0; told < pieces; told += 1) yield { type: "text-delta", delta: piece };
      for (let call = 0; call < calls; call += 1) {
        yield { type: "tool-call", wireId: `wire_${index}_${call}`, tool: toolName, input: { path: pathOf(index, call) } };
      }
      yield { type: "finished", reason: { type: calls > 0 ? "tool-use" : "end-turn" }, usage };
    },
  };
};

/** The hand-written loop. It knows no stop. */
export const floor: Peer = async (work) => {
  const provider = scriptedProvider(work);
  const tools = new Map([[toolName, work.tool]]);
  return async () => void (await runFloorLoop(provider, tools, prompt, work.onText));
};
