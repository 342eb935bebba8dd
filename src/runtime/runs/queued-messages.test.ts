import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId, runId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { maxWaiting } from "../../kernel/conversation/waiting.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, type OpenTab, plannedProvider, statusOf } from "../workbench.fake.ts";

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

/** A model whose first answer waits until the test lets it go, or until it is stopped. */
const heldProvider = () => {
  const planned = plannedProvider([]);
  const state = { begun: false, release: (): void => {} };
  const provider: Provider = {
    stream: async function* (request, signal) {
      if (!state.begun) {
        state.begun = true;
        await new Promise<void>((resolve) => {
          state.release = resolve;
          signal.addEventListener("abort", () => resolve());
        });
      }
      yield* planned.stream(request, signal);
    },
  };
  return { state, provider };
};

const isIdle = (tab: OpenTab) => (): boolean =>
  tab.workspace.snapshot().runningRunIds.length === 0 && statusOf(tab) === "completed";

test("what is to be said later is said after the run, one request after the other, in the order that was chosen last", async () => {
  const { state, provider } = heldProvider();
  const tab = await createWorkbench(provider).open();
  const session = await openSession(tab);
  const { workspace } = tab;
  await workspace.sendMessage(session, messageId("a"), "a");
  await tab.until(() => state.begun);
  const later = (id: string) => workspace.queueMessage(session, messageId(id), id, [], "later");
  for (const id of ["b", "c", "d", "e"]) await later(id);
  await later("b");
  await workspace.moveSteer(session, messageId("d"), "later", messageId("b"));
  await workspace.moveSteer(session, messageId("e"), "steer", null);
  await workspace.withdrawSteer(session, messageId("c"));
  state.release();
  await tab.until(() => tab.heard.filter(({ event }) => event.type === "run-ended").length === 3 && isIdle(tab)());
  expect([story(await tab.entries()), auditLog(await tab.entries()), tab.notices]).toEqual([
    [
      ...["run-started", "said a", "queued b", "queued c", "queued d", "queued e", "withdrawn c"],
      ...["said e", "run-ended", "run-started", "said d", "run-ended", "run-started", "said b", "run-ended"],
    ],
    [],
    [],
  ]);
});

test("after a stop and in the next tab what waits still waits, and goes on with what the person sends", async () => {
  const { state, provider } = heldProvider();
  const bench = createWorkbench(provider);
  const first = await bench.open();
  const session = await openSession(first);
  const sent = await first.workspace.sendMessage(session, messageId("a"), "a");
  await first.until(() => state.begun);
  await first.workspace.queueMessage(session, messageId("b"), "b", [], "later");
  if (sent.ok) await first.workspace.stopRun(sent.value.runId);
  first.workspace.close();

  const second = await bench.open();
  expect(statusOf(second)).toBe("stopped");
  await second.workspace.moveSteer(session, messageId("b"), "later", null);
  await second.workspace.sendMessage(session, messageId("c"), "c");
  await second.until(() => second.heard.filter(({ event }) => event.type === "run-ended").length === 2 && isIdle(second)());
  expect(story(await second.entries())).toEqual([
    ...["run-started", "said a", "queued b", "run-ended"],
    ...["run-started", "said c", "run-ended", "run-started", "said b", "run-ended"],
  ]);
});

test("what is to be said after a run that completed meanwhile is said at once, and not twice", async () => {
  const tab = await createWorkbench(plannedProvider([])).open();
  const session = await openSession(tab);
  await tab.workspace.sendMessage(session, messageId("a"), "a");
  await tab.until(isIdle(tab));
  await tab.workspace.queueMessage(session, messageId("b"), "b", [], "later");
  await tab.until(() => tab.heard.filter(({ event }) => event.type === "run-ended").length === 2 && isIdle(tab)());
  await tab.workspace.queueMessage(session, messageId("b"), "b", [], "later");
  expect(story(await tab.entries())).toEqual([
    ...["run-started", "said a", "run-ended", "queued b", "run-started", "said b", "run-ended"],
  ]);
});

test("steering for a run that is over is refused and changes nothing; for the one that goes on it is heard", async () => {
  const { state, provider } = heldProvider();
  const tab = await createWorkbench(provider).open();
  const session = await openSession(tab);
  const sent = await tab.workspace.sendMessage(session, messageId("a"), "a");
  const run = sent.ok ? sent.value.runId : undefined;
  await tab.until(() => state.begun);
  const other = await tab.workspace.sendMessage(session, messageId("b"), "b", [], runId("run_other"));
  const heard = await tab.workspace.sendMessage(session, messageId("c"), "c", [], run);
  state.release();
  await tab.until(isIdle(tab));
  const late = await tab.workspace.sendMessage(session, messageId("d"), "d", [], run);
  const refusals = [other, heard, late].map((answer) => (answer.ok ? "said" : answer.error.type));
  expect([refusals, story(await tab.entries())]).toEqual([
    ["conflict", "said", "conflict"],
    ["run-started", "said a", "queued c", "said c", "run-ended"],
  ]);
});

test("no more than 32 messages wait; the next one is refused by its reason", async () => {
  const { state, provider } = heldProvider();
  const tab = await createWorkbench(provider).open();
  const session = await openSession(tab);
  await tab.workspace.sendMessage(session, messageId("a"), "a");
  await tab.until(() => state.begun);
  for (let place = 0; place < maxWaiting; place += 1) {
    await tab.workspace.queueMessage(session, messageId(`q${place}`), "q", [], "later");
  }
  const refused = [
    await tab.workspace.queueMessage(session, messageId("more"), "more", [], "later"),
    await tab.workspace.sendMessage(session, messageId("steer"), "steer"),
  ].map((answer) => (answer.ok ? "kept" : answer.error.message.slice(0, 16)));
  expect(refused).toEqual(["32 messages wait", "32 messages wait"]);
  tab.workspace.close();
});
