import { describe, expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import { call, finished, text, usageOf } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem, findRequestProblem } from "../engine/agent/repair.ts";
import { asyncTool, createFakeOutside, createFakePreparer, listenTool, ready } from "../engine/tools/gate/tool-kinds.fake.ts";
import { createFakeClock } from "../kernel/base/clock.fake.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { Hooks } from "../kernel/contracts/hooks.ts";
import type { ScriptedCall, ScriptStep } from "../kernel/contracts/provider.fake.ts";
import type { Tool } from "../kernel/contracts/tool.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import { noUsage } from "../kernel/model/usage.ts";
import { linesOf, type ScriptedAgent, scriptedAgent, textTool } from "./agent.fake.ts";
import type { AgentParts } from "./agent-contract.ts";

/*
 * The cases that every runtime of this kind has to get right, by the names under which they are known, over sessions of the
 * whole engine: what the loop and the gate do alone is tested beside them.
 */

const done: ScriptedCall = [text("Done."), finished("end-turn")];
const calls = (...names: readonly string[]): ScriptedCall => [...names.map((name) => call(name)), finished("tool-use")];
const echo = textTool("echo", () => "echo");
const fails = (failure: Failure): ScriptedCall => [{ type: "failed", failure, usage: noUsage }];
const doing = (run: () => void | Promise<void>): ScriptStep => ({ type: "do", run });

/** A promise, and what resolves it. */
const signalled = (): { readonly promise: Promise<void>; readonly tell: () => void } => {
  let tell: () => void = () => {};
  const promise = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { promise, tell };
};

/** A tool that says when it runs and never comes to an end. */
const deafTool = (name = "deaf"): { readonly tool: Tool; readonly runs: Promise<void> } => {
  const running = signalled();
  const tool = textTool(name, () => {
    running.tell();
    return new Promise(() => {});
  });
  return { tool, runs: running.promise };
};

const countOf = (entries: readonly LogEntry[], type: LogEntry["event"]["type"]): number =>
  entries.filter(({ event }) => event.type === type).length;

/** Every request that was made is one that a provider takes, and the log is sound. */
const expectSound = async ({ agent, provider }: ScriptedAgent): Promise<void> => {
  expect(
    provider.requests.map(({ messages }) => findRequestProblem(messages)).filter((problem) => problem !== undefined),
  ).toEqual([]);
  expect(auditLog(await agent.log())).toEqual([]);
};

describe("retries", () => {
  const busy: Failure = { type: "rate-limited", message: "Too many requests.", retryAfterMs: 100 };
  const down: Failure = { type: "overloaded", message: "Overloaded.", status: 503 };

  /** Time moves on as far as each wait wants it. */
  const impatient = (script: readonly ScriptedCall[]): ScriptedAgent => {
    const clock = createFakeClock();
    const onEntries: AgentParts["onEntries"] = (entries) => {
      for (const { event } of entries) if (event.type === "retry-waiting") void clock.advance(event.delayMs);
    };
    return scriptedAgent(script, { clock, onEntries });
  };

  test.each([
    ["rate_limit_handling", busy],
    ["server_error_handling", down],
  ])("%s: when the tries are used up the run fails for now, and goes on once the cause is gone", async (_name, failure) => {
    const world = impatient([...Array<ScriptedCall>(5).fill(fails(failure)), done]);
    const session = await world.agent.openSession();
    expect(await session.send("Go")).toMatchObject({ status: "failed", failure: { type: failure.type }, canGoOn: true });
    expect(world.provider.requests).toHaveLength(5);
    expect(await session.goOn()).toMatchObject({ ok: true, value: { status: "completed", text: "Done." } });
    await expectSound(world);
  });

  test.each([
    ["rate_limit_recovery", busy],
    ["server_error_recovery", down],
  ])("%s: a later try answers, each wait and each attempt is in the log", async (_name, failure) => {
    const world = impatient([fails(failure), fails(failure), done]);
    const session = await world.agent.openSession();
    expect(await session.ask("Go")).toEqual({ ok: true, value: "Done." });
    const log = await world.agent.log();
    const attempts = log.flatMap(({ event }) => (event.type === "attempt-started" ? [event.messageId] : []));
    expect([countOf(log, "retry-waiting"), countOf(log, "run-ended"), new Set(attempts).size === attempts.length]).toEqual([
      2,
      1,
      true,
    ]);
    await expectSound(world);
  });
});

