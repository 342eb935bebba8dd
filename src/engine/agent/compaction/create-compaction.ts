import type { Failure } from "../../../kernel/base/failure.ts";
import { loadPart } from "../../../kernel/base/load-part.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { ModelChoice } from "../../../kernel/model/model.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import type { SummaryRules } from "./compact.ts";
import type { Compaction } from "./compaction-contract.ts";
import { tokensOfMessages } from "./context-size.ts";

export interface CompactionOptions {
  /** Who answers in the run, and writes its summaries. */
  readonly model: ModelChoice;
  readonly windowTokens: number;
  /** Tokens of a request from which on what is before it is shortened; `Infinity`: never by itself. */
  readonly startsAt: number;
  /** Whether a person wants it shortened; asking takes the wish. */
  /** Writes the summaries in its place. Absent: it does. */
  readonly rules?: SummaryRules;
  readonly takeWish?: () => boolean;
  readonly isAll?: boolean;
}

/** Fewer messages are not worth a summary, unless they fill so much of the window by themselves and nothing is left of it. */
const leastMessages = 20;
const fillsShare = 0.6;
/** Where it came to nothing, so many more have to come before it is tried again. */
const messagesBetween = 10;

const loadCompact = (): Promise<Result<typeof import("./compact.ts"), Failure>> =>
  loadPart(() => import("./compact.ts"), "what shortens conversations");

/** Shortens the conversation of one run by its own model. Most runs never need it, so what does it is loaded then. */
export const createCompaction = (options: CompactionOptions): Compaction => {
  const { isAll, startsAt, takeWish, windowTokens } = options;
  let quietUntil = 0;
  return {
    due: ({ at, tokens, messages }) => {
      if (at === "overflow") return "overflow";
      if (takeWish?.() === true) return "asked";
      if (at === "end" || messages.length < quietUntil || startsAt === Number.POSITIVE_INFINITY) return undefined;
      const long = tokens();
      if (long < startsAt) return undefined;
      const isWorth =
        messages.length >= leastMessages || (long >= windowTokens && tokensOfMessages(messages) >= windowTokens * fillsShare);
      return isWorth ? "threshold" : undefined;
    },
    compact: async (deps, asked, tell, signal) => {
      const loaded = await loadCompact();
      const { why } = asked;
      const compacted = loaded.ok
        ? await loaded.value.compact(deps, options, asked, tell, signal)
        : ({
            type: "skipped",
            event: { type: "compaction-skipped", why, reason: loaded.error.message, usage: noUsage, durationMs: 0 },
            failure: loaded.error,
          } as const);
      quietUntil = compacted.type === "skipped" ? asked.messages.length + messagesBetween : 0;
      return compacted;
    },
    ...(isAll === undefined ? {} : { isAll }),
  };
};
