import { expect, test } from "vitest";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { createStateTools } from "../engine/tools/builtin/state.ts";
import type { Message } from "../kernel/conversation/message.ts";
import { linesOf, scriptedAgent } from "./agent.fake.ts";
import { said } from "./said.ts";

const results = (messages: readonly Message[]): readonly string[] =>
  linesOf(messages).filter((line) => /^user (?:result|error):/.test(line));

test("a program and its agent share a state, and each change tells who made it", async () => {
  const { agent } = scriptedAgent(
    [
      [call("state_get", { key: "rounds" }), call("state_set", { key: "rounds", value: 2 }), finished("tool-use")],
      [text("Done."), finished("end-turn")],
    ],
    { tools: createStateTools() },
  );
  const state = agent.state();
  expect(await state.set("rounds", 1)).toEqual({ ok: true, value: null });
  const run = await agent.run([said("Count.")]);
  expect(results(run.newMessages)).toEqual(["user result: 1", "user result: Set 'rounds' to 2"]);
  expect(await state.get("rounds")).toEqual({ ok: true, value: 2 });
  const told = await state.transitions("rounds");
  expect(told.ok && told.value.map(({ by, from, to }) => [by, from?.text, to?.text])).toEqual([
    ["person", undefined, "1"],
    ["agent", "1", "2"],
  ]);
  agent.close();
});

test("tools for one tenant see and change nothing of another, and name none", async () => {
  const tools = createStateTools({ tenant: "north" });
  expect(tools.map(({ inputSchema }) => JSON.stringify(inputSchema).includes("tenant"))).toEqual(tools.map(() => false));
  const { agent } = scriptedAgent(
    [
      [
        call("state_get"),
        call("state_set", { key: "a", value: "north" }),
        call("state_get", { key: "a", tenant: "south" }),
        finished("tool-use"),
      ],
      [text("Done."), finished("end-turn")],
    ],
    { tools },
  );
  const [north, south, shared] = [agent.state("north"), agent.state("south"), agent.state()];
  await south.set("a", "south");
  await shared.set("b", "shared");
  const run = await agent.run([said("Set it.")]);
  expect(results(run.newMessages)).toEqual([
    expect.stringMatching(/^user result: \(0 keys, hash/),
    "user result: Set 'a' to \"north\"",
    expect.stringContaining('"tenant" is not an argument here'),
  ]);
  const values = await Promise.all([north.keys(), south.keys(), shared.keys(), south.get("a")]);
  expect(values.map((result) => result.ok && result.value)).toEqual([["a"], ["a"], ["b"], "south"]);
  agent.close();
});

test("a snapshot is restored as one entry, and what is no name or no value is refused", async () => {
  const { agent } = scriptedAgent([]);
  const state = agent.state();
  await state.set("a", { deep: [1, null] });
  const before = await state.hash();
  await state.snapshot("start");
  await state.set("a", null);
  await state.set("b", 1);
  expect(await state.restore("start")).toEqual({ ok: true, value: true });
  expect([await state.hash(), await state.restore("nothing")]).toEqual([before, { ok: true, value: false }]);
  expect((await agent.log()).filter(({ event }) => event.type === "files-changed").length).toBe(5);
  const refused = [await state.set("", 1), await state.set("a", "x".repeat(100_001)), await agent.state("\ud800").keys()];
  expect(
    refused.map((result) => !result.ok && [result.error.type, result.error.message.includes("Nothing was changed")]),
  ).toEqual(refused.map(() => ["invalid-input", true]));
  agent.close();
});

test("changes of a program and of its agents at once are all in the log, one after the other", async () => {
  const { agent } = scriptedAgent([]);
  const state = agent.state();
  await Promise.all(Array.from({ length: 12 }, (_, number) => state.set("count", number)));
  const told = await state.transitions("count");
  const chain = told.ok ? told.value.map(({ from, to }) => [from?.text, to?.text]) : [];
  expect(chain.slice(1).map(([from]) => from)).toEqual(chain.slice(0, -1).map(([, to]) => to));
  agent.close();
});
