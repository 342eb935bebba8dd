/** One position of a pattern within a name. Characters are code points. */
export type GlobToken =
  | { readonly type: "character"; readonly character: string }
  | { readonly type: "any-character" }
  | { readonly type: "any-characters" }
  | { readonly type: "one-of"; readonly isNegated: boolean; readonly ranges: readonly (readonly [number, number])[] };

const codeOf = (character: string | undefined): number => character?.codePointAt(0) ?? 0;

/** `[abc]`, `[a-z]`, `[!a]`, `[^a]`; a `]` at the start belongs to it. Undefined where nothing closes it. */
const classAt = (
  characters: readonly string[],
  start: number,
): { readonly token: GlobToken; readonly end: number } | undefined => {
  let at = start + 1;
  const isNegated = characters[at] === "!" || characters[at] === "^";
  if (isNegated) at += 1;
  const first = at;
  const ranges: [number, number][] = [];
  for (; at < characters.length; at += 1) {
    if (characters[at] === "]" && at > first) return { token: { type: "one-of", isNegated, ranges }, end: at };
    if (characters[at] === "\\") at += 1;
    const from = codeOf(characters[at]);
    const hasEnd = characters[at + 1] === "-" && characters[at + 2] !== undefined && characters[at + 2] !== "]";
    ranges.push([from, hasEnd ? codeOf(characters[at + 2]) : from]);
    if (hasEnd) at += 2;
  }
  return undefined;
};

/** The tokens of a pattern for one name. */
export const tokensOf = (segment: string): readonly GlobToken[] => {
  const characters = [...segment];
  const tokens: GlobToken[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    if (character === "*") {
      if (tokens.at(-1)?.type !== "any-characters") tokens.push({ type: "any-characters" });
    } else if (character === "?") {
      tokens.push({ type: "any-character" });
    } else if (character === "\\" && at + 1 < characters.length) {
      at += 1;
      tokens.push({ type: "character", character: characters[at] ?? "" });
    } else {
      const found = character === "[" ? classAt(characters, at) : undefined;
      tokens.push(found?.token ?? { type: "character", character });
      at = found?.end ?? at;
    }
  }
  return tokens;
};

const matchesOne = (token: GlobToken, character: string): boolean => {
  switch (token.type) {
    case "character":
      return token.character === character;
    case "any-character":
      return true;
    case "any-characters":
      return false;
    case "one-of": {
      const code = codeOf(character);
      return token.ranges.some(([from, to]) => from <= code && code <= to) !== token.isNegated;
    }
  }
};

/** Goes back to the last `*` only, so that the work is bounded by tokens times characters. */
export const matchesTokens = (tokens: readonly GlobToken[], characters: readonly string[]): boolean => {
  let at = 0;
  let next = 0;
  let star = -1;
  let taken = 0;
  while (next < characters.length) {
    const token = tokens[at];
    if (token?.type === "any-characters") {
      star = at;
      taken = next;
      at += 1;
    } else if (token !== undefined && matchesOne(token, characters[next] ?? "")) {
      at += 1;
      next += 1;
    } else if (star === -1) {
      return false;
    } else {
      at = star + 1;
      taken += 1;
      next = taken;
    }
  }
  while (tokens[at]?.type === "any-characters") at += 1;
  return at === tokens.length;
};
