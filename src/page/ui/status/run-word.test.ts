import { expect, test } from "vitest";
import { runId } from "../../../kernel/base/ids.ts";
import type { RunOutcome } from "../../../kernel/log/event.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import type { SessionView } from "../../store/session-view.ts";
import { runWord, turnWords } from "./run-word.ts";

const summary = { turns: 1, usage: noUsage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 1 };
const open = { runId: runId("r"), turn: 1, turnsBefore: 0, startedAt: 1, model: { provider: "demo" }, maxTurns: 50 } as const;
const ended = (outcome: RunOutcome): SessionView["run"] => ({ status: "ended", runId: runId("r"), outcome, summary });
const failure = { type: "network", message: "no" } as const;

test("a turn is named by its number in the session, and by the run's own count, which its limit is about", () => {
  expect([
    turnWords({ turn: 2, turnsBefore: 0, maxTurns: 50 }),
    turnWords({ turn: 2, turnsBefore: 5, maxTurns: 50 }),
    turnWords({ turn: 0, turnsBefore: 5, maxTurns: 50 }),
  ]).toEqual(["2 of 50", "7 (2 of 50)", "0 of 50"]);
});

test("every state of a run has a mark and a word of its own", () => {
  const states: readonly (SessionView["run"] | undefined)[] = [
    undefined,
    { status: "none" },
    { status: "running", ...open },
    { status: "waiting", ...open },
    { status: "interrupted", runId: runId("r"), turn: 1, reason: failure },
    ended({ type: "completed", reason: { type: "end-turn" } }),
    ended({ type: "stopped" }),
    ended({ type: "limit-reached", limit: "tokens" }),
    ended({ type: "failed", failure }),
  ];
  expect(states.map((run) => runWord(run)).map(({ mark, word }) => `${mark}: ${word}`)).toEqual([
    "idle: Ready",
    "idle: Ready",
    "running: Running",
    "approval: Waiting for you",
    "interrupted: Interrupted",
    "done: Done",
    "stopped: Stopped",
    "stopped: Paused at the limit on tokens",
    "error: Failed",
  ]);
});