describe("thread_can_rerun: a session takes the next message after", () => {
  const blocksOnce = (): Hooks => {
    let asked = 0;
    return {
      name: "gate keeper",
      beforeRequest: () => {
        asked += 1;
        return asked === 1 ? { type: "block", reason: "Not this." } : { type: "proceed" };
      },
    };
  };
  const rejectsEight = (): Hooks => {
    let seen = 0;
    return {
      name: "critic",
      onAnswer: () => {
        seen += 1;
        return seen <= 8 ? { type: "retry", feedback: "Again." } : { type: "accept" };
      },
    };
  };
  interface Rerun {
    readonly name: string;
    readonly script: readonly ScriptedCall[];
    readonly parts?: Partial<AgentParts>;
    readonly first: string;
    /** Stops the run while the model or the tool of that name is at work. */
    readonly stopIn?: "model" | "tool";
  }
  const cases: readonly Rerun[] = [
    {
      name: "budget_exceeded",
      script: [[call("echo"), finished("tool-use", usageOf(90, 20))]],
      parts: { limits: { maxTokens: 100 } },
      first: "limit-reached",
    },
    { name: "max_turns", script: [calls("echo")], parts: { limits: { maxTurns: 1 } }, first: "limit-reached" },
    { name: "refusal", script: [[text("No."), finished("refusal")]], first: "refused" },
    { name: "cancel_mid_turn", script: [[text("Some"), { type: "hang" }]], first: "stopped", stopIn: "model" },
    { name: "cancel_mid_tool", script: [calls("deaf", "echo")], first: "stopped", stopIn: "tool" },
    { name: "guardrail_block", script: [], parts: { hooks: [blocksOnce()] }, first: "failed" },
    { name: "guardrail_cap", script: Array<ScriptedCall>(8).fill(done), parts: { hooks: [rejectsEight()] }, first: "failed" },
    { name: "provider_error", script: [fails({ type: "bad-request", message: "No.", status: 400 })], first: "failed" },
    { name: "provider_panic", script: [[text("Half"), { type: "throw", message: "boom" }]], first: "failed" },
  ];
  test.each(cases)("$name", async ({ script, parts, first, stopIn }) => {
    const [deaf, streaming] = [deafTool(), signalled()];
    const told = script.map((one) =>
      typeof one === "function" ? one : [...one.slice(0, 1), doing(streaming.tell), ...one.slice(1)],
    );
    const world = scriptedAgent([...told, done], { tools: [echo, deaf.tool], ...parts });
    const session = await world.agent.openSession();
    const sending = session.send("One");
    if (stopIn !== undefined) {
      await (stopIn === "model" ? streaming.promise : deaf.runs);
      await session.stop();
    }
    expect((await sending).status).toBe(first);
    expect(await session.send("Two")).toMatchObject({ status: "completed", text: "Done." });
    expect(findHistoryProblem(await session.history())).toBeUndefined();
    await expectSound(world);
  });
});

