import { expect, test } from "vitest";
import { createBuiltinTools } from "../../../engine/tools/builtin/builtin-tools.ts";
import { scriptedAgent, textTool } from "../../../headless/agent.fake.ts";
import { systemClock } from "../../../kernel/base/clock.ts";
import type { ScriptedCall } from "../../../kernel/contracts/provider.fake.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { call, finished, text, thinking } from "../loop.fake.ts";
import { hashOfLog, replayLog } from "./replay-log.ts";

const tools = [...createBuiltinTools({ clock: systemClock }), textTool("say_again", (words) => `echo ${words}`)];

/** The log of a session in which these things were said, and how many requests it took. */
const recorded = async (
  script: readonly ScriptedCall[],
  ...words: readonly string[]
): Promise<{ readonly log: readonly LogEntry[]; readonly requests: number }> => {
  const { agent, provider } = scriptedAgent(script, { tools });
  const session = await agent.openSession();
  for (const one of words) await session.send(one);
  return { log: await agent.log(), requests: provider.requests.length };
};

const whole: readonly ScriptedCall[] = [
  [
    thinking("Hm."),
    text("I write. "),
    call("write", { file_path: "/a.md", content: "a" }),
    call("say_again"),
    finished("tool-use"),
  ],
  [{ type: "block", provider: "test", value: { signed: 1 } }, text("Done."), finished("end-turn")],
  [text("Half"), call("say_again"), { type: "failed", failure: { type: "wire", message: "Cut." }, usage: noUsage }],
  [text("Bye."), call("say_again"), finished("end-turn")],
];

test("a log that is run again comes to the same hash", async () => {
  const { log, requests } = await recorded(whole, "One", "Two", "Three");
  expect(await replayLog(log)).toEqual({ type: "same", hash: hashOfLog(log), runs: 3, requests });
});

const changedAt = (log: readonly LogEntry[], find: (entry: LogEntry) => boolean, change: (entry: LogEntry) => LogEntry) => {
  const at = log.findIndex(find);
  expect(at).not.toBe(-1);
  return { seq: log[at]?.seq, log: log.map((entry, index) => (index === at ? change(entry) : entry)) };
};

test.each<[string, (entry: LogEntry) => boolean, (entry: LogEntry) => LogEntry]>([
  [
    "a turn's usage",
    ({ event }) => event.type === "turn-ended",
    (entry) => ({ ...entry, event: { ...entry.event, summary: { usage: noUsage, calls: 2, durationMs: 0 } } as never }),
  ],
  ["a turn's number", ({ event }) => event.type === "turn-started", (entry) => ({ ...entry, turn: 7 })],
  [
    "a run's summary",
    ({ event }) => event.type === "run-ended",
    (entry) => ({
      ...entry,
      event: { ...entry.event, summary: { ...(entry.event as never as { summary: object }).summary, calls: 9 } } as never,
    }),
  ],
  [
    "a run's outcome",
    ({ event }) => event.type === "run-ended",
    (entry) => ({ ...entry, event: { ...entry.event, outcome: { type: "limit-reached", limit: "turns" } } as never }),
  ],
])("a log in which %s was changed differs there", async (_name, find, change) => {
  const { log } = await recorded(whole, "One", "Two", "Three");
  const changed = changedAt(log, find, change);
  expect(await replayLog(changed.log)).toMatchObject({ type: "differs", difference: { seq: changed.seq } });
});
