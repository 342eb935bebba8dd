/** Text that arrives in many small pieces. */
export interface JoinedText {
  readonly add: (piece: string) => void;
  /** In UTF-16 units. */
  readonly length: () => number;
  readonly read: () => string;
}

const maxPieces = 256;

/** Joins a few hundred pieces at a time: a sum of single pieces is kept as a chain of all of them, many times its length. */
export const createJoinedText = (): JoinedText => {
  let text = "";
  let pieces: string[] = [];
  let length = 0;
  const join = (): void => {
    text += pieces.join("");
    pieces = [];
  };
  return {
    add: (piece) => {
      length += piece.length;
      pieces.push(piece);
      if (pieces.length === maxPieces) join();
    },
    length: () => length,
    read: () => {
      if (pieces.length > 0) join();
      return text;
    },
  };
};
