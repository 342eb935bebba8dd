/** A server sent more than any answer needs. */
export class TooMuchDataError extends Error {
  readonly limit: "line" | "answer";
  readonly megabytes: number;
  constructor(limit: "line" | "answer", maxBytes: number) {
    super(`more than ${maxBytes} bytes in one ${limit}`);
    this.name = "TooMuchDataError";
    this.limit = limit;
    this.megabytes = maxBytes / megabyte;
  }
}

/**
 * Passes bytes on in whole lines. The readers of the SDKs copy and search everything they hold whenever a piece comes, which
 * takes quadratic time for a long line; through this gate they get it once, in one piece.
 */
export interface LineGate {
  /** What ends in a line end; undefined while none has come. Throws `TooMuchDataError`, and holds nothing then. */
  readonly push: (bytes: Uint8Array) => Uint8Array | undefined;
  /** The beginning of a line that never ended; undefined where there is none. Empties the gate. */
  readonly rest: () => Uint8Array | undefined;
}

const megabyte = 1_024 * 1_024;
/** A whole picture or document in base64 fits. */
const maxLineBytes = 32 * megabyte;
/** 128,000 tokens, the most that a model writes, are about 50 MB as events of one token. */
const maxAnswerBytes = 128 * megabyte;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where the last line end stands, or -1. Streams that end lines with a carriage return alone have no line feed. */
const lastLineEnd = (bytes: Uint8Array): number => {
  const feed = bytes.lastIndexOf(lineFeed);
  return feed === -1 ? bytes.lastIndexOf(carriageReturn) : feed;
};

const joinedOf = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

export const createLineGate = (): LineGate => {
  let held: Uint8Array[] = [];
  let [heldBytes, answerBytes] = [0, 0];

  const take = (): Uint8Array | undefined => {
    const [first, ...others] = held;
    const whole = others.length === 0 ? first : joinedOf(held, heldBytes);
    [held, heldBytes] = [[], 0];
    return whole;
  };
  const hold = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    held.push(bytes);
    heldBytes += bytes.length;
  };
  const refuse = (limit: "line" | "answer", maxBytes: number): never => {
    [held, heldBytes] = [[], 0];
    throw new TooMuchDataError(limit, maxBytes);
  };

  return {
    push: (bytes) => {
      answerBytes += bytes.length;
      if (answerBytes > maxAnswerBytes) refuse("answer", maxAnswerBytes);
      const end = lastLineEnd(bytes) + 1;
      if (end === 0) {
        hold(bytes);
        if (heldBytes > maxLineBytes) refuse("line", maxLineBytes);
        return undefined;
      }
      // Nearly every piece of a stream of events ends with a line end.
      if (heldBytes === 0 && end === bytes.length) return bytes;
      hold(bytes.subarray(0, end));
      const whole = take();
      hold(bytes.subarray(end));
      return whole;
    },
    rest: take,
  };
};
