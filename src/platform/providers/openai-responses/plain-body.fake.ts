import type { JsonObject } from "../../../kernel/base/json.ts";
import type { AskedRequest } from "../asked-request.ts";
import type { Pictures } from "../pictures.ts";
import { createWireIds } from "../wire-ids.ts";
import { beginningOf, takenId } from "./request.ts";
import { optionsOf } from "./settings.ts";
import { wireItems } from "./wire-items.ts";

/** The body of a request made in the plainest way: as one value. */
export const plainResponsesBody = (request: AskedRequest, pictures: Pictures): JsonObject => {
  const ids = createWireIds(takenId);
  const input = request.messages.flatMap((message) => {
    ids.add(message);
    return wireItems(message, { model: request.model, pictures, idOf: ids.idOf });
  });
  return { ...beginningOf(request), input, ...optionsOf(request) };
};
