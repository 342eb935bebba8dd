import type { JsonObject } from "../../../kernel/base/json.ts";
import type { ToolSpec } from "../../../kernel/contracts/tool.ts";
import { openAiFormat, systemWithFormat } from "../answer-schema.ts";
import type { AskedRequest } from "../asked-request.ts";
import type { ByteBuffer } from "../byte-buffer.ts";
import type { MessageWriter, RequestFormat } from "../request-encoder.ts";
import { wellFormedText } from "../well-formed.ts";
import { createWireIds } from "../wire-ids.ts";
import type { ChatDialect } from "./dialect.ts";
import { optionsOf } from "./settings.ts";
import { wireMessages } from "./wire-messages.ts";

const wireTool = ({ name, description, inputSchema }: ToolSpec): JsonObject => ({
  type: "function",
  function: { name, description, parameters: inputSchema },
});

/** The system prompt is the first of the messages, so the head ends with it. */
const head = (request: AskedRequest): string => {
  const { model, tools } = request;
  const system = systemWithFormat(request, openAiFormat);
  const begin: JsonObject = { model, ...(tools.length === 0 ? {} : { tools: tools.map(wireTool) }) };
  const first = system === "" ? "" : JSON.stringify({ role: "system", content: wellFormedText(system) });
  return `${JSON.stringify(begin).slice(0, -1)},"messages":[${first}`;
};

const createChatWriter = (
  buffer: ByteBuffer,
  request: AskedRequest,
  dialect: ChatDialect,
): Pick<MessageWriter, "write" | "truncate"> => {
  const { model } = request;
  const hasSystem = systemWithFormat(request, openAiFormat) !== "";
  const start = buffer.length();
  const ends: number[] = [];
  const ids = createWireIds(dialect.takenId, dialect.ownId);
  return {
    write: (message, pictures) => {
      ids.add(message);
      for (const one of wireMessages(message, { model, pictures, idOf: ids.idOf })) {
        const isFirst = !hasSystem && buffer.length() === start;
        buffer.append(`${isFirst ? "" : ","}${JSON.stringify(one)}`);
      }
      ends.push(buffer.length());
      return false;
    },
    truncate: (count) => {
      if (ends.length === count) return;
      ends.length = count;
      ids.truncate(count);
      buffer.truncate(ends.at(-1) ?? start);
    },
  };
};

/** A streamed Chat Completions request. What changes from turn to turn stands behind the messages. */
export const chatFormat = (dialect: ChatDialect): RequestFormat => ({
  head,
  createWriter: (buffer, first) => ({
    ...createChatWriter(buffer, first, dialect),
    ending: (request) => ({ inserts: [], tail: `],${JSON.stringify(optionsOf(request, dialect)).slice(1)}` }),
  }),
});
