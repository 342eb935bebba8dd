import type { JsonObject } from "../../../kernel/base/json.ts";
import type { ToolSpec } from "../../../kernel/contracts/tool.ts";
import { openAiFormat, systemWithFormat } from "../answer-schema.ts";
import type { AskedRequest } from "../asked-request.ts";
import type { ByteBuffer } from "../byte-buffer.ts";
import type { MessageWriter, RequestFormat } from "../request-encoder.ts";
import { wellFormedText } from "../well-formed.ts";
import { createWireIds } from "../wire-ids.ts";
import { optionsOf } from "./settings.ts";
import { wireItems } from "./wire-items.ts";

/** What the API takes as the id of a call. */
export const takenId = /^[\x21-\x7e]{1,64}$/u;

/** Left out, `strict` would be true here, which refuses most schemas. */
const wireTool = ({ name, description, inputSchema }: ToolSpec): JsonObject => ({
  type: "function",
  name,
  description,
  parameters: inputSchema,
  strict: false,
});

export const beginningOf = (request: AskedRequest): JsonObject => {
  const { model, tools } = request;
  const system = systemWithFormat(request, openAiFormat);
  return {
    model,
    ...(tools.length === 0 ? {} : { tools: tools.map(wireTool) }),
    ...(system === "" ? {} : { instructions: wellFormedText(system) }),
  };
};

const head = (request: AskedRequest): string => `${JSON.stringify(beginningOf(request)).slice(0, -1)},"input":[`;

const createItemWriter = (buffer: ByteBuffer, { model }: AskedRequest): Pick<MessageWriter, "write" | "truncate"> => {
  const start = buffer.length();
  const ends: number[] = [];
  const ids = createWireIds(takenId);
  return {
    write: (message, pictures) => {
      ids.add(message);
      for (const item of wireItems(message, { model, pictures, idOf: ids.idOf })) {
        buffer.append(`${buffer.length() === start ? "" : ","}${JSON.stringify(item)}`);
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

/** A streamed Responses request. What changes from turn to turn stands behind the input. */
export const responsesFormat: RequestFormat = {
  head,
  createWriter: (buffer, first) => ({
    ...createItemWriter(buffer, first),
    ending: (request) => ({ inserts: [], tail: `],${JSON.stringify(optionsOf(request)).slice(1)}` }),
  }),
};