describe("cancellation", () => {
  const outcomes = (log: readonly LogEntry[]): readonly string[] =>
    log.flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome.type] : []));
  const ends = (log: readonly LogEntry[]): readonly string[] =>
    log.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));

  test("cancel_mid_tool_ignoring_the_token: the run ends, the call has one truthful result, the next request has no orphan", async () => {
    const deaf = deafTool();
    const world = scriptedAgent([calls("deaf"), done], { tools: [deaf.tool] });
    const session = await world.agent.openSession();
    const sending = session.send("Go");
    await deaf.runs;
    await session.stop();
    expect(await sending).toMatchObject({ status: "stopped", summary: { turns: 1, calls: 1 } });
    const log = await world.agent.log();
    expect([outcomes(log), ends(log)]).toEqual([["stopped"], ["stopped"]]);
    expect(await session.ask("On")).toEqual({ ok: true, value: "Done." });
    expect(linesOf(world.provider.requests[1]?.messages ?? []).filter((line) => line.includes("error"))).toHaveLength(1);
    await expectSound(world);
  });

  test("cancel_during_parallel_batch_of_three: three results, one each, and one end", async () => {
    const deaf = [deafTool("one"), deafTool("two"), deafTool("three")];
    const world = scriptedAgent([calls("one", "two", "three")], { tools: deaf.map(({ tool }) => tool) });
    const session = await world.agent.openSession();
    const sending = session.send("Go");
    await Promise.all(deaf.map(({ runs }) => runs));
    await session.stop();
    const stopped = await sending;
    expect(stopped.newMessages.at(-1)?.blocks.map(({ type }) => type)).toEqual(Array(3).fill("tool-result"));
    const log = await world.agent.log();
    expect([outcomes(log), ends(log)]).toEqual([Array(3).fill("stopped"), ["stopped"]]);
    await expectSound(world);
  });

  test("double_cancel is a no-op", async () => {
    const deaf = deafTool();
    const world = scriptedAgent([calls("deaf")], { tools: [deaf.tool] });
    const session = await world.agent.openSession();
    const sending = session.send("Go");
    await deaf.runs;
    await Promise.all([session.stop(), session.stop()]);
    await session.stop();
    expect((await sending).status).toBe("stopped");
    expect(ends(await world.agent.log())).toEqual(["stopped"]);
  });

  test("pre_cancelled_token: eight times the same end, and no call with two results", async () => {
    for (let round = 0; round < 8; round += 1) {
      const world = scriptedAgent([calls("echo"), done], { tools: [echo] });
      const session = await world.agent.openSession();
      expect(await session.send("Go", { signal: AbortSignal.abort() })).toMatchObject({ status: "stopped" });
      expect(outcomes(await world.agent.log()).length).toBeLessThanOrEqual(1);
      await expectSound(world);
    }
  });

  test.each([
    ["before_first_token", []],
    ["mid_stream", [text("Some ")]],
    ["mid_stream_with_a_whole_call", [text("Some "), call("echo")]],
  ] as const)("interrupt_then_drain, %s: the next message is answered over a balanced history", async (_name, told) => {
    const live = signalled();
    const world = scriptedAgent([[...told, doing(live.tell), { type: "hang" }], done], { tools: [echo] });
    const session = await world.agent.openSession();
    const sending = session.send("One");
    await live.promise;
    await session.stop();
    expect((await sending).status).toBe("stopped");
    expect(await session.ask("Two")).toEqual({ ok: true, value: "Done." });
    const kept =
      told.length === 0 ? ["user text: One", "user text: Two"] : ["user text: One", "assistant text: Some ", "user text: Two"];
    expect(linesOf(world.provider.requests[1]?.messages ?? [])).toEqual(kept);
    expect(outcomes(await world.agent.log())).toEqual([]);
    await expectSound(world);
  });

  test("signal_forwarded_into_tools: a tool that listens sees the stop", async () => {
    const [running, heard] = [signalled(), signalled()];
    const listening = textTool("listening", (_words, signal) => {
      signal.addEventListener("abort", heard.tell);
      running.tell();
      return new Promise(() => {});
    });
    const { agent } = scriptedAgent([calls("listening")], { tools: [listening] });
    const session = await agent.openSession();
    const sending = session.send("Go");
    await running.promise;
    await session.stop();
    await heard.promise;
    expect((await sending).status).toBe("stopped");
  });

  test("cancel_does_not_outrun_teardown: when the call resolves, words, results and end are stored, and nothing follows", async () => {
    const deaf = deafTool();
    const controller = new AbortController();
    const world = scriptedAgent([calls("deaf", "echo")], { tools: [deaf.tool, echo] });
    const session = await world.agent.openSession();
    const sending = session.send("Go", { signal: controller.signal });
    await deaf.runs;
    controller.abort();
    await sending;
    const log = await world.agent.log();
    expect(log.at(-1)?.event.type).toBe("run-ended");
    expect(linesOf(await session.history()).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "user text:",
      "assistant calls",
      "assistant calls",
      "user error:",
      expect.stringMatching(/^user (?:error|result):$/u),
    ]);
    await session.history();
    expect(await world.agent.log()).toEqual(log);
  });

  test("tool_panic: what a tool throws is its result, and the run is done", async () => {
    const throws = textTool("throws", () => {
      throw new Error("boom");
    });
    const world = scriptedAgent([calls("throws", "echo"), done], { tools: [throws, echo] });
    const session = await world.agent.openSession();
    expect(await session.send("Go")).toMatchObject({ status: "completed", summary: { calls: 2, callsFailed: 1 } });
    expect(linesOf(await session.history())[3]).toContain("boom");
    await expectSound(world);
  });

  test("provider_panic: a provider that throws in a session fails the run with its words, as a value", async () => {
    const world = scriptedAgent([[{ type: "throw", message: "boom" }], calls("echo"), [{ type: "throw", message: "bang" }]], {
      tools: [echo],
    });
    const session = await world.agent.openSession();
    expect(await session.ask("One")).toMatchObject({
      ok: false,
      error: { status: "failed", failure: { type: "unexpected", message: expect.stringContaining("boom") } },
    });
    expect(await session.send("Two")).toMatchObject({
      status: "failed",
      failure: { message: expect.stringContaining("bang") },
      summary: { turns: 2, calls: 1 },
    });
    await expectSound(world);
  });

  test("async_poll_loop and listen_execute: a stop leaves each with one balanced result", async () => {
    const outside = createFakeOutside();
    const looked = signalled();
    outside.look = () => {
      looked.tell();
      return new Promise(() => {});
    };
    const preparer = createFakePreparer(ready());
    const executing = signalled();
    preparer.execute = () => {
      executing.tell();
      return new Promise(() => {});
    };
    const clock = createFakeClock();
    const polling = scriptedAgent([calls("job")], { tools: [asyncTool(outside)], clock });
    const listening = scriptedAgent([calls("offer")], { tools: [listenTool(preparer)] });
    for (const [world, live] of [
      [polling, looked.promise],
      [listening, executing.promise],
    ] as const) {
      const session = await world.agent.openSession();
      const sending = session.send("Go");
      if (world === polling) while (outside.looked === 0) await clock.advance(1_000);
      await live;
      const stopping = session.stop();
      if (world === polling) await clock.advance(2_000);
      await stopping;
      expect((await sending).status).toBe("stopped");
      expect(outcomes(await world.agent.log())).toEqual(["stopped"]);
      expect(findHistoryProblem(await session.history())).toBeUndefined();
    }
  });

  test("composite: what is said while a tool runs waits in its order past the stop, and sessions know nothing of each other", async () => {
    const deaf = deafTool();
    const world = scriptedAgent(
      [
        calls("deaf"),
        (request) => [
          text(`I read ${linesOf(request.messages).filter((line) => line.startsWith("user text")).length}.`),
          finished("end-turn"),
        ],
        done,
      ],
      { tools: [deaf.tool] },
    );
    const [session, other] = [await world.agent.openSession(), await world.agent.openSession()];
    const first = session.send("One");
    await deaf.runs;
    const [second, third] = [session.send("Two"), session.send("Three")];
    // Both are stored before the stop comes.
    while (countOf(await world.agent.log(), "steer-queued") < 2) await Promise.resolve();
    await session.stop();
    expect([(await first).status, (await second).status, (await third).status]).toEqual(["stopped", "stopped", "stopped"]);
    expect(await session.send("Four")).toMatchObject({ status: "completed", text: "I read 4." });
    expect(linesOf(await session.history()).filter((line) => line.startsWith("user text"))).toEqual([
      "user text: One",
      "user text: Two",
      "user text: Three",
      "user text: Four",
    ]);
    expect(await other.ask("Hello")).toEqual({ ok: true, value: "Done." });
    expect(linesOf(await other.history())).toEqual(["user text: Hello", "assistant text: Done."]);
    await expectSound(world);
  });

  test("send_and_receive_concurrently: many sessions at once lose nothing and mix nothing", async () => {
    const answer: ScriptedCall = ({ messages }) => [text(linesOf(messages).at(-1) ?? ""), finished("end-turn")];
    const world = scriptedAgent(Array<ScriptedCall>(12).fill(answer));
    const sessions = await Promise.all(Array.from({ length: 6 }, () => world.agent.openSession()));
    for (const round of ["a", "b"]) {
      const said = await Promise.all(sessions.map((session, place) => session.ask(`${round}${place}`)));
      expect(said).toEqual(sessions.map((_, place) => ({ ok: true, value: `user text: ${round}${place}` })));
    }
    await expectSound(world);
  });
});

