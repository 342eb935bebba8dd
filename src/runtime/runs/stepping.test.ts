import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId, type RunId, type SessionId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, type OpenTab, plannedProvider, statusOf } from "../workbench.fake.ts";

const look = { tool: "list", input: { path: "/" } };
const twoLooks = plannedProvider([
  { text: "First.", calls: [look] },
  { text: "Second.", calls: [look, look] },
]);

const begin = async (tab: OpenTab): Promise<SessionId> => {
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  const { sessionId } = created.value;
  await tab.workspace.setStepping(sessionId, true);
  await tab.workspace.sendMessage(sessionId, messageId("a"), "a");
  await tab.until(() => statusOf(tab) === "paused");
  return sessionId;
};

const openRun = (tab: OpenTab): RunId => {
  const runId = tab.workspace.snapshot().sessions[0]?.openRunId;
  if (runId === undefined) throw new Error("No run is open.");
  return runId;
};

/** Goes on, and waits until the run stands still again. */
const step = async (tab: OpenTab): Promise<string> => {
  const before = tab.workspace.snapshot().lastSeq;
  const resumed = await tab.workspace.resumeRun(openRun(tab));
  if (!resumed.ok) throw new Error(resumed.error.message);
  await tab.until(() => {
    const { lastSeq, runningRunIds } = tab.workspace.snapshot();
    return lastSeq > before + 1 && runningRunIds.length === 0;
  });
  return statusOf(tab);
};

const story = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event, turn }) => {
    switch (event.type) {
      case "turn-started":
        return [`turn ${turn}`];
      case "run-interrupted":
        return event.reason.type === "needs-more-turns"
          ? [`paused after ${event.reason.turn}, ${event.reason.summary.calls} calls`]
          : [event.reason.type];
      case "user-message":
        return [`said ${event.blocks.map((block) => (block.type === "text" ? block.text : "")).join("")}`];
      case "run-started":
      case "run-resumed":
      case "steer-queued":
        return [event.type];
      case "run-ended":
        return [`${event.type} ${event.outcome.type}`];
      default:
        return [];
    }
  });

test("step by step a run pauses after each turn, also in the next tab, and ends as any other", async () => {
  const bench = createWorkbench(twoLooks);
  const first = await bench.open();
  await begin(first);
  first.workspace.close();
  const second = await bench.open();
  const seen = [statusOf(second), await step(second), await step(second)];
  const entries = await second.entries();
  expect([seen, story(entries), auditLog(entries), second.notices]).toEqual([
    ["paused", "paused", "completed"],
    [
      ...["run-started", "said a", "turn 1", "paused after 1, 1 calls", "run-resumed"],
      ...["turn 2", "paused after 2, 2 calls", "run-resumed", "turn 3", "run-ended completed"],
    ],
    [],
    [],
  ]);
});

test("without steps the run goes on to its end", async () => {
  const tab = await createWorkbench(twoLooks).open();
  const session = await begin(tab);
  await tab.workspace.setStepping(session, false);
  expect([await step(tab), story(await tab.entries()).slice(4)]).toEqual([
    "completed",
    ["run-resumed", "turn 2", "turn 3", "run-ended completed"],
  ]);
});

test("what is said between two steps is heard by the next one", async () => {
  const tab = await createWorkbench(twoLooks).open();
  const session = await begin(tab);
  const said = await tab.workspace.sendMessage(session, messageId("b"), "b", [], openRun(tab));
  await tab.until(() => statusOf(tab) !== "running" && tab.workspace.snapshot().runningRunIds.length === 0);
  expect([said.ok, statusOf(tab), story(await tab.entries()).slice(4)]).toEqual([
    true,
    "paused",
    ["steer-queued", "run-resumed", "said b", "turn 2", "paused after 2, 1 calls"],
  ]);
});

test("a run that pauses is ended by a stop, and what was to be said later still waits", async () => {
  const tab = await createWorkbench(twoLooks).open();
  const session = await begin(tab);
  await tab.workspace.queueMessage(session, messageId("b"), "b", [], "later");
  await tab.workspace.stopRun(openRun(tab));
  const entries = await tab.entries();
  expect([statusOf(tab), story(entries).slice(3), auditLog(entries)]).toEqual([
    "stopped",
    ["paused after 1, 1 calls", "steer-queued", "run-ended stopped"],
    [],
  ]);
});
