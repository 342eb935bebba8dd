import { expect, test } from "vitest";
import type { RunOutcome } from "../../../kernel/event.ts";
import { runId } from "../../../kernel/ids.ts";
import { noUsage } from "../../../kernel/usage.ts";
import type { SessionView } from "../../store/session-view.ts";
import { runWord } from "./run-word.ts";

const summary = { turns: 1, usage: noUsage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 1 };
const open = { runId: runId("r"), turn: 1, startedAt: 1, model: { provider: "demo" }, maxTurns: 50 } as const;
const ended = (outcome: RunOutcome): SessionView["run"] => ({ status: "ended", runId: runId("r"), outcome, summary });
const failure = { type: "network", message: "no" } as const;

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
