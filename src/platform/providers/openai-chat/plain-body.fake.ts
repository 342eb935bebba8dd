import type { JsonObject } from "../../../kernel/base/json.ts";
import type { AskedRequest } from "../asked-request.ts";
import type { Pictures } from "../pictures.ts";
import { wellFormedText } from "../well-formed.ts";
import { createWireIds } from "../wire-ids.ts";
import type { ChatDialect } from "./dialect.ts";
import { optionsOf } from "./settings.ts";
import { wireMessages } from "./wire-messages.ts";

/** The body of a request made in the plainest way: as one value. */
export const plainChatBody = (request: AskedRequest, pictures: Pictures, dialect: ChatDialect): JsonObject => {
  const ids = createWireIds(dialect.takenId, dialect.ownId);
  const { model, system } = request;
  const messages = request.messages.flatMap((message) => {
    ids.add(message);
    return wireMessages(message, { model, pictures, idOf: ids.idOf });
  });
  const tools = request.tools.map(({ name, description, inputSchema }) => ({
    type: "function",
    function: { name, description, parameters: inputSchema },
  }));
  return {
    model,
    ...(tools.length === 0 ? {} : { tools }),
    messages: system === "" ? messages : [{ role: "system", content: wellFormedText(system) }, ...messages],
    ...optionsOf(request, dialect),
  };
};
