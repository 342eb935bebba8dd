/**
 * A stretch of a text that two sides made of the same beginning. Lines keep their ends. `same`: both have it, changed alike or not at
 * all; `yours` and `theirs`: only that side changed it; `conflict`: both did, each in its way.
 */
export type MergePiece =
  | { readonly type: "same"; readonly lines: readonly string[] }
  | { readonly type: "yours" | "theirs"; readonly base: readonly string[]; readonly lines: readonly string[] }
  | {
      readonly type: "conflict";
      readonly base: readonly string[];
      readonly yours: readonly string[];
      readonly theirs: readonly string[];
    };

/** Three texts beside each other; `incomparable`: one of them is no text, or is larger than 1 MiB. */
export type ThreeWay = { readonly type: "pieces"; readonly pieces: readonly MergePiece[] } | { readonly type: "incomparable" };

/** What becomes of a conflict. `both`: your lines, then theirs. */
export type MergeChoice = "yours" | "theirs" | "both" | "base";

const ended = (lines: readonly string[]): readonly string[] => {
  const last = lines.at(-1);
  return last === undefined || last.endsWith("\n") ? lines : [...lines.slice(0, -1), `${last}\n`];
};

const linesOf = (piece: MergePiece, choice: MergeChoice): readonly string[] => {
  if (piece.type !== "conflict") return piece.lines;
  if (choice === "both") return piece.theirs.length === 0 ? piece.yours : [...ended(piece.yours), ...piece.theirs];
  return piece[choice];
};

/** The text that the pieces come to. `choose`: what becomes of the conflict at a place among the pieces. */
export const mergedText = (pieces: readonly MergePiece[], choose: (index: number) => MergeChoice): string =>
  pieces.flatMap((piece, index) => linesOf(piece, piece.type === "conflict" ? choose(index) : "base")).join("");
