import type { ContextCompacted } from "../../../kernel/conversation/compaction.ts";

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

const whyWords: Readonly<Record<ContextCompacted["why"], string>> = {
  threshold: "The conversation became long for the model",
  overflow: "The conversation no longer fitted the model",
  asked: "You asked for it",
};

const strategyWords: Readonly<Record<NonNullable<ContextCompacted["strategy"]>, string>> = {
  facts: "Rules wrote it, from names and whole sentences; no model was asked.",
  episodes: "Rules wrote it, five turns at a time; no model was asked.",
};

/** What the model reads from here on, in the place of what. */
export const compactionTitle = ({ covered, pruned = [] }: ContextCompacted): string =>
  covered === 0
    ? `Shortened: ${counted(pruned.length, "result", "results")} that were read again later left out`
    : `Shortened: the model reads a summary of ${counted(covered, "message", "messages")}`;

/** Why it was done and what stays, as sentences. */
export const compactionWords = ({ covered, strategy, why }: ContextCompacted): string =>
  `${whyWords[why]}. ${strategy === undefined ? "" : `${strategyWords[strategy]} `}${covered === 0 ? "Nothing else changed." : "What was said after those stays as it is."} Everything above is kept, can be searched, and is read again by a branch that starts there.`;

/** How much shorter requests are, as an estimate. */
export const savedWords = ({ tokensAfter, tokensBefore }: ContextCompacted): string =>
  `about ${Math.max(0, tokensBefore - tokensAfter).toLocaleString("en-US")} of ${tokensBefore.toLocaleString("en-US")} tokens saved`;
