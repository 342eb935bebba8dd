import { expect, test } from "vitest";
import { foldMessages } from "../../engine/agent/fold-messages.ts";
import { findHistoryProblem } from "../../engine/agent/repair.ts";
import { hashOfLog, replayLog } from "../../engine/agent/replay/replay-log.ts";
import { abortedFailure, type Failure } from "../../kernel/base/failure.ts";
import { messageId, type RunId, type SessionId } from "../../kernel/base/ids.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { branchPath } from "../../kernel/conversation/branch-path.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import { isSummarising } from "../../kernel/conversation/summariser.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { createWorkbench, type OpenTab, say, statusOf } from "../workbench.fake.ts";
import { createDoom } from "./doom.fake.ts";

interface Talking extends Provider {
  readonly requests: readonly ModelRequest[];
}

/** Answers everything, and says that a request had as many tokens as it has characters. `fits`: longer ones it refuses. */
const talking = (fits = Number.POSITIVE_INFINITY, answerSummary = () => "They counted."): Talking => {
  const requests: ModelRequest[] = [];
  return {
    requests,
    stream: async function* (request, signal): AsyncGenerator<ProviderEvent, void> {
      requests.push({ ...request, messages: [...request.messages] });
      const inputTokens = request.messages.reduce((sum, message) => sum + textOf(message).length, 0);
      const usage = { ...noUsage, inputTokens, outputTokens: 5 };
      if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
      if (isSummarising(request.system)) {
        yield { type: "text-delta", delta: answerSummary() };
        return yield { type: "finished", reason: { type: "end-turn" }, usage };
      }
      if (inputTokens > fits)
        return yield { type: "failed", failure: { type: "context-overflow", message: "prompt is too long" }, usage: noUsage };
      yield { type: "text-delta", delta: `Yes, ${request.messages.length}.` };
      yield { type: "finished", reason: { type: "end-turn" }, usage };
    },
  };
};

const words = (index: number): string => `Number ${index}: ${"count ".repeat(400)}`;

const tell = async (tab: OpenTab, sessionId: SessionId, index: number): Promise<void> => {
  const sent = await tab.workspace.sendMessage(sessionId, messageId(`said_${index}`), words(index));
  if (!sent.ok) throw new Error(sent.error.message);
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
};

/** A session in which so many things were said and answered. */
const talked = async (tab: OpenTab, count: number, contextWindow?: number): Promise<SessionId> => {
  if (contextWindow !== undefined) await tab.workspace.changeDefaultSettings({ contextWindow });
  const sessionId = await say(tab, words(0));
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
  for (let index = 1; index < count; index += 1) await tell(tab, sessionId, index);
  return sessionId;
};

const compactedIn = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) => (event.type === "context-compacted" ? [event] : []));

/** The log, which was run again to the same end, and the conversation that it tells. */
const readLog = async (tab: OpenTab) => {
  const entries = await tab.entries();
  const { history } = foldMessages(branchPath(entries));
  expect(findHistoryProblem(history)).toBe(undefined);
  expect(await replayLog(entries)).toMatchObject({ type: "same", hash: hashOfLog(entries) });
  return { entries, texts: history.map(textOf) };
};

test("a long session is shortened at 85 % of the window that is set, and its log replays to the same end", async () => {
  const provider = talking();
  const tab = await createWorkbench(provider).open();
  await talked(tab, 13, 30_000);
  const { entries, texts } = await readLog(tab);
  const [compacted] = compactedIn(entries);
  expect(compacted).toMatchObject({ why: "threshold", summary: "They counted.", model: { provider: "demo" } });
  expect(texts[0]).toBe("[Summary of the conversation so far]\nThey counted.");
  expect(texts.at(-2)).toBe(words(12));
  expect(provider.requests.at(-1)?.messages.length).toBe(texts.length - 1);
});

