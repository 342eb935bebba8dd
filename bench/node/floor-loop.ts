import type { ProviderEvent } from "../../src/kernel/contracts/provider.ts";
import type { JsonValue } from "../../src/kernel/json.ts";

type FloorMessage =
  | { readonly role: "user" | "assistant"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly FloorCall[] }
  | { readonly role: "tool"; readonly results: readonly { readonly wireId: string; readonly text: string }[] };
type FloorCall = Extract<ProviderEvent, { readonly type: "tool-call" }>;

/**
 * The floor: an agent in fifty lines, without log, validation, rules, approvals, limits or stop. Asks the model, runs its calls,
 * gives back the results, until it calls nothing.
 */
export const runFloorLoop = async (
  ask: (messages: readonly FloorMessage[]) => AsyncIterable<ProviderEvent>,
  tools: ReadonlyMap<string, (input: JsonValue) => Promise<string>>,
  prompt: string,
  onDelta: (delta: string) => void = () => {},
): Promise<readonly FloorMessage[]> => {
  const messages: FloorMessage[] = [{ role: "user", text: prompt }];
  for (;;) {
    let text = "";
    const calls: FloorCall[] = [];
    for await (const event of ask(messages)) {
      if (event.type === "text-delta") {
        text += event.delta;
        onDelta(event.delta);
      } else if (event.type === "tool-call") calls.push(event);
      else if (event.type === "failed") throw new Error(event.failure.message);
    }
    if (calls.length === 0) {
      messages.push({ role: "assistant", text });
      return messages;
    }
    messages.push({ role: "assistant", text, calls });
    const results = [];
    for (const { wireId, tool, input } of calls) {
      const run = tools.get(tool);
      if (run === undefined) throw new Error(`There is no tool ${tool}.`);
      results.push({ wireId, text: await run(input) });
    }
    messages.push({ role: "tool", results });
  }
};
