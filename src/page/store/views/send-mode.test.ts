import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { runId, sessionId } from "../../../kernel/base/ids.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ModelChoice } from "../../../kernel/model/model.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { createFakeClient, fakeWorkspace } from "../app-client.fake.ts";
import type { AppState } from "../app-state.ts";
import { createApp } from "../create-app.ts";
import { createEntryScript } from "../entries.fake.ts";
import { foldSession } from "../fold-session.ts";
import { createFakeWindow } from "../page-window.fake.ts";
import { howToSay, sendMode } from "./send-mode.ts";

const at = (baseUrl: string): ModelChoice => ({ provider: "openai-chat", baseUrl, model: "m" });
const demo: ModelChoice = { provider: "demo" };
const remote = at("https://models.example/v1");

const stateWith = (model: ModelChoice, { online = true, keys = [] as readonly string[] }): AppState => {
  const deps = { client: createFakeClient(), window: createFakeWindow(""), clock: createFakeClock(), random: createFakeRandom() };
  return { ...createApp(deps).store.getState(), online, workspace: fakeWorkspace({ model, keyOrigins: keys }) };
};
const held = ["https://models.example"];

test("a model elsewhere needs its key, then the network; the Demo model and one on this computer need neither", () => {
  const local = ["http://localhost:11434/v1", "http://127.0.0.1:1234", "https://localhost/v1"].map(at);
  expect({
    ready: sendMode(stateWith(remote, { keys: held })),
    offline: sendMode(stateWith(remote, { keys: held, online: false })),
    noKey: sendMode(stateWith(remote, {})),
    otherKey: sendMode(stateWith(remote, { keys: ["https://models.example:8443"], online: false })),
    looksLocal: sendMode(
      stateWith(at("https://localhost.evil.example/v1"), { keys: ["https://localhost.evil.example"], online: false }),
    ),
    demoOffline: sendMode(stateWith(demo, { online: false })),
    localOffline: local.map((model) => sendMode(stateWith(model, { online: false }))),
  }).toEqual({
    ready: "send",
    offline: "queue",
    noKey: "add-key",
    otherKey: "add-key",
    looksLocal: "queue",
    demoOffline: "send",
    localOffline: ["send", "send", "send"],
  });
});

test("a server on this computer that was once given a key waits for it", () => {
  const local = at("http://localhost:1234/v1");
  const state = stateWith(local, {});
  const workspace = fakeWorkspace({ model: local, keyedOrigins: ["http://localhost:1234"] });
  expect(sendMode({ ...state, workspace })).toBe("add-key");
});

test("a run that goes on is steered, whatever else is missing", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Hi");
  const session = foldSession(sessionId("s"), script.entries);
  expect(sendMode({ ...stateWith(remote, { online: false }), session })).toBe("steer");
  script.endRun({ type: "stopped" });
  const ended = foldSession(sessionId("s"), script.entries);
  expect(sendMode({ ...stateWith(remote, { online: false, keys: held }), session: ended })).toBe("queue");
});

test("a run that pauses between two steps is steered", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Hi");
  const summary = { usage: noUsage, calls: 1, durationMs: 2 };
  script.add({ type: "run-interrupted", reason: { type: "needs-more-turns", message: "Turn 1 is over.", turn: 1, summary } });
  const session = foldSession(sessionId("s"), script.entries);
  expect(sendMode({ ...stateWith(demo, {}), session })).toBe("steer");
});

test("what is said to a run that goes on names that run, or waits for its end; elsewhere it is sent", () => {
  const script = createEntryScript();
  script.startRun("r");
  script.user("u", "Hi");
  const session = foldSession(sessionId("s"), script.entries);
  const state = { ...stateWith(demo, {}), session };
  expect([
    howToSay(state, sessionId("s"), "steer"),
    howToSay(state, sessionId("s"), "later"),
    howToSay(state, sessionId("other"), "later"),
    howToSay({ ...stateWith(remote, { keys: held, online: false }) }, sessionId("s"), "steer"),
  ]).toEqual([
    { type: "send-message", expectedRunId: runId("r") },
    { type: "queue-message", delivery: "later" },
    { type: "send-message" },
    { type: "queue-message" },
  ]);
});

test("a session's own model counts before the default one", () => {
  const script = createEntryScript();
  script.user("u", "Hi");
  const session = foldSession(sessionId("s"), script.entries);
  const state = stateWith(demo, {});
  const [row] = fakeWorkspace().sessions;
  if (row === undefined) throw new Error("The fake workspace has no session.");
  const workspace = fakeWorkspace({ model: demo, sessions: [{ ...row, model: remote }] });
  expect([sendMode({ ...state, session, workspace }), sendMode({ ...state, workspace })]).toEqual(["add-key", "send"]);
});
