import type { LimitName } from "../../../kernel/limits/limits.ts";

const words: Readonly<Record<LimitName, string>> = {
  turns: "the limit on turns",
  tokens: "the limit on tokens",
  time: "the limit on time",
  "session-cost": "the session's spending cap",
  "step-cost": "the spending cap of one step",
  "day-cost": "the day's spending cap",
  "session-tokens": "the session's cap on tokens",
};

/** A limit as it stands in a sentence after "at" or "reached". */
export const limitWords = (limit: LimitName): string => words[limit];
