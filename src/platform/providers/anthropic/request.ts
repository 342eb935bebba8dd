import type { JsonObject } from "../../../kernel/base/json.ts";
import type { ToolSpec } from "../../../kernel/contracts/tool.ts";
import { anthropicFormat, systemWithFormat } from "../answer-schema.ts";
import type { AskedRequest } from "../asked-request.ts";
import type { RequestFormat } from "../request-encoder.ts";
import { wellFormedText } from "../well-formed.ts";
import { createTurnWriter } from "./message-writer.ts";
import { isCached, settingsOf } from "./settings.ts";

const wireTool = ({ name, description, inputSchema }: ToolSpec): JsonObject => ({
  name,
  description,
  input_schema: inputSchema,
});

/** The lifetime is left out where it is the usual one, because older servers do not know the field. */
const markFor = (request: AskedRequest): JsonObject | undefined =>
  isCached(request) ? { type: "ephemeral", ...(request.promptCaching === "1h" ? { ttl: "1h" } : {}) } : undefined;

/** The list with the mark on its last item, which stands for everything before it too. */
const markLast = (items: readonly JsonObject[], mark: JsonObject | undefined): readonly JsonObject[] => {
  const last = items.at(-1);
  return mark === undefined || last === undefined ? items : [...items.slice(0, -1), { ...last, cache_control: mark }];
};

const head = (request: AskedRequest): string => {
  const { model, tools } = request;
  const system = systemWithFormat(request, anthropicFormat);
  const mark = markFor(request);
  const systemBlocks = system.trim() === "" ? [] : [{ type: "text", text: wellFormedText(system) }];
  const begin: JsonObject = {
    model,
    ...(tools.length === 0 ? {} : { tools: markLast(tools.map(wireTool), mark) }),
    ...(systemBlocks.length === 0 ? {} : { system: markLast(systemBlocks, mark) }),
  };
  return `${JSON.stringify(begin).slice(0, -1)},"messages":[`;
};

/** A streamed Messages request. What changes from turn to turn stands behind the messages. */
export const messagesFormat: RequestFormat = {
  head,
  createWriter: (buffer, { model }) => {
    const turns = createTurnWriter(buffer, model);
    return {
      write: turns.write,
      truncate: turns.truncate,
      ending: (request) => {
        const mark = markFor(request);
        const text = `,"cache_control":${JSON.stringify(mark)}`;
        const settings: JsonObject = { max_tokens: request.maxOutputTokens, ...settingsOf(request), stream: true };
        return {
          inserts: mark === undefined ? [] : turns.markedPlaces().map((at) => ({ at, text })),
          tail: `${turns.close()}],${JSON.stringify(settings).slice(1)}`,
        };
      },
    };
  },
};
