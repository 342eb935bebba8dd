import type { JsonObject } from "../../kernel/base/json.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { isMemorySection } from "../../kernel/memory/memory.ts";
import { noUsage } from "../../kernel/model/usage.ts";

export interface MemoryModel extends Provider {
  readonly requests: ModelRequest[];
}

/** The section that a request carries; undefined where it carries none. */
export const sectionIn = ({ messages }: ModelRequest): string | undefined => {
  const texts = messages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === "text" ? block.text : [])));
  const sections = texts.filter(isMemorySection);
  if (sections.length > 1) throw new Error("A request carries more than one section.");
  return sections[0];
};

const saidIn = ({ messages }: ModelRequest): { readonly text: string; readonly done: number } => {
  const isSaid = (text: string): boolean => text.startsWith("do ") || text.startsWith("say ");
  const place = messages.findLastIndex(({ blocks }) => blocks.some((block) => block.type === "text" && isSaid(block.text)));
  const said = messages[place]?.blocks.findLast((block) => block.type === "text");
  const done = messages.slice(place + 1).filter(({ role }) => role === "assistant").length;
  return { text: said?.type === "text" ? said.text : "", done };
};

/** Does one call a line, `do <tool> <JSON>`, or says what it is told to: `say <words>`. */
export const createMemoryModel = (): MemoryModel => {
  const requests: ModelRequest[] = [];
  return {
    requests,
    stream: async function* (request): AsyncGenerator<ProviderEvent, void> {
      requests.push(request);
      const { done, text } = saidIn(request);
      const line = text.split("\n")[done];
      const found = line === undefined ? null : /^do (\w+) (.*)$/.exec(line);
      const words = line?.startsWith("say ") === true ? line.slice(4) : "Done.";
      yield { type: "text-delta", delta: found === null ? words : "As told." };
      if (found !== null)
        yield { type: "tool-call", wireId: "wire", tool: found[1] ?? "", input: JSON.parse(found[2] ?? "{}") as JsonObject };
      yield { type: "finished", reason: { type: found === null ? "end-turn" : "tool-use" }, usage: noUsage };
    },
  };
};
