import { entitiesIn, type NamedEntity } from "./entities.ts";
import { type ScoreRule, scoreTurn } from "./score-turn.ts";
import { countOf, oldestFirst, rolesOf, sentencesOf, type Turn, tokensIn, wordsIn } from "./turn.ts";

export interface BudgetPolicy {
  readonly tokens: number;
  /** So many of the newest turns stay as they are, as long as the budget allows. */
  readonly keepRecent: number;
  /** A turn with at least this score stays as it is. */
  readonly threshold: number;
  readonly rule: ScoreRule;
}

/** All but the budget, which is the caller's. */
export const defaultBudgetPolicy: Omit<BudgetPolicy, "tokens"> = {
  keepRecent: 10,
  threshold: 0.3,
  rule: { type: "entity-density" },
};

/** Stands for a run of turns that followed one another. Facts are sentences of theirs as they were said. */
export interface TurnSummary {
  readonly summaryId: string;
  /** The oldest first. */
  readonly turnIds: readonly string[];
  /** One line: how many turns of whom, and about what. */
  readonly text: string;
  readonly facts: readonly string[];
  readonly entities: readonly NamedEntity[];
  /** Of the line and the facts, as `summaryLines` gives them. */
  readonly tokens: number;
}

export interface Compressed {
  /** As they were said, the oldest first. */
  readonly kept: readonly Turn[];
  /** The oldest first. */
  readonly summaries: readonly TurnSummary[];
  /** What the turns took, less what is left; below 0 where summaries are longer than what they stand for. */
  readonly savedTokens: number;
  /** Turns that nothing of the result stands for, because the budget did not allow it. The oldest first. */
  readonly droppedTurnIds: readonly string[];
}

const limits = { tags: 5, facts: 10, minFactWords: 5, maxFactWords: 25 };

/** What is sent for a summary. */
export const summaryLines = ({ facts, text }: Pick<TurnSummary, "facts" | "text">): string =>
  [text, ...facts.map((fact) => `- ${fact}`)].join("\n");

const isFact = (sentence: string): boolean => {
  const { length } = wordsIn(sentence);
  return length >= limits.minFactWords && length <= limits.maxFactWords;
};

const summariseTurns = (turns: readonly Turn[]): TurnSummary => {
  const [first, last] = [turns[0]?.turnId ?? "", turns.at(-1)?.turnId ?? ""];
  const tags = [...new Set(turns.flatMap((turn) => turn.tags))].slice(0, limits.tags);
  const about = tags.length === 0 ? "" : `, about ${tags.join(", ")}`;
  const text = `${countOf(turns)} of ${rolesOf(turns)}${about}`;
  const facts = [...new Set(turns.flatMap((turn) => sentencesOf(turn.text).filter(isFact)))].slice(0, limits.facts);
  return {
    summaryId: `summary-${first}-${last}`,
    turnIds: turns.map(({ turnId }) => turnId),
    text,
    facts,
    entities: entitiesIn(turns.map((turn) => turn.text).join("\n")),
    tokens: tokensIn(summaryLines({ facts, text })),
  };
};

/** Runs of turns that nothing kept stands between. */
const runsBetween = (turns: readonly Turn[], isKept: (turn: Turn) => boolean): readonly (readonly Turn[])[] => {
  const runs: Turn[][] = [];
  let isOpen = false;
  for (const turn of turns) {
    if (isKept(turn)) isOpen = false;
    else if (isOpen) runs.at(-1)?.push(turn);
    else {
      runs.push([turn]);
      isOpen = true;
    }
  }
  return runs;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** How many have to go from the front so that the rest is at most `room`. */
const surplus = (tokens: readonly number[], room: number): number => {
  let left = sum(tokens);
  let count = 0;
  while (count < tokens.length && left > room) {
    left -= tokens[count] ?? 0;
    count += 1;
  }
  return count;
};

/**
 * Keeps the newest turns and those that score well, and puts a summary in the place of every run of others. If that is more than
 * the budget, the oldest summaries go first, then the oldest turns that were kept, the newest ones among them last. `now`: milliseconds
 * since 1970.
 */
export const compressToBudget = (turns: readonly Turn[], policy: BudgetPolicy, now: number): Compressed => {
  const inOrder = turns.toSorted(oldestFirst);
  const recent = new Set(inOrder.slice(Math.max(0, inOrder.length - policy.keepRecent)));
  const worthy = new Set(inOrder.filter((turn) => recent.has(turn) || scoreTurn(turn, policy.rule, now) >= policy.threshold));
  const kept = inOrder.filter((turn) => worthy.has(turn));
  const summaries = runsBetween(inOrder, (turn) => worthy.has(turn)).map(summariseTurns);
  const turnTokens = kept.map(({ text }) => tokensIn(text));
  const summaryTokens = summaries.map(({ tokens }) => tokens);
  const fewerSummaries = surplus(summaryTokens, policy.tokens - sum(turnTokens));
  const isAllGone = fewerSummaries === summaries.length;
  const fewerTurns = isAllGone ? surplus(turnTokens, policy.tokens) : 0;
  const dropped = new Set([
    ...summaries.slice(0, fewerSummaries).flatMap(({ turnIds }) => turnIds),
    ...kept.slice(0, fewerTurns).map(({ turnId }) => turnId),
  ]);
  const left = sum(turnTokens.slice(fewerTurns)) + sum(summaryTokens.slice(fewerSummaries));
  return {
    kept: kept.slice(fewerTurns),
    summaries: summaries.slice(fewerSummaries),
    savedTokens: sum(inOrder.map(({ text }) => tokensIn(text))) - left,
    droppedTurnIds: inOrder.map(({ turnId }) => turnId).filter((turnId) => dropped.has(turnId)),
  };
};
