/** What somebody said, as far as compression has to know it. */
export interface Turn {
  readonly turnId: string;
  /** Who said it: `user`, `assistant`, `tool`. */
  readonly role: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tags: readonly string[];
  /** 0 to 1. */
  readonly importance: number;
}

/** Four characters count as a token, and nothing as less than one. */
export const tokensIn = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

/** Runs of anything but white space. */
export const wordsIn = (text: string): readonly string[] => text.match(/\S+/gu) ?? [];

/** Sentences as they stand in a text: they end with a full stop, a question or exclamation mark, or their line. */
export const sentencesOf = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?…。！？])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");

/** The earlier first; of those at the same time, as they came. */
export const oldestFirst = (one: Turn, other: Turn): number => one.at - other.at;

/** Each once, in the order in which they came. */
export const rolesOf = (turns: readonly Turn[]): string => [...new Set(turns.map(({ role }) => role))].join(", ");

export const countOf = (turns: readonly Turn[]): string => (turns.length === 1 ? "1 turn" : `${turns.length} turns`);
