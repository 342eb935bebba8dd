/** UTF-8 text that grows at its end, and of which a part from the end can be taken away. */
export interface ByteBuffer {
  /** Bytes written so far. */
  readonly length: () => number;
  readonly append: (text: string) => void;
  /** Forgets everything from this byte on. */
  readonly truncate: (length: number) => void;
  /**
   * A copy of everything, with `inserts` at their places (in ascending order) and `tail` behind. The bytes before the first
   * insert are copied once, as one block; the buffer stays as it was.
   */
  readonly copyWith: (inserts: readonly Insert[], tail: string) => Uint8Array<ArrayBuffer>;
}

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

  /** Writes behind what is there without counting it, and gives the place after it. */
  const write = (text: string, at: number): number => {
    reserve(at + text.length * maxBytesPerUnit);
    return at + encoder.encodeInto(text, bytes.subarray(at)).written;
  };

  return {
    length: () => length,
    append: (text) => {
      length = write(text, length);
    },
    truncate: (shorter) => {
      length = Math.min(length, shorter);
    },
    copyWith: (inserts, tail) => {
      const encoded = inserts.map(({ text }) => encoder.encode(text));
      const added = encoded.reduce((sum, { length: more }) => sum + more, 0);
      // What is behind the counted length does not survive a larger buffer, so there is room before it is written.
      reserve(length + tail.length * maxBytesPerUnit + added);
      let end = write(tail, length);
      const copy = bytes.slice(0, end + added);
      for (let index = inserts.length - 1, shift = added; index >= 0; index -= 1) {
        const at = inserts[index]?.at ?? 0;
        const text = encoded[index] ?? new Uint8Array();
        copy.set(bytes.subarray(at, end), at + shift);
        shift -= text.length;
        copy.set(text, at + shift);
        end = at;
      }
      return copy;
    },
  };
};
