import type { Clock } from "../../kernel/base/clock.ts";
import { createLineGate } from "./line-gate.ts";

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

/** The connection did not survive a pause: the computer slept, or the browser stopped the page. */
export class PausedError extends Error {
  constructor() {
    super("paused");
    this.name = "PausedError";
  }
}

/** Any byte feeds the watchdog; without one for this long the stream counts as dead. */
export const maxSilenceMs = 120_000;
/** After a pause a stream that lives says so soon. */
const maxSilenceAfterPauseMs = 15_000;
const lookEveryMs = 10_000;
/** A look that comes this much too late comes after a pause; a busy thread is not that late. */
const pausedByMs = 20_000;
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
 * the signal aborts, also where the fetch underneath does not listen to it. `onHungry` hears each time that the reader has used
 * up what came.
 */
export const streamingFetch =
  (rawFetch: typeof fetch, clock: Clock, signal: AbortSignal, onHungry: () => void): typeof fetch =>
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
    return new Response(watched(response, clock, signal, onHungry), { status: response.status, headers: response.headers });
  };

interface Watchdog {
  /** A byte came. */
  readonly feed: () => void;
  /** What a broken read means at this moment. */
  readonly whyBroken: () => Error;
  readonly stop: () => void;
}

/** Tells when a stream is dead. The wall clock shows a pause, which timers and the monotonic clock may sleep through. */
const createWatchdog = (clock: Clock, onDead: (cause: Error) => void): Watchdog => {
  let [fedAt, lookedAt] = [clock.monotonic(), clock.now()];
  let isAfterPause = false;
  let cancel = (): void => {};
  const notePause = (): void => {
    const now = clock.now();
    if (now - lookedAt > lookEveryMs + pausedByMs) {
      isAfterPause = true;
      fedAt = clock.monotonic();
    }
    lookedAt = now;
  };
  const look = (): void => {
    notePause();
    const limitMs = isAfterPause ? maxSilenceAfterPauseMs : maxSilenceMs;
    const leftMs = limitMs - (clock.monotonic() - fedAt);
    if (leftMs <= 0) onDead(isAfterPause ? new PausedError() : new SilenceError());
    else cancel = clock.after(Math.min(leftMs, lookEveryMs), look);
  };
  look();
  return {
    feed: () => {
      fedAt = clock.monotonic();
      isAfterPause = false;
    },
    whyBroken: () => {
      notePause();
      return isAfterPause ? new PausedError() : new ConnectionLostError();
    },
    stop: () => cancel(),
  };
};

const watched = (response: Response, clock: Clock, signal: AbortSignal, onHungry: () => void): ReadableStream<Uint8Array> => {
  const reader = response.body?.getReader();
  const lines = createLineGate();
  let watchdog: Watchdog | undefined;
  let onAbort: (() => void) | undefined;
  const end = (): void => {
    watchdog?.stop();
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
  };
  /** Reads until whole lines have come; undefined at the end. */
  const nextLines = async (): Promise<Uint8Array | undefined> => {
    while (reader !== undefined) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        // Browsers word a broken body each in their own way, so it is told by where it happens.
        throw cause instanceof Error ? (watchdog?.whyBroken() ?? cause) : cause;
      });
      if (done) return lines.rest();
      watchdog?.feed();
      const whole = lines.push(value);
      if (whole !== undefined) return whole;
    }
    return undefined;
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
        onAbort = () => fail(signal.reason);
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        watchdog = createWatchdog(clock, fail);
      },
      pull: async (controller) => {
        onHungry();
        let isOver = false;
        try {
          const bytes = await nextLines();
          if (signal.aborted) return;
          if (bytes !== undefined) controller.enqueue(bytes);
          isOver = bytes === undefined;
        } catch (cause) {
          end();
          reader?.cancel(cause).catch(() => {
            // The connection is given up either way.
          });
          throw cause;
        }
        if (!isOver) return;
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
