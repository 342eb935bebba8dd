import { raceAbort } from "../../kernel/base/abort.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import type { AskedRequest } from "./asked-request.ts";
import { type ByteBuffer, createByteBuffer, type Insert, type Room } from "./byte-buffer.ts";
import { base64From, type Pictures, picturesIn } from "./pictures.ts";

/** How one wire writes a request: a head, the messages one behind the other, and an end. */
export interface RequestFormat {
  /** Everything before the messages. */
  readonly head: (request: AskedRequest) => string;
  /** Writes messages behind a head that ends at the buffer's present length. */
  readonly createWriter: (buffer: ByteBuffer, request: AskedRequest) => MessageWriter;
}

/** Writes the messages of one conversation, each from itself and those before it alone. */
export interface MessageWriter {
  /** Gives whether the message would be written in another way at another place: as the last one, or not as the last one. */
  readonly write: (message: Message, pictures: Pictures, isLast: boolean) => boolean;
  /** Forgets all but the first messages, in the buffer too. */
  readonly truncate: (count: number) => void;
  /** What stands behind the messages, and what is put in between them. */
  readonly ending: (request: AskedRequest) => { readonly inserts: readonly Insert[]; readonly tail: string };
}

/**
 * Makes the body of each request as bytes, at a cost proportional to what is new in it and one copy. What was written for the
 * request before is kept and used again as far as both begin alike: messages are values, so the same object is the same
 * message. The bytes are a function of the request and its pictures alone, whatever was encoded before.
 */
export interface RequestEncoder {
  /**
   * Lends the bytes to `send` until it settles: fetch takes a copy when it is called. Rejects with the signal's reason when it
   * aborts while pictures are read.
   */
  readonly send: <Answer>(
    request: AskedRequest,
    signal: AbortSignal,
    send: (bytes: Uint8Array) => PromiseLike<Answer>,
  ) => Promise<Answer>;
}

/** Memory of a request that is kept for the next one; larger ones, with pictures in them, are given back. */
const maxKeptBytes = 4 * 1024 * 1024;

const hasSameHead = (a: AskedRequest, b: AskedRequest): boolean =>
  a.model === b.model &&
  a.system === b.system &&
  a.tools === b.tools &&
  a.promptCaching === b.promptCaching &&
  a.answerFormat === b.answerFormat &&
  a.leftOut === b.leftOut;

export const createRequestEncoder = (
  format: RequestFormat,
  readContent: (hash: Hash) => Promise<Uint8Array | undefined>,
): RequestEncoder => {
  const buffer = createByteBuffer();
  let written: Message[] = [];
  /** Of the messages that depend on it, by number: whether they were written as the last one. */
  const asLast = new Map<number, boolean>();
  let writer: MessageWriter | undefined;
  let head = "";
  let last: AskedRequest | undefined;
  /** Memory for the next request's copy; undefined while it is lent. Taking new memory costs more than the copy. */
  let kept: Uint8Array | undefined = new Uint8Array();

  const startWith = (request: AskedRequest): MessageWriter => {
    if (writer !== undefined && last !== undefined && hasSameHead(last, request)) return writer;
    const next = format.head(request);
    last = request;
    if (writer !== undefined && next === head) return writer;
    head = next;
    written = [];
    asLast.clear();
    buffer.truncate(0);
    buffer.append(head);
    writer = format.createWriter(buffer, request);
    return writer;
  };

  /** How many of the messages stand in the buffer as they would be written again. */
  const sharedCount = ({ messages }: AskedRequest): number => {
    const most = Math.min(written.length, messages.length);
    let shared = 0;
    while (shared < most && written[shared] === messages[shared]) shared += 1;
    for (const [index, wasLast] of asLast) {
      if (index < shared && wasLast !== (index === messages.length - 1)) shared = index;
    }
    return shared;
  };

  const forgetFrom = (count: number, to: MessageWriter): void => {
    to.truncate(count);
    written.length = count;
    for (const index of asLast.keys()) if (index >= count) asLast.delete(index);
  };

  const encode = (request: AskedRequest, to: MessageWriter, shared: number, pictures: Pictures, room: Room): Uint8Array => {
    const { messages } = request;
    forgetFrom(shared, to);
    for (let index = shared; index < messages.length; index += 1) {
      const message = messages[index];
      if (message === undefined) break;
      const isLast = index === messages.length - 1;
      if (to.write(message, pictures, isLast)) asLast.set(index, isLast);
      written.push(message);
    }
    const { inserts, tail } = to.ending(request);
    return buffer.copyWith(inserts, tail, room);
  };

  const readInto = async (pictures: Map<Hash, string | undefined>, hashes: readonly Hash[]): Promise<void> => {
    for (const hash of hashes) {
      const bytes = await readContent(hash);
      pictures.set(hash, bytes === undefined ? undefined : base64From(bytes));
    }
  };

  const encoded = async (request: AskedRequest, signal: AbortSignal, room: Room): Promise<Uint8Array> => {
    const pictures = new Map<Hash, string | undefined>();
    // While pictures are read, another request may take the buffer, so it is looked at again.
    for (;;) {
      const to = startWith(request);
      const shared = sharedCount(request);
      const hashes = picturesIn(request.messages.slice(shared)).map(({ hash }) => hash);
      const missing = hashes.filter((hash) => !pictures.has(hash));
      if (missing.length === 0) return encode(request, to, shared, pictures, room);
      const raced = await raceAbort(readInto(pictures, missing), signal);
      if (raced.type === "aborted") throw signal.reason;
    }
  };

  return {
    send: async (request, signal, send) => {
      let lent: Uint8Array | undefined;
      const room: Room = (bytes) => {
        if (kept === undefined || bytes > maxKeptBytes) return new Uint8Array(bytes);
        lent = kept.length >= bytes ? kept : new Uint8Array(bytes * 2);
        kept = undefined;
        return lent.subarray(0, bytes);
      };
      try {
        return await send(await encoded(request, signal, room));
      } finally {
        kept ??= lent;
      }
    },
  };
};
