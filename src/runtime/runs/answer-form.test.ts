import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { replayLog } from "../../engine/agent/replay/replay-log.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { AnswerFormat } from "../../kernel/model/answer-format.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { createWorkbench, type OpenTab, statusOf } from "../workbench.fake.ts";

const answerFormat: AnswerFormat = {
  name: "plant",
  schema: { type: "object", properties: { price: { type: "number" } }, required: ["price"], additionalProperties: false },
};
const wrong = '{"price":"nine"}';
const right = '{"price":9}';

/** A model that answers rightly once it was told what was wrong, `late` answers after the person spoke. */
const modelThatLearns = (late: number): Provider => ({
  stream: async function* ({ messages }) {
    const before = messages.filter(({ role }) => role === "assistant").length;
    yield { type: "text-delta", delta: before < late ? wrong : right };
    yield { type: "finished", reason: { type: "end-turn" }, usage: { ...noUsage, inputTokens: 10, outputTokens: 5 } };
  },
});

const ask = async (tab: OpenTab): Promise<void> => {
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  const { sessionId } = created.value;
  expect(await tab.workspace.changeSessionSettings(sessionId, { answerFormat }, [])).toEqual({ ok: true, value: null });
  await tab.workspace.sendMessage(sessionId, messageId("said"), "What is it?");
};
const isOver = (tab: OpenTab) => tab.until(() => ["completed", "failed"].includes(statusOf(tab)));
const story = async (tab: OpenTab): Promise<readonly string[]> =>
  (await tab.entries()).flatMap(({ event }) => {
    if (event.type === "answer-checked") return [`${event.verdict} ${event.round}: ${event.problems.join(" ")}`];
    if (event.type === "user-message") return [event.by ?? "person"];
    return event.type === "run-ended" ? [event.outcome.type] : [];
  });
const problem = "price must be a number; it is text.";

test("a session's runs answer in its form, asked again where they do not, and run again to the same end", async () => {
  const tab = await createWorkbench(modelThatLearns(1)).open();
  await ask(tab);
  await isOver(tab);
  expect(await story(tab)).toEqual(["person", `asked-again 1: ${problem}`, "format", "fits 1: ", "completed"]);
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(await replayLog(entries)).toMatchObject({ type: "same", runs: 1 });
  const ended = entries.find(({ event }) => event.type === "run-ended")?.event;
  expect(ended).toMatchObject({ summary: { turns: 2, usage: { inputTokens: 20, outputTokens: 10 } } });
});

test("a run whose model never learns it fails with what is wrong, and the conversation goes on", async () => {
  const tab = await createWorkbench(modelThatLearns(3)).open();
  await ask(tab);
  await isOver(tab);
  const asked = (round: number) => [`asked-again ${round}: ${problem}`, "format"];
  expect(await story(tab)).toEqual(["person", ...asked(1), ...asked(2), `gave-up 2: ${problem}`, "failed"]);
  const sessionId = tab.workspace.snapshot().sessions[0]!.sessionId; // Made above.
  await tab.workspace.sendMessage(sessionId, messageId("again"), "Once more.");
  await isOver(tab);
  expect((await story(tab)).slice(-3)).toEqual(["person", "fits 0: ", "completed"]);
});

test("a form that is none is refused, and a session's form survives a reload and is taken away", async () => {
  const bench = createWorkbench(modelThatLearns(1));
  const first = await bench.open();
  await ask(first);
  await isOver(first);
  const { sessionId } = first.workspace.snapshot().sessions[0]!; // Made above.
  const refused = { answerFormat: { name: "x", schema: { if: true } } };
  expect(await first.workspace.changeSessionSettings(sessionId, refused, [])).toEqual({
    ok: false,
    error: {
      type: "invalid-input",
      message: "The schema uses “if”, which is not checked here. Say it in another way. What was set before stays.",
    },
  });
  first.workspace.close();
  const second = await bench.open();
  expect(second.workspace.snapshot().sessions[0]?.settings).toEqual({ answerFormat });
  await second.workspace.changeSessionSettings(sessionId, {}, ["answerFormat"]);
  await second.workspace.sendMessage(sessionId, messageId("free"), "In your words.");
  await second.until(() => statusOf(second) === "completed");
  expect((await story(second)).slice(-2)).toEqual(["person", "completed"]);
});

test("a tab that dies at any commit asks again exactly once, and its run ends the same", { timeout: 120_000 }, async () => {
  const golden = createWorkbench(modelThatLearns(1));
  let points = 0;
  const whole = await golden.open({
    point: () => {
      points += 1;
      return Promise.resolve();
    },
  });
  await ask(whole);
  await isOver(whole);
  const expected = (await story(whole)).filter((line) => !line.startsWith("fits"));
  let deaths = 0;
  for (let k = 1; k <= points; k += 1) {
    const bench = createWorkbench(modelThatLearns(1));
    let count = 0;
    let died: () => void = () => {};
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const point = (): Promise<void> => {
      count += 1;
      if (count < k) return Promise.resolve();
      died();
      return new Promise(() => {});
    };
    const doomed = bench.open({ point }).then(ask);
    await Promise.race([death, doomed.then(() => death)]);
    const tab = await bench.open();
    const row = tab.workspace.snapshot().sessions[0];
    if (row?.openRunId !== undefined) {
      deaths += 1;
      await tab.workspace.resumeRun(row.openRunId);
      await isOver(tab);
      expect(
        (await story(tab)).filter((line) => !line.startsWith("fits")),
        `dead at commit ${k}`,
      ).toEqual(expected);
      expect(auditLog(await tab.entries()), `dead at commit ${k}`).toEqual([]);
    }
    tab.workspace.close();
  }
  expect(deaths).toBeGreaterThan(1);
});

test("a hostile pattern in the schema keeps nobody busy, and one that cannot be looked for is refused when it is set", async () => {
  const text = `${"a".repeat(20_000)}!`;
  const tab = await createWorkbench({
    stream: async function* () {
      yield { type: "text-delta", delta: JSON.stringify({ text }) };
      yield { type: "finished", reason: { type: "end-turn" }, usage: noUsage };
    },
  }).open();
  const formatWith = (pattern: string): AnswerFormat => ({
    name: "text",
    schema: { type: "object", properties: { text: { type: "string", pattern } } },
  });
  const { workspace } = tab;
  expect(await workspace.changeDefaultSettings({ answerFormat: formatWith("(?=a)") })).toMatchObject({
    error: { type: "invalid-input", message: expect.stringContaining("no look-around") },
  });
  expect(await workspace.changeDefaultSettings({ answerFormat: formatWith("^(a+)+$") })).toEqual({ ok: true, value: null });
  const created = await workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  await workspace.sendMessage(created.value.sessionId, messageId("said"), "Go");
  await isOver(tab);
  expect((await story(tab)).at(-2)).toBe("gave-up 2: text must match the pattern ^(a+)+$.");
});
