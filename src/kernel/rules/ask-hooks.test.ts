import { expect, test } from "vitest";
import { callId, messageId, runId, sessionId } from "../base/ids.ts";
import type { HookedAnswer, HookedCall, HookScope, Hooks } from "../contracts/hooks.ts";
import type { ModelRequest } from "../contracts/provider.ts";
import { noUsage } from "../model/usage.ts";
import { askBeforeRequest, askBeforeTool, askOnAnswer, tellHooks } from "./ask-hooks.ts";

const scope: HookScope = { sessionId: sessionId("session_1"), runId: runId("run_1"), turn: 1 };
const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 10 };
const answer: HookedAnswer = {
  message: { messageId: messageId("message_1"), role: "assistant", blocks: [{ type: "text", text: "Hi" }] },
  reason: { type: "end-turn" },
  usage: noUsage,
};
const call: HookedCall = {
  callId: callId("call_1"),
  tool: "write",
  access: "write",
  requestedInput: {},
  effectiveInput: {},
};
const open = new AbortController().signal;

test("each hook sees the request as the one before it left it", async () => {
  const adds = (name: string): Hooks => ({
    name,
    beforeRequest: (asked) => ({ type: "modify", request: { ...asked, system: asked.system + name }, note: `Added ${name}.` }),
  });
  const silent: Hooks = { name: "silent", beforeRequest: () => ({ type: "proceed" }) };
  expect(await askBeforeRequest([adds("a"), silent, adds("b")], request, scope, open)).toEqual({
    type: "proceed",
    request: { ...request, system: "ab" },
    changes: [
      { by: "a", note: "Added a." },
      { by: "b", note: "Added b." },
    ],
  });
  expect(request.system).toBe("");
});

test("the first hook that blocks has the last word, and those behind it are not asked", async () => {
  const asked: string[] = [];
  const hook = (name: string, blocks: boolean): Hooks => ({
    name,
    beforeRequest: () => {
      asked.push(`request ${name}`);
      return blocks ? { type: "block", reason: "No." } : { type: "proceed" };
    },
    onAnswer: () => {
      asked.push(`answer ${name}`);
      return blocks ? { type: "retry", feedback: "Again." } : { type: "accept" };
    },
  });
  const hooks = [hook("a", false), hook("b", true), hook("c", true)];
  expect(await askBeforeRequest(hooks, request, scope, open)).toEqual({ type: "block", reason: "No.", by: "b" });
  expect(await askOnAnswer(hooks, answer, scope, open)).toEqual({ type: "retry", feedback: "Again.", by: "b" });
  expect(asked).toEqual(["request a", "request b", "answer a", "answer b"]);
});

test("a block of a call wins over the questions before it; of several questions the first is asked", async () => {
  const asks = (name: string): Hooks => ({ name, beforeTool: () => ({ type: "ask", description: `${name}?` }) });
  const blocks: Hooks = { name: "no", beforeTool: () => ({ type: "block", reason: "No." }) };
  expect(await askBeforeTool([asks("a"), asks("b")], call, scope, open)).toEqual({ type: "ask", description: "a?", by: "a" });
  expect(await askBeforeTool([asks("a"), blocks], call, scope, open)).toEqual({ type: "block", reason: "No.", by: "no" });
  expect(await askBeforeTool([{ name: "deaf" }], call, scope, open)).toEqual({ type: "allow" });
});

test("a hook that throws where it decides is a failure that names it and lets nothing through", async () => {
  const broken: Hooks = {
    name: "Broken",
    beforeRequest: () => {
      throw new Error("no list");
    },
    onAnswer: () => Promise.reject(new Error("no list")),
    beforeTool: () => {
      throw new Error("no list");
    },
  };
  const failure = (point: string, where: string, closed: string) => ({
    type: "failed",
    failure: {
      type: "hook-failed",
      point,
      hook: "Broken",
      message: `The check “Broken” ${where} did not work: no list. ${closed} Correct the check or switch it off, then go on.`,
    },
  });
  expect(await askBeforeRequest([broken], request, scope, open)).toEqual(
    failure("before-request", "before a request", "The request was not sent."),
  );
  expect(await askOnAnswer([broken], answer, scope, open)).toEqual(
    failure("on-answer", "on an answer", "The answer was not kept and none of its calls ran."),
  );
  expect(await askBeforeTool([broken], call, scope, open)).toEqual(
    failure("before-tool", "before a call", "The call did not run and nothing changed."),
  );
});

test("a stop leaves every hook behind that does not come back", async () => {
  const hangs = (): Promise<never> => new Promise(() => undefined);
  const deaf: Hooks = {
    name: "deaf",
    beforeRequest: hangs,
    onAnswer: hangs,
    beforeTool: hangs,
    afterTool: hangs,
    onError: hangs,
    onCompaction: hangs,
  };
  const stop = new AbortController();
  const all = Promise.all([
    askBeforeRequest([deaf], request, scope, stop.signal),
    askOnAnswer([deaf], answer, scope, stop.signal),
    askBeforeTool([deaf], call, scope, stop.signal),
    tellHooks([deaf], "on-error", (hook) => hook.onError?.({ type: "tool", message: "" }, scope, stop.signal), stop.signal),
    tellHooks([deaf], "on-compaction", (hook) => hook.onCompaction?.({ removed: [], kept: [] }, scope, stop.signal), stop.signal),
  ]);
  stop.abort();
  expect(await all).toEqual([{ type: "stopped" }, { type: "stopped" }, { type: "stopped" }, [], []]);
});

test("a hook that only listens and throws is noted, and the others are still told", async () => {
  const heard: string[] = [];
  const hooks: readonly Hooks[] = [
    {
      name: "Broken",
      afterTool: () => {
        throw new Error("no file");
      },
    },
    { name: "fine", afterTool: () => void heard.push("fine") },
  ];
  const told = await tellHooks(
    hooks,
    "after-tool",
    (hook) => hook.afterTool?.(call, { type: "stopped", when: "running" }, scope, open),
    open,
  );
  expect(heard).toEqual(["fine"]);
  expect(told).toEqual([
    {
      type: "hook-acted",
      point: "after-tool",
      name: "Broken",
      did: "failed",
      text: "The check “Broken” after a call did not work: no file. Correct the check or switch it off, then go on.",
    },
  ]);
});
