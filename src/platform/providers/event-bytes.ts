/**
 * Cuts a stream of events into whole ones, in the one form that the SDK's reader is quick and right with: each ends with two line
 * feeds. Line ends of any kind become line feeds, events without data are dropped, and spaces around the mark of the end too.
 * The SDK looks through everything that it holds for each piece and each event, so it is given one event at a time. How much one
 * answer may hold is bounded before (line-gate.ts).
 */
export interface EventBytes {
  /** The events that the piece completes. */
  readonly push: (piece: Uint8Array) => readonly Uint8Array[];
  /** What is left when the stream ends: half an event. */
  readonly end: () => readonly Uint8Array[];
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/** The piece with line feeds only. `afterReturn`: the one before ended with a carriage return, whose line feed may follow. */
const withLineFeeds = (piece: Uint8Array, afterReturn: boolean): Uint8Array => {
  const clean = new Uint8Array(piece.length);
  let length = 0;
  let isAfterReturn = afterReturn;
  for (const byte of piece) {
    const isSecondHalf = isAfterReturn && byte === lineFeed;
    isAfterReturn = byte === carriageReturn;
    if (isSecondHalf) continue;
    clean[length] = isAfterReturn ? lineFeed : byte;
    length += 1;
  }
  return clean.subarray(0, length);
};

/** `data: {`, as nearly every event begins, after its name where the wire has names; its form is right already. */
const plainBeginning = [...new TextEncoder().encode("data: {")];
const nameBeginning = [...new TextEncoder().encode("event: ")];
const beginsWith = (event: Uint8Array, beginning: readonly number[], from = 0): boolean =>
  beginning.every((byte, index) => event[from + index] === byte);
const isPlain = (event: Uint8Array): boolean =>
  beginsWith(event, plainBeginning, beginsWith(event, nameBeginning) ? event.indexOf(lineFeed) + 1 : 0);

const dataLine = /^\ufeff?data(?::|$)/mu;
const endMark = /^\ufeff?data:\s*\[DONE\]\s*$/mu;

export const createEventBytes = (): EventBytes => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const end = new TextEncoder().encode("data: [DONE]\n\n");
  /** The beginning of an event. */
  let held: Uint8Array[] = [];
  let endsWithFeed = false;
  let endsWithReturn = false;

  const cleaned = (event: Uint8Array): readonly Uint8Array[] => {
    if (isPlain(event)) return [event];
    const text = decoder.decode(event);
    if (endMark.test(text)) return [end];
    return dataLine.test(text) ? [event] : [];
  };

  const hold = (rest: Uint8Array): void => {
    if (rest.length === 0) return;
    held.push(rest);
    endsWithFeed = rest[rest.length - 1] === lineFeed;
  };

  const take = (last: Uint8Array): readonly Uint8Array[] => {
    const event = joined([...held, last]);
    held = [];
    endsWithFeed = false;
    return cleaned(event);
  };

  return {
    push: (given) => {
      const hasReturn = endsWithReturn || given.includes(carriageReturn);
      const piece = hasReturn ? withLineFeeds(given, endsWithReturn) : given;
      if (given.length > 0) endsWithReturn = given[given.length - 1] === carriageReturn;
      const events: Uint8Array[] = [];
      let from = 0;
      for (let at = piece.indexOf(lineFeed); at >= 0; at = piece.indexOf(lineFeed, at + 1)) {
        const isEmptyLine = at === from ? endsWithFeed || held.length === 0 : piece[at - 1] === lineFeed;
        if (!isEmptyLine) continue;
        for (const event of take(piece.subarray(from, at + 1))) events.push(event);
        from = at + 1;
      }
      hold(piece.subarray(from));
      return events;
    },
    end: () => {
      const rest = held;
      held = [];
      return rest.length === 0 ? [] : [joined(rest)];
    },
  };
};

/** A fetch whose answers come as whole events. Errors, and the end, come through as they are. */
export const wholeEventsFetch =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    if (!response.ok || response.body === null) return response;
    const reader = response.body.getReader();
    const bytes = createEventBytes();
    let ready: readonly Uint8Array[] = [];
    let next = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          while (next >= ready.length) {
            const { done, value } = await reader.read();
            ready = done ? bytes.end() : bytes.push(value);
            next = 0;
            if (done && ready.length === 0) return controller.close();
          }
          const event = ready[next];
          next += 1;
          if (event !== undefined) controller.enqueue(event);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
    return new Response(stream, { status: response.status, headers: response.headers });
  };
