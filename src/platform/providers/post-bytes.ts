/** What both SDKs' clients have: headers, errors and streaming of the SDK, around a body that we made. */
export interface BytesClient {
  post(
    path: string,
    options: { body: Uint8Array; headers: Readonly<Record<string, string>>; stream: true; signal: AbortSignal },
  ): PromiseLike<AsyncIterable<unknown>>;
}

/** Sends JSON that is bytes already. The SDKs pass bytes on as they are, and then leave it to us to say what they are. */
export const postBytes = (
  client: BytesClient,
  path: string,
  body: Uint8Array,
  signal: AbortSignal,
): PromiseLike<AsyncIterable<unknown>> =>
  client.post(path, { body, headers: { "content-type": "application/json" }, stream: true, signal });