test("what was said stays in the log, and a branch that starts before reads it again", async () => {
  const provider = talking();
  const tab = await createWorkbench(provider).open();
  const sessionId = await talked(tab, 6);
  const [before] = (await tab.entries()).filter(({ event }) => event.type === "run-ended").slice(-1);
  await tab.workspace.shortenSession(sessionId);
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
  expect((await readLog(tab)).texts.length).toBeLessThan(12);
  const forked = await tab.workspace.forkAt({ sessionId, choiceId: "choice_1" as never, keep: [] }, before?.seq ?? 0);
  expect(forked.ok).toBe(true);
  const { texts } = await readLog(tab);
  expect(texts.filter((text) => text.startsWith("Number"))).toEqual([0, 1, 2, 3, 4, 5].map(words));
});

test("a wish is fulfilled by a run of its own that takes no turn, and the next message goes on from the summary", async () => {
  const provider = talking();
  const tab = await createWorkbench(provider).open();
  const sessionId = await talked(tab, 4);
  expect(await tab.workspace.shortenSession(sessionId)).toEqual({ ok: true, value: null });
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
  await tell(tab, sessionId, 9);
  const { entries, texts } = await readLog(tab);
  expect(entries.flatMap(({ event }) => (event.type === "run-started" ? [event.purpose] : []))).toEqual([
    ...[undefined, undefined, undefined, undefined],
    "compaction",
    undefined,
  ]);
  expect(compactedIn(entries)).toMatchObject([{ why: "asked", covered: 4 }]);
  expect(texts).toEqual([
    "[Summary of the conversation so far]\nThey counted.",
    "I have read the summary and go on from there.",
    ...[words(2), "Yes, 5.", words(3), "Yes, 7.", words(9), "Yes, 7."],
  ]);
  expect(statusOf(tab)).toBe("completed");
});

