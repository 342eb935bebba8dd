/** Pieces of a file that become parts of a blob as they come, which the browser may keep on its disk. */
export interface BlobGathering {
  readonly add: (piece: Uint8Array) => void;
  readonly blob: (type: string) => Blob;
}

/** Bytes that are held here before the browser gets them. */
const partBytes = 4 * 1024 * 1024;

export const gatherBlob = (): BlobGathering => {
  const parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const hand = (): void => {
    if (held > 0) parts.push(new Blob(pieces));
    pieces = [];
    held = 0;
  };
  return {
    add: (piece) => {
      pieces.push(piece.buffer instanceof ArrayBuffer ? (piece as Uint8Array<ArrayBuffer>) : Uint8Array.from(piece));
      held += piece.byteLength;
      if (held >= partBytes) hand();
    },
    blob: (type) => {
      hand();
      return new Blob(parts, { type });
    },
  };
};
