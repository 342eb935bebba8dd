import { expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { auditLog } from "../../e2e/audit/auditor.ts";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import { replayLog } from "../engine/agent/replay/replay-log.ts";
import type { JsonValue } from "../kernel/base/json.ts";
import type { Result } from "../kernel/base/result.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import { linesOf, scriptedAgent, textTool } from "./agent.fake.ts";
import type { Agent, AgentSession, Unfinished } from "./agent-contract.ts";
import { readSchema } from "./answer-schema.ts";
import { said } from "./said.ts";

const answers = (words: string): ScriptedCall => [text(words), finished("end-turn")];
const plant = z.object({ name: z.string(), price: z.number(), sown: z.string().transform((day) => day.length) });
const good = '{"name":"Fern","price":9,"sown":"today"}';

test("a zod schema gives a value of its output's type", async () => {
  const { agent, provider } = scriptedAgent([answers(good)]);
  const asked = await agent.ask("What is it?", { schema: plant });
  expect(asked).toMatchObject({ ok: true, value: { value: { name: "Fern", price: 9, sown: 5 }, text: good } });
  if (asked.ok) expectTypeOf(asked.value.value).toEqualTypeOf<{ name: string; price: number; sown: number }>();
  expect(provider.requests[0]?.answerFormat).toMatchObject({
    name: "answer",
    schema: { type: "object", required: ["name", "price", "sown"] },
  });
});

test("a JSON Schema gives JSON, over a caller's own messages and under a name of one's own", async () => {
  const { agent, provider } = scriptedAgent([answers("```json\n[1]\n```")]);
  const schema = { type: "array", items: { type: "number" } };
  const asked = await agent.ask([said("Numbers")], { schema, name: "numbers" });
  expect(asked).toMatchObject({ ok: true, value: { value: [1] } });
  if (asked.ok) expectTypeOf(asked.value.value).toEqualTypeOf<JsonValue>();
  expect(provider.requests[0]?.answerFormat).toEqual({ name: "numbers", schema });
});

test("the type of an answer follows the schema, in a session too", () => {
  type Asked = ReturnType<typeof askInSession>;
  const askInSession = (session: AgentSession) => session.ask("Go", { schema: z.object({ a: z.boolean() }) });
  const askWords = (session: AgentSession) => session.ask("Go");
  // @ts-expect-error: a schema is needed
  const askAgent = (agent: Agent) => agent.ask("Go", {});
  expectTypeOf<Awaited<Asked>>().toEqualTypeOf<Result<{ a: boolean }, Unfinished>>();
  expectTypeOf<Awaited<ReturnType<typeof askWords>>>().toEqualTypeOf<Result<string, Unfinished>>();
  expectTypeOf(askAgent).toBeFunction();
});

test("what only zod knows is told to the model too", async () => {
  const schema = z.object({ price: z.number() }).refine(({ price }) => price % 2 === 1, "The price is odd");
  const { agent, provider } = scriptedAgent([answers('{"price":"9"}'), answers('{"price":8}'), answers('{"price":9}')]);
  expect(await agent.ask("Price?", { schema })).toMatchObject({
    ok: true,
    value: { value: { price: 9 }, summary: { turns: 3 } },
  });
  const told = linesOf(provider.requests[2]?.messages ?? []).filter((line) => line.startsWith("user"));
  expect(told.map((line) => line.split("\n")[1])).toEqual([
    undefined,
    "- price must be a number; it is text.",
    "- The answer: The price is odd.",
  ]);
  expect(auditLog(await agent.log())).toEqual([]);
});

test("an answer that never matches is a failure that can be gone on from", async () => {
  const { agent } = scriptedAgent([answers("no"), answers("nor"), answers('{"name":'), answers(good)]);
  const history = [said("What is it?")];
  const asked = await agent.ask(history, { schema: plant });
  expect(asked).toMatchObject({
    ok: false,
    error: {
      status: "failed",
      canGoOn: false,
      failure: { type: "answer-format", lastText: '{"name":', attempts: 3, problems: [expect.stringContaining("cut off")] },
    },
  });
  if (asked.ok) return;
  const goOn = [...history, ...asked.error.newMessages, said("Once more")];
  expect(findHistoryProblem(goOn)).toBeUndefined();
  expect(await agent.ask(goOn, { schema: plant })).toMatchObject({ ok: true, value: { value: { name: "Fern" } } });
});

test("tools work in between, and a refusal is not an answer", async () => {
  const look = textTool("look", () => "seen");
  const { agent } = scriptedAgent([[call("look"), finished("tool-use")], answers(good), [text("No."), finished("refusal")]], {
    tools: [look],
  });
  expect(await agent.ask("Look", { schema: plant })).toMatchObject({ ok: true, value: { summary: { calls: 1, turns: 2 } } });
  expect(await agent.ask("Look", { schema: plant })).toMatchObject({ ok: false, error: { status: "refused" } });
});

test("a signal stops a second try", async () => {
  const controller = new AbortController();
  const { agent } = scriptedAgent([
    answers("no"),
    [text('{"na'), { type: "do", run: () => controller.abort() }, { type: "hang" }],
  ]);
  expect(await agent.ask("Go", { schema: plant, signal: controller.signal })).toMatchObject({
    ok: false,
    error: { status: "stopped", text: '{"na' },
  });
});

test("a schema that answers cannot be held against asks nobody", async () => {
  const { agent, provider } = scriptedAgent([]);
  const session = await agent.openSession();
  for (const schema of [z.object({ when: z.date() }), { if: {} }, { type: "string", pattern: "(?=a)" }]) {
    const failed = { ok: false, error: { status: "failed", failure: { type: "invalid-input" }, canGoOn: false } };
    expect(await agent.ask("Go", { schema })).toMatchObject(failed);
    expect(await session.ask("Go", { schema })).toMatchObject(failed);
  }
  expect(await readSchema({ type: "object" }, "two words")).toMatchObject({ ok: false });
  expect(provider.requests).toEqual([]);
});

test("in a session one call has a schema, those around it have none, and its log runs again to the same end", async () => {
  const odd = z.object({ price: z.number() }).refine(({ price }) => price % 2 === 1, "The price is odd");
  const { agent, provider } = scriptedAgent([answers("Hello."), answers('{"price":8}'), answers('{"price":9}'), answers("Bye.")]);
  const session = await agent.openSession();
  expect(await session.ask("Hello")).toEqual({ ok: true, value: "Hello." });
  expect(await session.ask("Price?", { schema: odd })).toEqual({ ok: true, value: { price: 9 } });
  expect(await session.ask("Bye")).toEqual({ ok: true, value: "Bye." });
  expect(provider.requests.map(({ answerFormat }) => answerFormat?.name)).toEqual([undefined, "answer", "answer", undefined]);
  expect(linesOf(await session.history())).toHaveLength(8);
  const log = await agent.log();
  expect(auditLog(log)).toEqual([]);
  expect(await replayLog(log)).toMatchObject({ type: "same", runs: 3 });
});

test("while a run goes on in a session, an answer with a form is refused and the run left alone", async () => {
  let second: Promise<unknown> | undefined;
  const sayTwo = async (): Promise<void> => {
    second = session.ask("Two", { schema: plant });
    await second;
  };
  const whileOne = { type: "do", run: sayTwo } as const;
  const { agent } = scriptedAgent([[text("One."), whileOne, finished("end-turn")]]);
  const session = await agent.openSession();
  expect(await session.ask("One")).toEqual({ ok: true, value: "One." });
  expect(await second).toMatchObject({ ok: false, error: { failure: { type: "conflict" } } });
});
