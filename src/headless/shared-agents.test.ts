import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { createStateTools } from "../engine/tools/builtin/state.ts";
import { createStateStore } from "../engine/tools/builtin/state-store.ts";
import { createFakeRandom } from "../kernel/base/random.fake.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import type { Tool } from "../kernel/contracts/tool.ts";
import { createSharedWorkspace } from "../runtime/shared-store.ts";
import { scriptedAgent, textTool } from "./agent.fake.ts";
import { ownTool } from "./own-tool.ts";
import { said } from "./said.ts";

const share = () => createSharedWorkspace({ random: createFakeRandom() });
const done: ScriptedCall = [text("Done."), finished("end-turn")];
const calling = (...calls: readonly ReturnType<typeof call>[]): ScriptedCall => [...calls, finished("tool-use")];

/** Adds a number to a value: reads it, lets the others go on, and writes it. */
const createCounting = (step: number, pause: () => Promise<unknown>): Tool =>
  ownTool({
    name: "count",
    description: "Counts.",
    access: "write",
    schema: z.object({ key: z.string() }),
    run: async ({ key }, { files }) => {
      const state = createStateStore(files, "");
      const before = Number((await state.get(key)) ?? 0);
      await pause();
      await state.set(key, before + step);
      return `${before + step}`;
    },
  });

/** How often each value is there, the most frequent last. */
const talliesOf = (values: readonly unknown[]): readonly number[] =>
  [...new Set(values)].map((value) => values.filter((other) => other === value).length).sort((a, b) => a - b);

describe("two agents of one workspace", () => {
  test("have one state and one log, and each its own tools and model", async () => {
    const shared = share();
    const tools = createStateTools();
    const { agent: one, provider: first } = scriptedAgent([calling(call("state_set", { key: "a", value: 1 })), done], {
      shared,
      tools,
      model: "first",
      system: "You are the first.",
    });
    const { agent: other, provider: second } = scriptedAgent([calling(call("state_get", { key: "a" })), done], {
      shared,
      tools: [...tools, textTool("only_here", () => "here")],
      model: "second",
      system: "You are the second.",
    });
    await one.run([said("Set it.")]);
    await other.run([said("Get it.")]);
    expect(await one.state().get("a")).toEqual(await other.state().get("a"));
    expect(second.requests[1]?.messages.at(-1)).toMatchObject({ blocks: [{ type: "tool-result", text: "1" }] });
    expect([first, second].map(({ requests }) => [requests[0]?.model, requests[0]?.system, requests[0]?.tools.length])).toEqual([
      ["first", "You are the first.", 5],
      ["second", "You are the second.", 6],
    ]);
    const log = await one.log();
    expect(await other.log()).toEqual(log);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    one.close();
    // Its part is over; the other's is not.
    expect(await other.state().set("b", 2)).toEqual({ ok: true, value: null });
    expect(await one.state().set("b", 3)).toMatchObject({ ok: false });
    other.close();
  });

  test("are held by the same rules", async () => {
    const shared = share();
    const script = [calling(call("ring", { text: "loud" })), done];
    const rung: string[] = [];
    const tools = [textTool("ring", (words) => `${rung.push(words)}`, "external")];
    const rules = { "/rules/quiet.toml": '[[rate_limit_tool]]\ntool = "ring"\nmax = 0\nseconds = 60\n' };
    const { agent: one } = scriptedAgent(script, { shared, tools, files: rules });
    const first = await one.run([said("Ring.")]);
    const { agent: other } = scriptedAgent(script, { shared, tools });
    const second = await other.run([said("Ring.")]);
    expect([first.status, second.status, rung]).toEqual(["completed", "completed", []]);
    const denials = await other.find({ kinds: ["call-settled"], data: [{ path: "outcome.by", value: "rule" }] });
    expect(denials).toMatchObject({ value: { total: 2 } });
    one.close();
    other.close();
  });

  test("run an equal call once each, not once together", async () => {
    const shared = share();
    const runs: string[] = [];
    const agents = ["one", "other"].map((name) => {
      const tool = { ...textTool("fetch", () => `${runs.push(name)}`, "external"), limits: { once: true } as const };
      const again = calling(call("fetch", { text: "same" }));
      return scriptedAgent([again, again, done], { shared, tools: [tool] }).agent;
    });
    for (const agent of agents) {
      const session = await agent.openSession("Fetch");
      await session.send("Fetch it twice.");
    }
    expect(runs).toEqual(["one", "other"]);
    for (const agent of agents) agent.close();
  });

  test("are asked about their own calls alone", async () => {
    const shared = share();
    const asked: string[] = [];
    const agents = ["one", "other"].map(
      (name) =>
        scriptedAgent([calling(call("send", { text: name })), done], {
          shared,
          tools: [textTool("send", () => "sent", "external")],
          level: "ask-every-change",
          approve: ({ input }) => {
            asked.push(`${name}: ${JSON.stringify(input)}`);
            return { type: "approve" };
          },
        }).agent,
    );
    await Promise.all(agents.map((agent) => agent.run([said("Send.")])));
    expect(asked.toSorted()).toEqual(['one: {"text":"one"}', 'other: {"text":"other"}']);
    for (const agent of agents) agent.close();
  });

  test("lose no change of each other, however their calls fall", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        async (scheduler, times) => {
          const shared = share();
          const agents = times.map((count, index) => {
            const script = [...Array.from({ length: count }, () => calling(call("count", { key: "n" }))), done];
            const tools = [createCounting(index * 10 + 1, () => scheduler.schedule(Promise.resolve()))];
            return scriptedAgent(script, { shared, tools }).agent;
          });
          const running = Promise.all(agents.map((agent) => agent.run([said("Count.")])));
          await scheduler.waitFor(running);
          const [one] = agents;
          const told = await one?.state().transitions("n");
          const steps = told?.ok ? told.value.map(({ from, to }) => Number(to?.text) - Number(from?.text ?? 0)) : [];
          const settled = await one?.find({ kinds: ["call-settled"], data: [{ path: "outcome.type", value: "done" }] });
          const sessions = settled?.ok ? settled.value.entries.map(({ sessionId }) => sessionId) : [];
          // A call that met another's change again and again says so; each that says it is done is in the state, once.
          expect(steps.every((step) => step === 1 || step === 11)).toBe(true);
          expect(talliesOf(steps)).toEqual(talliesOf(sessions));
          expect(sessions.length).toBeGreaterThan(0);
          expect(await one?.state().get("n")).toEqual({ ok: true, value: steps.reduce((sum, step) => sum + step, 0) });
          const log = (await one?.log()) ?? [];
          expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
          expect(await one?.verify()).toMatchObject({ value: { status: "whole" } });
          for (const agent of agents) agent.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});
