import type { Failure } from "../../../kernel/base/failure.ts";
import type {
  CompactionReason,
  CompactionSkipped,
  ContextCompacted,
  ShorteningStrategy,
} from "../../../kernel/conversation/compaction.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { isCharged } from "../../../kernel/model/cost.ts";
import { type ModelChoice, modelName } from "../../../kernel/model/model.ts";
import { noUsage, totalTokens } from "../../../kernel/model/usage.ts";
import { tellHooks } from "../../../kernel/rules/ask-hooks.ts";
import type { LoopDeps, Tell } from "../loop-contract.ts";
import { recordOf } from "../record.ts";
import { applyCompaction, summaryIn, withoutUnfinished } from "./apply-compaction.ts";
import type { Compacted, CompactionAsk } from "./compaction-contract.ts";
import { textTokens, tokensOfMessages } from "./context-size.ts";
import { type CompactionPlan, planCompaction, supersededReads } from "./plan-compaction.ts";
import { type Summarised, summarise } from "./summarise.ts";

export interface CompactOptions {
  readonly model: ModelChoice;
  readonly windowTokens: number;
  readonly startsAt: number;
  /** Writes summaries in place of the model. Absent: the model does. */
  readonly rules?: SummaryRules;
}

/** Earlier summaries are kept word for word up to so many tokens, or this share of the window; beyond, the model condenses them. */
const carriedTokens = 8_000;
const carriedShare = 0.2;
/** Leaving results out is enough where it makes a request that no longer fitted so much shorter. */
const prunedEnough = 0.75;

/** Rules that write summaries: the same messages give the same text, of about so many tokens at most. */
export interface SummaryRules {
  readonly strategy: Exclude<ShorteningStrategy, "model">;
  readonly write: (messages: readonly Message[], tokens: number) => string;
}

const byRules = ({ write }: SummaryRules, { covered }: CompactionPlan, windowTokens: number): Summarised => {
  const text = write(covered, Math.floor(Math.min(carriedTokens, windowTokens * carriedShare)));
  return text === ""
    ? { outcome: { type: "failed", reason: "The older part has no words that rules could sum up." }, ...nothing }
    : { outcome: { type: "written", text }, ...nothing };
};

type Spent = Pick<Summarised, "usage" | "cost">;

const nothing: Spent = { usage: noUsage, cost: undefined };

const spentPart = ({ cost, usage }: Spent): Pick<ContextCompacted, "usage" | "cost"> =>
  cost === undefined ? { usage } : { usage, cost };

/** Whether a request of so many tokens is short enough after results were left out. */
const isEnough = (why: CompactionReason, before: number, after: number, startsAt: number): boolean => {
  if (why === "asked") return false;
  return after < startsAt && (why === "threshold" || after <= before * prunedEnough);
};

/**
 * Shortens a conversation: results that later reads replaced are left out first, and where that is not enough the run's model
 * writes a summary of the older part. Gives the entry to store; the caller stores and applies it. Never rejects.
 */
export const compact = async (
  deps: LoopDeps,
  { model, rules, startsAt, windowTokens }: CompactOptions,
  { messages, round, scope, tokens, why }: CompactionAsk,
  tell: Tell,
  signal: AbortSignal,
): Promise<Compacted> => {
  const startedAt = deps.clock.monotonic();
  const elapsed = (): number => Math.round(deps.clock.monotonic() - startedAt);
  const current = withoutUnfinished(messages, why);
  const sizeBefore = tokensOfMessages(current);
  const say = (event: Event): void | Promise<void> => tell(recordOf([{ event, turn: scope.turn }]));
  const skip = (reason: string, spent: Spent): CompactionSkipped => ({
    type: "compaction-skipped",
    why,
    reason,
    ...spentPart(spent),
    durationMs: elapsed(),
  });
  const skipped = (reason: string, spent: Spent = nothing, failure?: Failure): Compacted =>
    failure === undefined
      ? { type: "skipped", event: skip(reason, spent) }
      : { type: "skipped", event: skip(reason, spent), failure };
  /** The entry with its sizes; undefined where the conversation would not be shorter. */
  const sized = (draft: Omit<ContextCompacted, "tokensBefore" | "tokensAfter" | "durationMs" | "type" | "why">) => {
    const event = {
      type: "context-compacted",
      why,
      ...draft,
      tokensBefore: tokens,
      tokensAfter: 0,
      durationMs: elapsed(),
    } as const;
    const saved = sizeBefore - tokensOfMessages(applyCompaction(messages, event));
    return saved <= 0 ? undefined : { ...event, tokensAfter: Math.max(0, tokens - saved) };
  };
  const tellOthers = async (plan: CompactionPlan): Promise<void> => {
    const about = { removed: plan.covered, kept: plan.kept };
    const hooks = deps.hooks?.() ?? [];
    for (const event of await tellHooks(hooks, "on-compaction", (hook) => hook.onCompaction?.(about, scope, signal), signal))
      await say(event);
  };

  const plan = planCompaction(current, { why, windowTokens, round });
  if (plan === undefined) return skipped("There is nothing to shorten: all that is left is what was said last.");
  const pruned = supersededReads(current.slice(0, current.length - plan.kept.length));
  if (pruned.length > 0) {
    const event = sized({ covered: 0, summary: "", pruned, usage: noUsage });
    if (event !== undefined && isEnough(why, tokens, event.tokensAfter, startsAt)) {
      await tellOthers(plan);
      return signal.aborted ? { type: "stopped" } : { type: "compacted", event };
    }
  }
  await tellOthers(plan);
  if (signal.aborted) return { type: "stopped" };
  const earlier = plan.summaries.map(summaryIn);
  const carried = earlier.join("\n\n");
  const isCarried = textTokens(carried) <= Math.min(carriedTokens, windowTokens * carriedShare);
  const asked = { covered: plan.covered, earlier: isCarried ? [] : earlier, windowTokens, model: modelName(model) };
  const hooks = deps.hooks?.() ?? [];
  const { outcome, ...spent } =
    rules === undefined
      ? await summarise({ provider: deps.provider, hooks, scope, tell: say }, asked, signal)
      : byRules(rules, plan, windowTokens);
  if (outcome.type === "stopped") {
    const isFree = totalTokens(spent.usage) === 0 && !isCharged(spent.cost);
    return isFree ? { type: "stopped" } : { type: "stopped", event: skip("The run was stopped while it was written.", spent) };
  }
  if (outcome.type === "failed") return skipped(outcome.reason, spent, outcome.failure);
  const [first] = plan.kept;
  const event = sized({
    ...(first === undefined ? {} : { keptFrom: first.messageId }),
    covered: plan.covered.length + plan.summaries.length,
    summary: isCarried && carried !== "" ? `${carried}\n\n${outcome.text}` : outcome.text,
    ...(rules === undefined ? { model } : { strategy: rules.strategy }),
    ...spentPart(spent),
  });
  return event === undefined
    ? skipped("The summary would not have been shorter than what it stands for.", spent)
    : { type: "compacted", event };
};
