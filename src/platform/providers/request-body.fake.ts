import { isJsonObject, type JsonObject } from "../../kernel/base/json.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { AskedRequest } from "./asked-request.ts";
import { createRequestEncoder, type RequestEncoder, type RequestFormat } from "./request-encoder.ts";

const noContent = async (): Promise<undefined> => undefined;

/** The body as a server would read it. */
export const textSent = (
  encoder: RequestEncoder,
  request: AskedRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> => encoder.send(request, signal, async (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes));

/** What a server reads of a request that nothing was encoded before. */
export const bodyWith = async (
  format: RequestFormat,
  request: ModelRequest,
  readContent: (hash: string) => Promise<Uint8Array | undefined> = noContent,
): Promise<JsonObject> => {
  const body: unknown = JSON.parse(await textSent(createRequestEncoder(format, readContent), request));
  if (!isJsonObject(body)) throw new Error("The body is not an object.");
  return body;
};
