import fc from "fast-check";
import { expect, test } from "vitest";
import { counted } from "../../../../e2e/soak.ts";
import { messageId } from "../../../kernel/base/ids.ts";
import { findJsonProblem } from "../../../kernel/base/json.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { ErrorInStream } from "../stream-error.ts";
import { createEventDecoder } from "./decode.ts";

const odd = fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 1, arbitrary: fc.constant(undefined) });
const oddOr = <Value>(usual: fc.Arbitrary<Value>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: usual }, odd);
const index = oddOr(fc.nat(3));
const text = oddOr(fc.constantFrom("", "a", '{"a":', "1}", "{}"));
const block = oddOr(
  fc.record({
    type: oddOr(fc.constantFrom("text", "thinking", "redacted_thinking", "tool_use", "server_tool_use")),
    text,
    thinking: text,
    signature: text,
    data: text,
    id: oddOr(fc.constantFrom("", "toolu_01", "toolu_02")),
    name: text,
    input: oddOr(fc.constant({})),
  }),
);
const delta = oddOr(
  fc.record({
    type: oddOr(fc.constantFrom("text_delta", "thinking_delta", "signature_delta", "input_json_delta")),
    text,
    thinking: text,
    signature: text,
    partial_json: text,
    stop_reason: oddOr(fc.constantFrom(null, "end_turn", "tool_use", "max_tokens")),
  }),
);
const usage = oddOr(fc.record({ input_tokens: odd, output_tokens: oddOr(fc.nat()), cache_read_input_tokens: odd }));
const anyEvent = oddOr(
  fc.record({
    type: oddOr(
      fc.constantFrom("message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta"),
    ),
    message: oddOr(fc.record({ id: oddOr(fc.constantFrom("", "m1", "m2")), usage, content: oddOr(fc.array(block)) })),
    content_block: block,
    index,
    delta,
    usage,
  }),
);

const isSound = (event: ProviderEvent): boolean => {
  if (event.type === "text-delta" || event.type === "thinking-delta") return event.delta !== "";
  if (event.type === "block") return findJsonProblem(event.value) === undefined;
  return event.type === "attempt-started";
};

test("every stream of odd events gives sound pieces, no early call, and one end", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.boolean(), (events, ends) => {
      const decoder = createEventDecoder("m", () => messageId("next"));
      try {
        for (const event of [...events, ...(ends ? [{ type: "message_stop" }] : [])]) {
          expect(decoder.push(event).filter((told) => !isSound(told))).toEqual([]);
        }
      } catch (cause) {
        expect(cause).toBeInstanceOf(ErrorInStream);
        return;
      }
      expect(decoder.isOver()).toBe(ends);
      const last = decoder.end();
      expect(last.slice(0, -1).every((event) => event.type === "tool-call" && findJsonProblem(event.input) === undefined)).toBe(
        true,
      );
      expect(last.at(-1)?.type).toBe(ends ? "finished" : "failed");
      if (!ends) expect(last).toHaveLength(1);
      expect(Object.values(decoder.usage()).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
    }),
    { numRuns: counted(500, 3_000) },
  );
});

test("an answer of nothing ends well, and what follows its end is passed over", () => {
  const decoder = createEventDecoder("m", () => messageId("next"));
  const begin = { type: "message_start", message: { id: "m1", usage: { input_tokens: 3, output_tokens: 1 } } };
  for (const event of [begin, { type: "message_delta", delta: { stop_reason: "end_turn" } }, { type: "message_stop" }, begin]) {
    expect(decoder.push(event)).toEqual([]);
  }
  expect(decoder.push({ type: "error", error: { message: "late" } })).toEqual([]);
  expect(decoder.end()).toEqual([
    {
      type: "finished",
      reason: { type: "end-turn" },
      usage: { inputTokens: 3, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
    },
  ]);
});
