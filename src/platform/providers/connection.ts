import type { Clock } from "../../kernel/clock.ts";

/** The answer has another form than a stream of events; `body` is its beginning. */
export class WrongFormatError extends Error {
  readonly contentType: string;
  readonly body: string;
  constructor(contentType: string, body: string) {
    super("not an event stream");
    this.name = "WrongFormatError";
    this.contentType = contentType;
    this.body = body;
  }
}

/** No byte came for too long. */
export class SilenceError extends Error {
  constructor() {
    super("silence");
    this.name = "SilenceError";
  }
}

/** The connection broke after the answer had begun, so the browser cannot have refused it. */
export class ConnectionLostError extends Error {
  constructor() {
    super("connection lost");
    this.name = "ConnectionLostError";
  }
}

/** Any byte feeds the watchdog; without one for this long the stream counts as dead. */
export const maxSilenceMs = 120_000;
const maxFormatExcerptBytes = 4_096;

/** Browsers word a broken body each in their own way, so it is told by where it happens. */
const readOf = async (reader: ReadableStreamDefaultReader<Uint8Array>): ReturnType<typeof reader.read> => {
  try {
    return await reader.read();
  } catch (cause) {
    if (cause instanceof Error) throw new ConnectionLostError();
    throw cause;
  }
};

const firstText = async (response: Response): Promise<string> => {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  while (text.length < maxFormatExcerptBytes) {
    const { done, value } = await readOf(reader);
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
};

/**
 * Wraps a fetch for one streamed answer: refuses what is not an event stream, watches for silence, and ends at once when
 * the signal aborts, also where the fetch underneath does not listen to it.
 */
export const streamingFetch =
  (rawFetch: typeof fetch, clock: Clock, signal: AbortSignal): typeof fetch =>
  async (input, init) => {
    const stopped = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    stopped.catch(() => {
      // Heard by the races below; a stop after the end concerns nobody.
    });
    const response = await Promise.race([rawFetch(input, { ...init, signal }), stopped]);
    if (!response.ok) return response;
    const contentType = response.headers.get("content-type") ?? "";
    if (!contentType.includes("text/event-stream")) throw new WrongFormatError(contentType, await firstText(response));
    return new Response(watched(response, clock, signal), { status: response.status, headers: response.headers });
  };

const watched = (response: Response, clock: Clock, signal: AbortSignal): ReadableStream<Uint8Array> => {
  const reader = response.body?.getReader();
  let lastByteAt = clock.monotonic();
  let cancelTimer: (() => void) | undefined;
  let onAbort: (() => void) | undefined;
  const end = (): void => {
    cancelTimer?.();
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const fail = (cause: unknown): void => {
          end();
          controller.error(cause);
          reader?.cancel(cause).catch(() => {
            // The connection is given up either way.
          });
        };
        const watch = (): void => {
          const silentMs = clock.monotonic() - lastByteAt;
          if (silentMs >= maxSilenceMs) fail(new SilenceError());
          else cancelTimer = clock.after(maxSilenceMs - silentMs, watch);
        };
        onAbort = () => fail(signal.reason);
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        watch();
      },
      pull: async (controller) => {
        if (reader === undefined) {
          end();
          return controller.close();
        }
        const { done, value } = await readOf(reader);
        if (signal.aborted) return;
        lastByteAt = clock.monotonic();
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      },
      cancel: (reason) => {
        end();
        return reader?.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
};
