import type { DiffLine } from "../../../kernel/rules/inspection.ts";

/** A piece of a changed line; `changed` pieces are what differs from the line that it replaces or is replaced by. */
export interface LinePiece {
  readonly text: string;
  readonly changed: boolean;
}

/** Longer lines are marked from the first to the last difference, without looking for what they share in between. */
const maxTokens = 160;
/** Lines that share less than this part of their characters are two lines, not one that changed. */
const minShared = 0.3;

const tokensOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

const join = (tokens: readonly string[], isShared: (index: number) => boolean): readonly LinePiece[] => {
  const pieces: { text: string; changed: boolean }[] = [];
  tokens.forEach((token, index) => {
    const changed = !isShared(index);
    const last = pieces.at(-1);
    if (last !== undefined && last.changed === changed) last.text += token;
    else pieces.push({ text: token, changed });
  });
  return pieces;
};

/** Places in `a` and `b` of a longest common subsequence. */
const commonTokens = (a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] => {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
};

const endsInCommon = (a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] => {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [
    ...Array.from({ length: head }, (_, index) => [index, index] as const),
    ...Array.from({ length: tail }, (_, index) => [a.length - tail + index, b.length - tail + index] as const),
  ];
};

/** What differs between a removed line and the added one that took its place; undefined when they have too little in common. */
export const comparePair = (
  removed: string,
  added: string,
): { readonly removed: readonly LinePiece[]; readonly added: readonly LinePiece[] } | undefined => {
  const [a, b] = [tokensOf(removed), tokensOf(added)];
  const pairs = a.length > maxTokens || b.length > maxTokens ? endsInCommon(a, b) : commonTokens(a, b);
  const shared = pairs.reduce((sum, [index]) => sum + (a[index]?.trim().length ?? 0), 0);
  if (shared === 0 || shared < minShared * Math.min(removed.length, added.length)) return undefined;
  const [inA, inB] = [new Set(pairs.map(([index]) => index)), new Set(pairs.map(([, index]) => index))];
  return { removed: join(a, (index) => inA.has(index)), added: join(b, (index) => inB.has(index)) };
};

/**
 * Pieces by place in `lines`, for lines of a removed block that pair up with lines of the added block right behind it: the
 * first with the first, and so on, while both have one.
 */
export const changedPieces = (lines: readonly DiffLine[]): ReadonlyMap<number, readonly LinePiece[]> => {
  const pieces = new Map<number, readonly LinePiece[]>();
  for (let start = 0; start < lines.length; ) {
    let middle = start;
    while (lines[middle]?.sign === "-") middle += 1;
    let end = middle;
    while (lines[end]?.sign === "+") end += 1;
    for (let offset = 0; offset < Math.min(middle - start, end - middle); offset += 1) {
      const pair = comparePair(lines[start + offset]?.text ?? "", lines[middle + offset]?.text ?? "");
      if (pair === undefined) continue;
      pieces.set(start + offset, pair.removed);
      pieces.set(middle + offset, pair.added);
    }
    start = Math.max(end, start + 1);
  }
  return pieces;
};