test("a wish during a run that fails is fulfilled after it, and one during a run that is stopped goes with it", async () => {
  let failing = false;
  let release: (() => void) | undefined;
  const inner = talking();
  const provider: Provider = {
    stream: async function* (request, signal) {
      if (!failing || isSummarising(request.system)) return yield* inner.stream(request, signal);
      yield { type: "text-delta", delta: "Well" };
      await new Promise<void>((resolve) => {
        release = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      const failure: Failure = signal.aborted ? abortedFailure : { type: "bad-request", message: "No such thing.", status: 400 };
      yield { type: "failed", failure, usage: noUsage };
    },
  };
  const tab = await createWorkbench(provider).open();
  const sessionId = await talked(tab, 4);
  const started = async () => (await tab.entries()).filter(({ event }) => event.type === "run-started").length;
  failing = true;
  const during = async (id: string, end: () => unknown): Promise<void> => {
    const before = await started();
    await tab.workspace.sendMessage(sessionId, messageId(id), words(5));
    await tab.until(() => release !== undefined);
    expect(await tab.workspace.shortenSession(sessionId)).toEqual({ ok: true, value: null });
    expect(await started()).toBe(before + 1);
    await end();
    release = undefined;
    await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
  };
  await during("said_stopped", () => tab.workspace.stopRun(tab.workspace.snapshot().runningRunIds[0] ?? ("" as RunId)));
  expect(compactedIn(await tab.entries())).toEqual([]);
  await during("said_failing", () => release?.());
  expect(compactedIn((await readLog(tab)).entries)).toMatchObject([{ why: "asked" }]);
});

test("what nobody can fulfil is refused aloud", async () => {
  const tab = await createWorkbench(talking()).open();
  const created = await tab.workspace.createSession(undefined);
  const sessionId = created.ok ? created.value.sessionId : ("" as SessionId);
  expect(await tab.workspace.shortenSession(sessionId)).toMatchObject({ ok: false, error: { message: /Nothing was said/ } });
  await tell(tab, sessionId, 1);
  await tab.workspace.chooseSessionModel(sessionId, { provider: "by-hand" });
  expect(await tab.workspace.shortenSession(sessionId)).toMatchObject({ ok: false, error: { message: /writes no summaries/ } });
  for (const contextWindow of [999, 10_000_001, 1.5, "many" as never]) {
    expect(await tab.workspace.changeDefaultSettings({ contextWindow })).toMatchObject({
      ok: false,
      error: { message: "The context window is a whole number of tokens from 1,000 to 10,000,000. What was set before stays." },
    });
  }
});

test("a session that a model refuses by its length goes on, however long it is", async () => {
  const provider = talking(20_000);
  const tab = await createWorkbench(provider).open();
  const sessionId = await talked(tab, 12);
  await tell(tab, sessionId, 99);
  const { entries, texts } = await readLog(tab);
  expect(compactedIn(entries).map(({ why }) => why)).toContain("overflow");
  expect([texts.at(-2), statusOf(tab)]).toEqual([words(99), "completed"]);
});

test("the summary has the origins of what it covers, and what it cost counts for the run and the session", async () => {
  const tab = await createWorkbench(talking()).open();
  const sessionId = await talked(tab, 4);
  const before = tab.workspace.snapshot().sessions[0]?.usage;
  await tab.workspace.shortenSession(sessionId);
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
  const entries = await tab.entries();
  const entry = entries.find(({ event }) => event.type === "context-compacted");
  const ended = entries.at(-1)?.event;
  const { usage = noUsage } = entry?.event.type === "context-compacted" ? entry.event : {};
  expect(entry?.origins).toEqual([{ type: "model" }]);
  expect(ended?.type === "run-ended" && ended.summary.usage).toEqual(usage);
  expect(tab.workspace.snapshot().sessions[0]?.usage.inputTokens).toBe((before?.inputTokens ?? 0) + usage.inputTokens);
});

test("a tab that ends at any commit of a shortening leaves the conversation as it was or as it is then, never between", async () => {
  const story = async (dieAt: number) => {
    const bench = createWorkbench(talking());
    const before = await bench.open();
    const sessionId = await talked(before, 4);
    before.workspace.close();
    const { point, death, commits } = createDoom((commit) => commit === dieAt);
    const tab = await Promise.race([death, bench.open({ point })]);
    if (tab !== undefined) {
      const rest = tab.workspace.shortenSession(sessionId).then(() => tab.until(() => statusOf(tab) === "completed"));
      await Promise.race([death, rest]);
    }
    const last = commits() < dieAt && tab !== undefined ? tab : await bench.open();
    const texts = (await readLog(last)).texts.length;
    const [session] = last.workspace.snapshot().sessions;
    if (session?.openRunId !== undefined) await last.workspace.resumeRun(session.openRunId);
    await last.until(() => statusOf(last) === "completed");
    const after = await readLog(last);
    last.workspace.close();
    return { points: commits(), texts, after: after.texts, compacted: compactedIn(after.entries).length };
  };
  const golden = await story(Number.POSITIVE_INFINITY);
  expect([golden.after.length, golden.compacted, golden.points]).toEqual([6, 1, expect.any(Number)]);
  expect(golden.points).toBeGreaterThanOrEqual(3);
  for (let point = 1; point <= golden.points; point += 1) {
    const { after, compacted, texts } = await story(point);
    expect([6, 8], `dead at commit ${point}`).toContain(texts);
    expect(
      [
        [6, 1],
        [8, 0],
      ],
      `dead at commit ${point}`,
    ).toContainEqual([after.length, compacted]);
  }
});

test.each(["facts", "episodes"] as const)(
  "where rules by %s write it no model is asked, the entry says so, and the next run goes on from it",
  async (strategy) => {
    const provider = talking();
    const tab = await createWorkbench(provider).open();
    const sessionId = await talked(tab, 8);
    expect(await tab.workspace.changeShortening(strategy)).toEqual({ ok: true, value: null });
    const asked = provider.requests.length;
    expect(await tab.workspace.shortenSession(sessionId)).toEqual({ ok: true, value: null });
    await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
    expect(provider.requests.length).toBe(asked);
    const { entries, texts } = await readLog(tab);
    const [compacted] = compactedIn(entries);
    expect([compacted?.strategy, compacted?.model, compacted?.usage, compacted?.cost]).toEqual([
      strategy,
      undefined,
      noUsage,
      undefined,
    ]);
    expect(compacted?.tokensAfter).toBeLessThan(compacted?.tokensBefore ?? 0);
    expect(texts[0]).toBe(`[Summary of the conversation so far]\n${compacted?.summary}`);
    expect(await tab.workspace.readShortening()).toEqual({ ok: true, value: { strategy } });
  },
);
