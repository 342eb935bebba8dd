import { expect, test } from "vitest";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import { defaultSystemPrompt } from "../../kernel/conversation/system-prompt.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { ModelSettings } from "../../kernel/model/model-settings.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { createWorkbench, type OpenTab, say, statusOf } from "../workbench.fake.ts";

type Asked = Pick<ModelRequest, "system" | "maxOutputTokens" | "effort" | "temperature" | "stopSequences" | "promptCaching">;

/** A model that notes what it was asked with. */
const notingProvider = () => {
  const asked: Asked[] = [];
  const provider: Provider = {
    stream: async function* ({ messages: _messages, model: _model, tools: _tools, ...rest }) {
      asked.push(rest);
      yield { type: "text-delta", delta: "Done." };
      yield { type: "finished", reason: { type: "end-turn" }, usage: noUsage };
    },
  };
  return { asked, provider };
};

const plain: Asked = { system: defaultSystemPrompt, maxOutputTokens: defaultRunLimits.maxOutputTokens };
const idle = (tab: OpenTab) =>
  tab.until(() => statusOf(tab) === "completed" && tab.workspace.snapshot().runningRunIds.length === 0);
const again = async (tab: OpenTab, session: SessionId, text: string): Promise<void> => {
  const sent = await tab.workspace.sendMessage(session, messageId(text), text);
  if (!sent.ok) throw new Error(sent.error.message);
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
};
const startedWith = async (tab: OpenTab): Promise<readonly (ModelSettings | undefined)[]> =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "run-started" ? [event.settings] : []));

test("a run is asked with the session's settings before the defaults, and says so in its first entry", async () => {
  const { asked, provider } = notingProvider();
  const tab = await createWorkbench(provider).open();
  const { workspace } = tab;
  const session = await say(tab, "one");
  await idle(tab);
  await workspace.changeDefaultSettings({ temperature: 0.7, effort: "high", maxOutputTokens: 500 });
  await again(tab, session, "two");
  await workspace.changeSessionSettings(session, { effort: null, systemPrompt: "Be a fern.", stopSequences: ["END"] }, []);
  await again(tab, session, "three");
  await workspace.changeSessionSettings(session, { promptCaching: "1h" }, ["effort", "systemPrompt"]);
  await again(tab, session, "four");
  const two = { ...plain, maxOutputTokens: 500, temperature: 0.7, effort: "high" } as const;
  const three = { system: "Be a fern.", maxOutputTokens: 500, temperature: 0.7, stopSequences: ["END"] };
  const four = { ...two, stopSequences: ["END"], promptCaching: "1h" } as const;
  expect(asked).toEqual([plain, two, three, four]);
  expect(await startedWith(tab)).toEqual([
    undefined,
    { temperature: 0.7, effort: "high", maxOutputTokens: 500 },
    { temperature: 0.7, maxOutputTokens: 500, systemPrompt: "Be a fern.", stopSequences: ["END"] },
    { temperature: 0.7, effort: "high", maxOutputTokens: 500, stopSequences: ["END"], promptCaching: "1h" },
  ]);
});

test("a run that is taken up again keeps the settings it was started with", async () => {
  const { asked, provider } = notingProvider();
  const tab = await createWorkbench(provider).open();
  await tab.workspace.changeDefaultSettings({ temperature: 0.1, maxOutputTokens: 300 });
  await tab.workspace.chooseModel({ provider: "anthropic", baseUrl: "https://api.anthropic.com", model: "claude-a" });
  await say(tab, "one");
  await tab.until(() => statusOf(tab) === "waiting-for-key" && tab.workspace.snapshot().runningRunIds.length === 0);
  await tab.workspace.changeDefaultSettings({ temperature: 1.9, maxOutputTokens: null });
  await tab.workspace.chooseModel({ provider: "demo" });
  const open = tab.workspace.snapshot().sessions[0]?.openRunId;
  if (open === undefined) throw new Error("The run is not open.");
  await tab.workspace.resumeRun(open);
  await idle(tab);
  expect(asked).toEqual([{ system: defaultSystemPrompt, maxOutputTokens: 300, temperature: 0.1 }]);
});

test("defaults and a session's own settings outlive the tab; what is refused changes nothing", async () => {
  const bench = createWorkbench(notingProvider().provider);
  const first = await bench.open();
  const created = await first.workspace.createSession("Ferns");
  if (!created.ok) throw new Error(created.error.message);
  const { sessionId } = created.value;
  const remote = { provider: "anthropic", baseUrl: "https://api.anthropic.com", model: "claude-a" } as const;
  const answers = [
    await first.workspace.changeDefaultSettings({ temperature: 0.3 }),
    await first.workspace.changeDefaultSettings({ temperature: 3 }),
    await first.workspace.setDefaultLevel("only-limits"),
    await first.workspace.changeSessionSettings(sessionId, { effort: "low" }, []),
    await first.workspace.changeSessionSettings(sessionId, { maxOutputTokens: -1 }, []),
    await first.workspace.chooseSessionModel(sessionId, remote),
    await first.workspace.chooseSessionModel(sessionId, { ...remote, baseUrl: "http://far.example" }),
  ];
  expect(answers.map(({ ok }) => ok)).toEqual([true, false, true, true, false, true, false]);
  first.workspace.close();

  const second = await bench.open();
  const made = await second.workspace.createSession("Mosses");
  const { settings, defaultLevel, sessions } = second.workspace.snapshot();
  expect({
    settings,
    defaultLevel,
    sessions: sessions.map(({ title, level, settings, model }) => ({ title, level, settings, model })),
  }).toEqual({
    settings: { temperature: 0.3 },
    defaultLevel: "only-limits",
    sessions: [
      { title: "Mosses", level: "only-limits", settings: undefined, model: undefined },
      { title: "Ferns", level: "ask-risky", settings: { effort: "low" }, model: remote },
    ],
  });
  expect(made.ok).toBe(true);

  await second.workspace.chooseSessionModel(sessionId, null);
  await second.workspace.changeSessionSettings(sessionId, {}, ["effort"]);
  const before = second.workspace.snapshot().lastSeq;
  await second.workspace.changeSessionSettings(sessionId, {}, ["effort"]);
  await second.workspace.chooseSessionModel(sessionId, null);
  const row = second.workspace.snapshot().sessions.find((one) => one.sessionId === sessionId);
  expect([row !== undefined && "settings" in row, row !== undefined && "model" in row]).toEqual([false, false]);
  expect(second.workspace.snapshot().lastSeq).toBe(before);
});

test("changes that are made at once are all kept", async () => {
  const tab = await createWorkbench(notingProvider().provider).open();
  await Promise.all([
    tab.workspace.changeDefaultSettings({ temperature: 0.3 }),
    tab.workspace.changeDefaultSettings({ effort: "max" }),
    tab.workspace.changeDefaultSettings({ promptCaching: "off" }),
  ]);
  expect(tab.workspace.snapshot().settings).toEqual({ temperature: 0.3, effort: "max", promptCaching: "off" });
});

test("a session's own model answers in it, and no other session", async () => {
  const tab = await createWorkbench(notingProvider().provider).open();
  const session = await say(tab, "one");
  await idle(tab);
  await tab.workspace.chooseSessionModel(session, {
    provider: "anthropic",
    baseUrl: "https://api.anthropic.com",
    model: "claude-a",
  });
  await again(tab, session, "two");
  await say(tab, "elsewhere");
  await idle(tab);
  const models = (await tab.entries()).flatMap(({ event }) => (event.type === "run-started" ? [event.model.provider] : []));
  expect(models).toEqual(["demo", "anthropic", "demo"]);
});
