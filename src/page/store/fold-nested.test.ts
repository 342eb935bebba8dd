import fc from "fast-check";
import { expect, test } from "vitest";
import { callId, messageId, runId } from "../../kernel/base/ids.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createEntryScript, fakeSummary, fakeUsage } from "./entries.fake.ts";
import { createSessionFold, foldSession } from "./fold-session.ts";

const inner = { runId: runId("inner") };
const message = messageId("m2");
const done = { type: "done", output: { text: "ok", isError: false } } as const;
const started: Event = {
  type: "run-started",
  model: { provider: "demo" },
  limits: { ...defaultRunLimits, maxTurns: 30 },
  level: "ask-risky",
  parent: { runId: runId("r"), callId: callId("c"), agentPath: ["helper"] },
};

const insideEvents: readonly Event[] = [
  started,
  { type: "user-message", messageId: messageId("t"), blocks: [{ type: "text", text: "Look around" }] },
  { type: "turn-started" },
  { type: "attempt-started", messageId: message },
  { type: "text-appended", messageId: message, offset: 0, text: "I look. " },
  {
    type: "call-requested",
    messageId: message,
    callId: callId("c2"),
    wireId: "w",
    tool: "read",
    input: {},
    headline: { verb: "Read", object: "/a" },
    access: "read",
  },
  { type: "message-ended", messageId: message, reason: { type: "tool-use" }, usage: fakeUsage, durationMs: 1 },
  { type: "call-settled", callId: callId("c2"), tool: "read", inputHash: "h", outcome: done, durationMs: 1 },
  { type: "run-ended", outcome: { type: "completed", reason: { type: "end-turn" } }, summary: fakeSummary },
];

/** A run whose one call has a run inside, as far as `told` events of it; `after`: whether the rest is told. */
const story = (told: number, after: boolean) => {
  const script = createEntryScript();
  script.user("u", "Ask a helper");
  script.startRun("r");
  script.startTurn(1);
  script.startMessage("m");
  script.request("m", "c", { verb: "Asked", object: "helper" }, "container");
  script.endMessage("m");
  script.start("c");
  for (const event of insideEvents.slice(0, told)) script.add(event, inner);
  if (after) {
    script.settle("c", done);
    script.endRun({ type: "completed", reason: { type: "end-turn" } });
  }
  return script;
};

test("a run inside a call has a view of its own, and its items stand there", () => {
  const script = story(insideEvents.length, true);
  const view = foldSession(script.sessionId, script.entries);
  expect(view.nested.get(callId("c"))).toEqual({
    runId: inner.runId,
    agentPath: ["helper"],
    task: "Look around",
    model: { provider: "demo" },
    maxTurns: 30,
    startedAt: script.entries[7]?.at,
    turn: 1,
    items: [
      { type: "message", key: "m2", messageId: message },
      { type: "call", key: "c2", callId: callId("c2") },
    ],
    ending: { outcome: { type: "completed", reason: { type: "end-turn" } }, summary: fakeSummary, at: script.entries[15]?.at },
  });
  expect([view.messages.get(message)?.text, view.calls.get(callId("c2"))?.status]).toEqual(["I look. ", "done"]);
  expect(view.usage.inputTokens).toBe(2 * fakeUsage.inputTokens);
});

test("however much of a nested run is told, the turns and the run of the session are as without it", () => {
  const counts = fc.integer({ min: 0, max: insideEvents.length });
  fc.assert(
    fc.property(counts, fc.boolean(), (told, after) => {
      const { entries, sessionId } = story(told, after);
      const isOwn = (entry: LogEntry): boolean => entry.runId !== inner.runId;
      const [whole, alone] = [foldSession(sessionId, entries), foldSession(sessionId, entries.filter(isOwn))];
      expect([[...whole.turns.values()], whole.turnKeys, whole.run]).toEqual([
        [...alone.turns.values()],
        alone.turnKeys,
        alone.run,
      ]);
    }),
  );
});

test("text that streams in a nested run changes its message and not its block", () => {
  const { entries, sessionId } = story(4, false);
  const fold = createSessionFold(sessionId);
  for (const entry of entries) fold.add(entry);
  const before = fold.view().nested.get(callId("c"));
  fold.addLive({ sessionId, messageId: message, kind: "text", offset: 0, text: "I look" });
  const after = fold.view();
  expect([after.nested.get(callId("c")) === before, after.messages.get(message)?.text]).toEqual([true, "I look"]);
});
