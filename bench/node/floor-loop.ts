import { callId, messageId } from "../../src/kernel/base/ids.ts";
import type { JsonValue } from "../../src/kernel/base/json.ts";
import type { ModelRequest, Provider } from "../../src/kernel/contracts/provider.ts";
import type { Block, Message } from "../../src/kernel/conversation/message.ts";

type Call = Extract<Block, { readonly type: "tool-call" }>;
type RunTool = (input: JsonValue, signal: AbortSignal) => Promise<string>;

/**
 * The floor: an agent in fifty lines, without log, validation, rules, approvals, limits or repair. Asks the model, runs the calls of
 * an answer side by side, gives the results back, until the model calls nothing. `onText` hears the stream.
 */
export const runFloorLoop = async (
  provider: Provider,
  tools: ReadonlyMap<string, RunTool>,
  prompt: string,
  onText: (delta: string) => void = () => {},
): Promise<readonly Message[]> => {
  const { signal } = new AbortController();
  const messages: Message[] = [{ messageId: messageId("said"), role: "user", blocks: [{ type: "text", text: prompt }] }];
  for (;;) {
    const request: ModelRequest = { model: "scripted", system: "Be brief.", messages, tools: [], maxOutputTokens: 1_000 };
    let text = "";
    const calls: Call[] = [];
    for await (const event of provider.stream(request, signal)) {
      if (event.type === "text-delta") {
        text += event.delta;
        onText(event.delta);
      } else if (event.type === "tool-call") calls.push({ ...event, callId: callId(event.wireId) });
      else if (event.type === "failed") throw new Error(event.failure.message);
    }
    const said: readonly Block[] = text === "" ? [] : [{ type: "text", text }];
    messages.push({ messageId: messageId(`answer_${messages.length}`), role: "assistant", blocks: [...said, ...calls] });
    if (calls.length === 0) return messages;
    const results = await Promise.all(
      calls.map(async ({ callId, tool, input }): Promise<Block> => {
        const run = tools.get(tool);
        if (run === undefined) return { type: "tool-result", callId, isError: true, text: `There is no tool ${tool}.` };
        return { type: "tool-result", callId, isError: false, text: await run(input, signal) };
      }),
    );
    messages.push({ messageId: messageId(`results_${messages.length}`), role: "user", blocks: results });
  }
};
