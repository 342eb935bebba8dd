import fc from "fast-check";
import { expect, test } from "vitest";
import { counted } from "../../../../e2e/soak.ts";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import type { CompactionReason, ContextCompacted } from "../../../kernel/conversation/compaction.ts";
import type { Block, Message } from "../../../kernel/conversation/message.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { findHistoryProblem, resultsMessageId } from "../repair.ts";
import { applyCompaction, isSummary } from "./apply-compaction.ts";
import { planCompaction, supersededReads } from "./plan-compaction.ts";

/** What happens between the person's words: answers of rounds of calls, with thought in them, and one without. */
interface Exchange {
  readonly said: number;
  readonly rounds: readonly { readonly calls: number; readonly chars: number; readonly thinks: boolean; readonly file: number }[];
  readonly answers: boolean;
}

const anyExchange: fc.Arbitrary<Exchange> = fc.record({
  said: fc.nat(30_000),
  rounds: fc.array(
    fc.record({ calls: fc.integer({ min: 1, max: 3 }), chars: fc.nat(60_000), thinks: fc.boolean(), file: fc.nat(2) }),
    { maxLength: 4 },
  ),
  answers: fc.boolean(),
});

const text = (chars: number): Block => ({ type: "text", text: "x".repeat(chars + 1) });
const thought: Block = { type: "opaque", provider: "test", value: { signed: 1 } };

const messagesOf = ({ answers, rounds, said }: Exchange, at: number): readonly Message[] => [
  { messageId: messageId(`u${at}`), role: "user", blocks: [text(said)] },
  ...rounds.flatMap(({ calls, chars, file, thinks }, index): readonly Message[] => {
    const id = messageId(`a${at}_${index}`);
    const ids = Array.from({ length: calls }, (_, call) => callId(`c${at}_${index}_${call}`));
    const asks = ids.map((one): Block => {
      const input = { file_path: `/${file}` };
      return { type: "tool-call", callId: one, wireId: one, tool: "read", input };
    });
    const results = ids.map((one): Block => ({ type: "tool-result", callId: one, isError: false, text: "y".repeat(chars) }));
    return [
      { messageId: id, role: "assistant", blocks: [...(thinks ? [thought] : []), ...asks] },
      { messageId: resultsMessageId(id), role: "user", blocks: results },
    ];
  }),
  ...(answers ? [{ messageId: messageId(`z${at}`), role: "assistant" as const, blocks: [text(said)] }] : []),
];

/** A conversation of whole exchanges, the last of which may wait for its answer. */
const anyHistory = fc
  .array(anyExchange, { minLength: 1, maxLength: 14 })
  .map((exchanges) =>
    exchanges.flatMap((one, at) => messagesOf({ ...one, answers: one.answers || at < exchanges.length - 1 }, at)),
  );

const event = (why: CompactionReason, more: Partial<ContextCompacted>): ContextCompacted => ({
  type: "context-compacted",
  why,
  covered: 0,
  summary: "",
  tokensBefore: 2,
  tokensAfter: 1,
  usage: noUsage,
  durationMs: 0,
  ...more,
});

const idsOf = (messages: readonly Message[]): readonly string[] => messages.map(({ messageId: id }) => id);

test("whatever is shortened, however often, what is left is valid and ends as it did", () => {
  fc.assert(
    fc.property(
      anyHistory,
      fc.array(
        fc.record({
          why: fc.constantFrom("threshold" as const, "overflow" as const, "asked" as const),
          round: fc.nat(2),
          windowTokens: fc.constantFrom(1_000, 8_000, 200_000),
          prune: fc.boolean(),
          more: fc.option(anyExchange, { nil: undefined }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      (start, steps) => {
        let history: readonly Message[] = start;
        for (const [index, { more, prune, ...options }] of steps.entries()) {
          const plan = planCompaction(history, options);
          if (plan !== undefined) {
            const pruned = supersededReads(history.slice(0, history.length - plan.kept.length));
            const [first] = plan.kept;
            const draft =
              prune && pruned.length > 0
                ? { pruned }
                : {
                    covered: plan.covered.length,
                    summary: `Summary ${index}`,
                    ...(first === undefined ? {} : { keptFrom: first.messageId }),
                  };
            const next = applyCompaction(history, event(options.why, draft));
            const isUnfinished = options.why === "overflow" && history.at(-1)?.role === "assistant";
            const tail = idsOf(isUnfinished ? plan.kept.slice(0, -1) : plan.kept).filter((id) => !id.startsWith("heard_"));
            expect(findHistoryProblem(next)).toBe(undefined);
            expect(idsOf(next).filter((id) => tail.includes(id))).toEqual(tail);
            expect(next.filter(isSummary).length).toBeLessThanOrEqual(1);
            expect(plan.summaries.length + plan.covered.length).toBeGreaterThan(0);
            history = next;
          }
          const isOpen = history.at(-1)?.role === "user";
          if (more !== undefined && !isOpen) history = [...history, ...messagesOf({ ...more, answers: true }, 100 + index)];
        }
      },
    ),
    { numRuns: counted(150, 5_000) },
  );
});

test("an entry that names a message that is not there changes nothing", () => {
  const history = messagesOf({ said: 3, rounds: [], answers: true }, 0);
  expect(applyCompaction(history, event("asked", { covered: 1, keptFrom: messageId("gone"), summary: "S" }))).toBe(history);
});
