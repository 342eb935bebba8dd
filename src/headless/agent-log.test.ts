import { expect, test } from "vitest";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { createStateTools } from "../engine/tools/builtin/state.ts";
import { headText } from "../kernel/log/hash-chain.ts";
import { scriptedAgent } from "./agent.fake.ts";
import { said } from "./said.ts";

test("a program asks its agent's log, and checks it against a head that it kept", async () => {
  const { agent } = scriptedAgent(
    [
      [call("state_set", { key: "a", value: 1 }), call("state_get", { key: "a" }), finished("tool-use")],
      [text("Done."), finished("end-turn")],
    ],
    { tools: createStateTools() },
  );
  await agent.run([said("Count.")]);
  const found = await agent.find({ kinds: ["call-settled"], tool: "state_set", data: [{ path: "outcome.type", value: "done" }] });
  expect(found).toMatchObject({ value: { entries: [{ event: { tool: "state_set" } }], total: 1, isTotalExact: true } });
  expect(await agent.statistics()).toMatchObject({
    value: { entries: (await agent.log()).length, turns: 2, calls: { done: 2 } },
  });

  const first = await agent.verify();
  if (!first.ok || first.value.status !== "whole") throw new Error("A log that nobody touched is whole.");
  await agent.state().set("b", 2);
  expect(await agent.verify(headText(first.value.head))).toMatchObject({
    value: { status: "whole", sealed: first.value.head.seq, compared: true },
  });
  expect(await agent.verify("vivarium-log:12")).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  agent.close();
});