describe("arguments", () => {
  test("bad_args_then_good: what does not fit never runs, and the second result is the tool's", async () => {
    let ran = 0;
    const strict = textTool("strict", (words) => {
      ran += 1;
      return `ran with ${words}`;
    });
    const script = [
      [call("strict", { text: 7 }), finished("tool-use")],
      [call("strict", { text: "seven" }), finished("tool-use")],
      done,
    ] as const;
    const world = scriptedAgent(script, { tools: [strict] });
    const session = await world.agent.openSession();
    expect(await session.send("Go")).toMatchObject({ status: "completed", summary: { calls: 2, callsFailed: 1 } });
    const results = linesOf(await session.history()).filter((line) => /^user (?:error|result)/u.test(line));
    expect([ran, results[0], results[1]]).toEqual([1, expect.stringContaining("strict"), "user result: ran with seven"]);
  });

  test("always_bad_args: the run ends at its turns, balanced", async () => {
    const bad: ScriptedCall = ({ messages }) => [call("echo", { text: messages.length }), finished("tool-use")];
    const world = scriptedAgent(Array<ScriptedCall>(4).fill(bad), { tools: [echo], limits: { maxTurns: 4 } });
    const session = await world.agent.openSession();
    expect(await session.send("Go")).toMatchObject({ status: "limit-reached", summary: { turns: 4, callsFailed: 4 } });
    expect(findHistoryProblem(await session.history())).toBeUndefined();
    await expectSound(world);
  });
});
