import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import { isJsonObject, type JsonObject } from "../../kernel/json.ts";
import { createRequestEncoder, type RequestFormat } from "./request-encoder.ts";

const noContent = async (): Promise<undefined> => undefined;

/** What a server reads of a request that nothing was encoded before. */
export const bodyWith = async (
  format: RequestFormat,
  request: ModelRequest,
  readContent: (hash: string) => Promise<Uint8Array | undefined> = noContent,
): Promise<JsonObject> => {
  const bytes = await createRequestEncoder(format, readContent).bytesOf(request, new AbortController().signal);
  const body: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (!isJsonObject(body)) throw new Error("The body is not an object.");
  return body;
};
