import { type Level, levels } from "../../../kernel/rules/rule.ts";
import type { Choice } from "./segmented.tsx";

/** The three levels in plain words, from the most questions to the fewest. */
export const levelWords: Readonly<Record<Level, { readonly name: string; readonly short: string; readonly says: string }>> = {
  "ask-every-change": {
    name: "Ask every change",
    short: "every change",
    says: "Reading is free. Each change to a file is shown to you first, and waits.",
  },
  "ask-risky": {
    name: "Ask risky",
    short: "risky",
    says: "Reading and changes that can be undone run. Deleting, overwriting most of a file, the network and spending wait for you.",
  },
  "only-limits": {
    name: "Only limits",
    short: "only limits",
    says: "Only what cannot be taken back waits for you: requests, commands, and what touches keys or rules. Rules that deny, the limits of a run and Stop hold; every change can be undone.",
  },
};

export const levelChoices: readonly Choice<Level>[] = levels.map((level) => ({ value: level, label: levelWords[level].short }));
