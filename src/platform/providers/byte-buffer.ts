/** UTF-8 text that grows at its end, and of which a part from the end can be taken away. */
export interface ByteBuffer {
  /** Bytes written so far. */
  readonly length: () => number;
  readonly append: (text: string) => void;
  /** Forgets everything from this byte on. */
  readonly truncate: (length: number) => void;
  /**
   * Everything with `inserts` at their places (in ascending order) and `tail` behind, in memory that `room` gives for so many
   * bytes. What was written is copied once, in as many blocks as the inserts make of it; the buffer stays as it was.
   */
  readonly copyWith: (inserts: readonly Insert[], tail: string, room: Room) => Uint8Array;
}

export type Room = (bytes: number) => Uint8Array;

export interface Insert {
  /** Byte of the buffer before which the text stands. */
  readonly at: number;
  readonly text: string;
}

const firstCapacity = 16 * 1024;
/** No UTF-16 unit takes more bytes of UTF-8; of a pair, both together take four. */
const maxBytesPerUnit = 3;

export const createByteBuffer = (): ByteBuffer => {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(firstCapacity);
  let length = 0;

  const reserve = (capacity: number): void => {
    if (capacity <= bytes.length) return;
    const larger = new Uint8Array(Math.max(capacity, bytes.length * 2));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  };

  return {
    length: () => length,
    append: (text) => {
      reserve(length + text.length * maxBytesPerUnit);
      length += encoder.encodeInto(text, bytes.subarray(length)).written;
    },
    truncate: (shorter) => {
      length = Math.min(length, shorter);
    },
    copyWith: (inserts, tail, room) => {
      const texts = inserts.map(({ text }) => encoder.encode(text));
      const last = encoder.encode(tail);
      const copy = room(texts.reduce((sum, text) => sum + text.length, length + last.length));
      let from = 0;
      let to = 0;
      for (const [index, text] of texts.entries()) {
        const at = inserts[index]?.at ?? length;
        copy.set(bytes.subarray(from, at), to);
        copy.set(text, to + at - from);
        to += at - from + text.length;
        from = at;
      }
      copy.set(bytes.subarray(from, length), to);
      copy.set(last, to + length - from);
      return copy;
    },
  };
};
