import type { Seq } from "../../../kernel/base/ids.ts";
import { branchPath, branchTip } from "../../../kernel/conversation/branch-path.ts";
import { attachedOf, wordsIn } from "../../../kernel/conversation/message.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { type CostSum, withCost } from "../../../kernel/model/cost.ts";
import { addUsage, noUsage, type Usage } from "../../../kernel/model/usage.ts";
import type { SessionView } from "../session-view.ts";
import { saidWords } from "./said-words.ts";

/** One branch behind a branch point, up to its newest entry. */
export interface BranchSummary {
  readonly start: Seq;
  readonly tip: Seq;
  /** Where the person gave it one. */
  readonly name?: string;
  /** What was said first on it; else what it is. */
  readonly words: string;
  readonly lastAt: number;
  readonly messages: number;
  readonly usage: Usage;
  readonly cost?: CostSum;
  readonly isActive: boolean;
}

export interface BranchPointSummary {
  readonly at: Seq;
  /** What was said last before it. */
  readonly words: string;
  readonly branches: readonly BranchSummary[];
}

type Outlined = Pick<SessionView, "entries" | "branchPoints" | "branchNames">;

const wordsOf = ({ event }: LogEntry): string | undefined => {
  if (event.type !== "user-message" || event.by !== undefined) return undefined;
  const text = wordsIn(event.blocks, " ");
  return saidWords({ text: text.replace(/\s+/gu, " ").trim(), pictures: attachedOf(event.blocks) });
};

const firstWords = (entries: readonly LogEntry[]): string | undefined => {
  for (const entry of entries) {
    const words = wordsOf(entry);
    if (words !== undefined) return words;
    // The model spoke first: it is another answer to what was said before.
    if (entry.event.type === "attempt-started") return "Another answer";
  }
  return undefined;
};

/** What was used and paid on some entries. */
export const spentOn = (entries: readonly LogEntry[]): { readonly usage: Usage; readonly cost?: CostSum } => {
  let usage = noUsage;
  let cost: CostSum | undefined;
  for (const { event } of entries) {
    if (event.type !== "message-ended" && event.type !== "message-failed") continue;
    usage = addUsage(usage, event.usage);
    cost = withCost(cost, event.cost);
  }
  return cost === undefined ? { usage } : { usage, cost };
};

/** What a branch is called: by its name, else by what was said on it. */
export const branchTitle = ({ name, words }: Pick<BranchSummary, "name" | "words">): string => name ?? words;

/** A branch that begins at an entry, up to its newest one; undefined where there is no such entry. */
export const branchSummary = ({ entries, branchNames }: Outlined, start: Seq, isActive: boolean): BranchSummary | undefined => {
  const tip = branchTip(entries, start);
  if (tip === undefined) return undefined;
  const own = branchPath(entries, tip).filter(({ seq }) => seq >= start);
  const name = branchNames.get(start);
  return {
    start,
    tip,
    ...(name === undefined ? {} : { name }),
    words: firstWords(own) ?? "Nothing said yet",
    lastAt: own.at(-1)?.at ?? 0,
    messages: own.filter((entry) => wordsOf(entry) !== undefined).length,
    ...spentOn(own),
    isActive,
  };
};

/** Every branch point with its branches, in order of the log. */
export const branchOutline = (view: Outlined): readonly BranchPointSummary[] =>
  view.branchPoints.map(({ at, branches, active }) => ({
    at,
    words:
      branchPath(view.entries, at)
        .flatMap((entry) => wordsOf(entry) ?? [])
        .at(-1) ?? "The beginning",
    branches: branches.flatMap((start, place) => branchSummary(view, start, place === active) ?? []),
  }));
