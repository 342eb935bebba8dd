import { expect, test } from "vitest";
import { runId } from "../../../kernel/base/ids.ts";
import { fakeApproval, fakeSummary } from "../../store/entries.fake.ts";
import { announcement } from "./announcement.ts";

test("a question is announced by its headline, with how many wait", () => {
  const first = fakeApproval("a1", "c1");
  const second = fakeApproval("a2", "c2", { headline: { verb: "Delete", object: "/old.md" } });
  expect([announcement([first], undefined), announcement([first, second], undefined)]).toEqual([
    "Approval needed: Edit /notes/plan.md. 1 waiting.",
    "Approval needed: Delete /old.md. 2 waiting.",
  ]);
});

test("ends and interruptions are announced, progress is not", () => {
  const ended = (outcome: Extract<Parameters<typeof announcement>[1], { status: "ended" }>["outcome"]) =>
    announcement([], { status: "ended", runId: runId("r"), outcome, summary: fakeSummary });
  expect([
    ended({ type: "stopped" }),
    ended({ type: "limit-reached", limit: "turns" }),
    ended({ type: "failed", failure: { type: "network", message: "Offline." } }),
    announcement([], {
      status: "interrupted",
      runId: runId("r"),
      turn: 1,
      reason: { type: "aborted", message: "The tab closed." },
    }),
    announcement([], {
      ...{ status: "running", runId: runId("r"), turn: 1, turnsBefore: 0, startedAt: 1 },
      ...{ model: { provider: "demo" }, maxTurns: 5 },
    }),
    announcement([], undefined),
  ]).toEqual([
    "The run was stopped.",
    "The run paused at the limit on turns.",
    "The run failed. Offline.",
    "The run was interrupted. The tab closed.",
    "",
    "",
  ]);
});
