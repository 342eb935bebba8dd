import { expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import { messageId, type SessionId, sessionId } from "../kernel/ids.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { createWorkbench, type OpenTab, plannedProvider, statusOf } from "./workbench.fake.ts";

const openSession = async (tab: OpenTab): Promise<SessionId> => {
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  return created.value.sessionId;
};

/** What was said, kept and taken back, and the runs, in order. */
const story = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => {
    switch (event.type) {
      case "steer-queued":
        return [`queued ${event.text}`];
      case "steer-withdrawn":
        return [`withdrawn ${event.messageId}`];
      case "user-message":
        return [`said ${event.blocks.map((block) => (block.type === "text" ? block.text : "")).join("")}`];
      case "run-started":
      case "run-ended":
        return [event.type];
      default:
        return [];
    }
  });

test("a queued message starts nothing, survives the tab, and is said once, in order, when the last one is sent", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const first = await bench.open();
  const session = await openSession(first);
  const queue = (tab: OpenTab, id: string) => tab.workspace.queueMessage(session, messageId(id), id);
  await Promise.all([queue(first, "a"), queue(first, "a")]);
  await queue(first, "b");
  await queue(first, "c");
  expect(statusOf(first)).toBe("empty");
  first.workspace.close();

  const second = await bench.open();
  await queue(second, "c");
  await second.workspace.withdrawSteer(session, messageId("b"));
  await second.workspace.sendMessage(session, messageId("c"), "c");
  await second.until(() => statusOf(second) === "completed");
  const entries = await second.entries();
  expect([story(entries), auditLog(entries), second.notices]).toEqual([
    ["queued a", "queued b", "queued c", "withdrawn b", "run-started", "said a", "said c", "run-ended"],
    [],
    [],
  ]);
  expect(second.workspace.snapshot().sessions[0]?.title).toBe("a");
});

test("an empty message and an unknown session are refused, and nothing is kept", async () => {
  const tab = await createWorkbench(plannedProvider([])).open();
  const session = await openSession(tab);
  const before = tab.workspace.snapshot().lastSeq;
  const refused = [
    await tab.workspace.queueMessage(session, messageId("a"), "  "),
    await tab.workspace.queueMessage(sessionId("session_none"), messageId("b"), "text"),
  ].map((answer) => (answer.ok ? "kept" : answer.error.type));
  expect([refused, tab.workspace.snapshot().lastSeq]).toEqual([["invalid-input", "not-found"], before]);
});

test("what steered a run that was stopped before it was heard is said when it is sent again, once", async () => {
  const planned = plannedProvider([]);
  let begun = false;
  const bench = createWorkbench({
    stream: async function* (request, signal) {
      if (!begun) {
        begun = true;
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      }
      yield* planned.stream(request, signal);
    },
  });
  const tab = await bench.open();
  const session = await openSession(tab);
  const sent = await tab.workspace.sendMessage(session, messageId("a"), "a");
  await tab.until(() => begun);
  await tab.workspace.sendMessage(session, messageId("b"), "b");
  if (sent.ok) await tab.workspace.stopRun(sent.value.runId);
  const again = () => tab.workspace.sendMessage(session, messageId("b"), "b");
  await Promise.all([again(), again()]);
  await tab.until(() => statusOf(tab) === "completed");
  await again();
  expect([story(await tab.entries()), auditLog(await tab.entries())]).toEqual([
    ["run-started", "said a", "queued b", "run-ended", "run-started", "said b", "run-ended"],
    [],
  ]);
});
