import fc from "fast-check";
import { expect, test } from "vitest";
import { callId, messageId, type RunId, runId, sessionId } from "../../kernel/base/ids.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { foldMessages, foldNestedRun } from "./fold-messages.ts";

type Draft = Pick<LogEntry, "runId" | "turn" | "event">;

const root = runId("root");
const usage = { ...noUsage, inputTokens: 10, outputTokens: 5 };
const started = (parent?: Extract<Event, { readonly type: "run-started" }>["parent"]): Event => ({
  type: "run-started",
  model: { provider: "demo" },
  limits: defaultRunLimits,
  level: "ask-risky",
  ...(parent === undefined ? {} : { parent }),
});

/** One answer of a run with calls, as far as `stage` tells. */
const turnOf = (id: RunId, turn: number, calls: number, stage: number): readonly Draft[] => {
  const message = messageId(`${id}_m${turn}`);
  const ids = Array.from({ length: calls }, (_, index) => callId(`${id}_c${turn}_${index}`));
  const events: readonly Event[] = [
    { type: "turn-started" },
    { type: "attempt-started", messageId: message },
    { type: "text-appended", messageId: message, offset: 0, text: `${id} says ${turn}` },
    ...ids.map(
      (call): Event => ({
        type: "call-requested",
        messageId: message,
        callId: call,
        wireId: "w",
        tool: "agent",
        input: {},
        headline: { verb: "Asked", object: "x" },
        access: "container",
      }),
    ),
    { type: "message-ended", messageId: message, reason: { type: calls > 0 ? "tool-use" : "end-turn" }, usage, durationMs: 1 },
    ...ids.map(
      (call): Event => ({
        type: "call-settled",
        callId: call,
        tool: "agent",
        inputHash: "h",
        outcome: { type: "done", output: { text: `result of ${call}`, isError: false } },
        durationMs: 1,
      }),
    ),
  ];
  return events.slice(0, stage).map((event) => ({ runId: id, turn, event }));
};

const hello = (id: RunId): Event => ({
  type: "user-message",
  messageId: messageId(`${id}_u`),
  blocks: [{ type: "text", text: `do ${id}` }],
});
const end: Event = {
  type: "run-ended",
  outcome: { type: "completed", reason: { type: "end-turn" } },
  summary: { turns: 1, usage, calls: 2, callsFailed: 1, filesChanged: 3, durationMs: 1 },
};

interface Shape {
  readonly turns: readonly number[];
  readonly cut: number;
  readonly ends: boolean;
}
const shape: fc.Arbitrary<Shape> = fc.record({
  turns: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
  cut: fc.integer({ min: 1, max: 9 }),
  ends: fc.boolean(),
});

const logOf = (id: RunId, { turns, cut, ends }: Shape, parent?: Extract<Event, { readonly type: "run-started" }>["parent"]) => {
  const isLast = (index: number): boolean => index === turns.length - 1;
  const body = turns.flatMap((calls, index) => turnOf(id, index + 1, calls, isLast(index) && !ends ? cut : 99));
  const rest: readonly Draft[] = ends ? [{ runId: id, event: end }] : [];
  return [{ runId: id, event: started(parent) }, { runId: id, event: hello(id) }, ...body, ...rest];
};

/** Two logs as one: each keeps its order, `picks` says whose turn it is. */
const merge = (a: readonly Draft[], b: readonly Draft[], picks: readonly boolean[]): readonly Draft[] => {
  const merged: Draft[] = [];
  let [left, right] = [0, 0];
  for (let at = 0; left < a.length || right < b.length; at += 1) {
    const takesLeft = right >= b.length || (left < a.length && (picks[at % picks.length] ?? true));
    const next = takesLeft ? a[left++] : b[right++];
    if (next !== undefined) merged.push(next);
  }
  return merged;
};

const placed = (drafts: readonly Draft[]): readonly LogEntry[] =>
  drafts.map((draft, index) => ({
    seq: index + 1,
    at: 1_000 * (index + 1),
    sessionId: sessionId("s"),
    causes: [],
    origins: [],
    ...draft,
  }));

const above = { runId: root, callId: callId("root_c1_0"), agentPath: ["one"] };
const picks = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });

test("any log with nested runs is, for the session's run, the conversation that it is without them", () => {
  fc.assert(
    fc.property(shape, shape, shape, picks, picks, (own, first, second, pickFirst, pickSecond) => {
      const inside = [
        logOf(runId("one"), first, above),
        logOf(runId("two"), second, { ...above, runId: runId("one"), callId: callId("one_c1_0"), agentPath: ["one", "two"] }),
      ] as const;
      const [start, ...rest] = logOf(root, own);
      const entries = placed([start!, ...merge(rest, merge(inside[0], inside[1], pickSecond), pickFirst)]);
      const alone = foldMessages(entries.filter((entry) => entry.runId === root));
      const together = foldMessages(entries);
      expect(together.history).toEqual(alone.history);
      expect(together.queued).toEqual(alone.queued);
      expect(together.openRun?.openCalls).toEqual(alone.openRun?.openCalls);
      expect(together.openRun?.partial).toEqual(alone.openRun?.partial);
      // The nested run is, by itself, what it would be as a session's own.
      const nested = entries.filter((entry) => entry.runId === runId("one"));
      expect(foldNestedRun(entries, runId("one")).history).toEqual(foldMessages(nested.map(withoutParent)).history);
    }),
  );
});

const withoutParent = (entry: LogEntry): LogEntry =>
  entry.event.type === "run-started" ? { ...entry, event: started() } : entry;

test("what a nested run came to counts once, at its end, for the run whose call it is", () => {
  const open = { turns: [1], cut: 5, ends: false };
  const nested = logOf(runId("one"), { turns: [0], cut: 9, ends: true }, above);
  const deeper = logOf(runId("two"), { turns: [0], cut: 9, ends: true }, { ...above, runId: runId("one") });
  const spentWith = (...drafts: readonly Draft[]) => foldMessages(placed(drafts)).openRun?.spent;
  const own = logOf(root, open);
  const alone = spentWith(...own);
  const both = spentWith(...own, ...nested.slice(0, -1), ...deeper, ...nested.slice(-1));
  expect([alone?.usage.inputTokens, alone?.calls, alone?.filesChanged]).toEqual([10, 0, 0]);
  expect([both?.usage.inputTokens, both?.openTurnUsage.inputTokens, both?.calls, both?.callsFailed, both?.filesChanged]).toEqual([
    20, 20, 2, 1, 3,
  ]);
});
