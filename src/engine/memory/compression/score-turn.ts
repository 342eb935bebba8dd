import { mentionsIn } from "./entities.ts";
import { type Turn, wordsIn } from "./turn.ts";

/** By what a turn is found worth keeping. Every score is 0 to 1; a turn without words has 0 by what is in its words. */
export type ScoreRule =
  /** Different keywords that occur in the text, as a share of its words. */
  | { readonly type: "keyword-density"; readonly keywords: readonly string[] }
  /** Names of things, as a share of its words. */
  | { readonly type: "entity-density" }
  /** `e^(−decay × age in hours)`. */
  | { readonly type: "recency-decay"; readonly decayPerHour: number }
  /** `Σ |w| × s / Σ |w|`; without any weight 0. */
  | { readonly type: "composite"; readonly parts: readonly { readonly weight: number; readonly rule: ScoreRule }[] };

const hourMs = 3_600_000;

const share = (count: number, words: number): number => (words === 0 ? 0 : Math.min(1, count / words));

/** `now`: milliseconds since 1970; a turn of the future counts as of now. */
export const scoreTurn = (turn: Turn, rule: ScoreRule, now: number): number => {
  switch (rule.type) {
    case "keyword-density": {
      const text = turn.text.toLowerCase();
      const keywords = new Set(rule.keywords.map((keyword) => keyword.toLowerCase()).filter((keyword) => keyword !== ""));
      return share([...keywords].filter((keyword) => text.includes(keyword)).length, wordsIn(turn.text).length);
    }
    case "entity-density":
      return share(mentionsIn(turn.text).length, wordsIn(turn.text).length);
    case "recency-decay":
      return Math.exp((-Math.max(0, rule.decayPerHour) * Math.max(0, now - turn.at)) / hourMs);
    case "composite": {
      const total = rule.parts.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
      if (total === 0) return 0;
      return rule.parts.reduce((sum, part) => sum + Math.abs(part.weight) * scoreTurn(turn, part.rule, now), 0) / total;
    }
  }
};
