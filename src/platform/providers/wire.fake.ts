import type { ProviderEvent } from "../../kernel/contracts/provider.ts";

/** A fetch that answers with these pieces, and then ends the connection. */
export const fetchOf =
  (pieces: readonly Uint8Array[], contentType = "text/event-stream"): typeof fetch =>
  () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          start: (controller) => {
            for (const piece of pieces) controller.enqueue(piece);
            controller.close();
          },
        }),
        { status: 200, headers: { "content-type": contentType } },
      ),
    );

/** A fetch that answers with a status and a body. */
export const answering =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { status, headers: { "content-type": "application/json", ...headers } }));

/** The same events however the text was cut: pieces of one kind are joined. */
export const joined = (events: readonly ProviderEvent[]): readonly ProviderEvent[] => {
  const result: ProviderEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if ((event.type === "text-delta" || event.type === "thinking-delta") && last?.type === event.type) {
      result[result.length - 1] = { type: event.type, delta: last.delta + event.delta };
    } else result.push(event);
  }
  return result;
};
