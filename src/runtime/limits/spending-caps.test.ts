import { expect, test } from "vitest";
import type { SessionId } from "../../kernel/base/ids.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, type OpenTab, plannedProvider } from "../workbench.fake.ts";

const baseUrl = "http://localhost:9/v1";
const model = { provider: "openai-chat", baseUrl, model: "any-model" } as const;
const price = {
  model: "any-model",
  origin: "any",
  rates: { input: 10, output: 20, cacheRead: 10, cacheWrite: 10, cacheWriteLong: 10 },
};
const cents = 10_000_000;

const chunk = (value: object): string => `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", ...value })}\n\n`;
/** An answer of 10,000 tokens in and 1,000 out, 12 cents; or one that never ends. */
const answer = (ends: boolean): Response => {
  const text = chunk({ choices: [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }] });
  const end = chunk({
    choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
    usage: { prompt_tokens: 10_000, completion_tokens: 1_000, total_tokens: 11_000 },
  });
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(ends ? `${text}${end}data: [DONE]\n\n` : text));
      if (ends) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
};

const setup = (ends: () => boolean = () => true) => {
  let asked = 0;
  const bench = createWorkbench(plannedProvider([]), undefined, async (input) => {
    if (!String(input instanceof Request ? input.url : input).endsWith("/chat/completions")) return new Response("{}");
    asked += 1;
    return answer(ends());
  });
  return { bench, asked: () => asked };
};
const created = async ({ workspace }: OpenTab): Promise<SessionId> => {
  const session = await workspace.createSession(undefined);
  if (!session.ok) throw new Error(session.error.message);
  return session.value.sessionId;
};
const rowOf = ({ workspace }: OpenTab, sessionId: SessionId) =>
  workspace.snapshot().sessions.find((row) => row.sessionId === sessionId);
const said = async (tab: OpenTab, sessionId: SessionId, id: string): Promise<void> => {
  const sent = await tab.workspace.sendMessage(sessionId, messageId(id), "hello");
  if (!sent.ok) throw new Error(sent.error.message);
  await tab.until(() => ["completed", "limit-reached"].includes(rowOf(tab, sessionId)?.status ?? ""));
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
};
const limits = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) =>
    event.type === "run-ended" && event.outcome.type === "limit-reached" ? [event.outcome.limit] : [],
  );

test("the session's cap counts over runs and over a reload, pauses the run, and raised for the session it goes on", async () => {
  const { bench, asked } = setup();
  const tab = await bench.open();
  await tab.workspace.chooseModel(model);
  await tab.workspace.setPrice(price);
  await tab.workspace.changeSpendingCaps({ "session-cost": 56 * cents });
  const session = await created(tab);
  for (const id of ["a", "b", "c"]) await said(tab, session, id);
  expect(rowOf(tab, session)).toMatchObject({ cost: { nanoDollars: 36 * cents, heldNanoDollars: 0 }, status: "completed" });
  tab.workspace.close();

  const again = await bench.open();
  await said(again, session, "d");
  expect(limits(await again.entries())).toEqual(["session-cost"]);
  expect(asked()).toBe(3);
  expect(again.workspace.snapshot()).toMatchObject({
    costToday: { nanoDollars: 36 * cents },
    caps: { "session-cost": 56 * cents },
  });
  await again.workspace.changeSessionCaps(session, { "session-cost": 80 * cents });
  await said(again, session, "e");
  expect(asked()).toBe(4);
  expect(rowOf(again, session)).toMatchObject({ cost: { nanoDollars: 48 * cents }, caps: { "session-cost": 80 * cents } });
});

test("the day's cap counts every session, also one that was deleted", async () => {
  const { bench, asked } = setup();
  const tab = await bench.open();
  await tab.workspace.chooseModel(model);
  await tab.workspace.setPrice(price);
  await tab.workspace.changeSpendingCaps({ "day-cost": 30 * cents });
  const first = await created(tab);
  await said(tab, first, "a");
  await tab.workspace.deleteSession(first);
  await said(tab, await created(tab), "b");
  expect(limits(await tab.entries())).toEqual(["day-cost"]);
  expect(asked()).toBe(1);
});

test("a tab that dies in the middle of an answer leaves the most that it can cost counted", async () => {
  const { bench } = setup(() => false);
  const tab = await bench.open();
  await tab.workspace.chooseModel(model);
  await tab.workspace.setPrice(price);
  const session = await created(tab);
  await tab.workspace.sendMessage(session, messageId("a"), "hello");
  await tab.until(() => rowOf(tab, session)?.status === "running");
  let reserved = 0;
  while (reserved === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const { event } of await tab.entries())
      if (event.type === "attempt-started") reserved = event.reserved?.heldNanoDollars ?? 0;
  }
  tab.workspace.close();

  const again = await bench.open();
  expect(rowOf(again, session)).toMatchObject({ status: "interrupted", cost: { nanoDollars: 0, heldNanoDollars: reserved } });
  expect(again.workspace.snapshot().costToday).toMatchObject({ heldNanoDollars: reserved });
});

test("prices are kept, checked, replaced and taken back; what was spent before does not change", async () => {
  const { bench } = setup();
  const tab = await bench.open();
  await tab.workspace.chooseModel(model);
  await tab.workspace.setPrice(price);
  const session = await created(tab);
  await said(tab, session, "a");
  expect(await tab.workspace.setPrice({ ...price, rates: { ...price.rates, input: -1 } })).toMatchObject({ ok: false });
  await tab.workspace.setPrice({ ...price, rates: { ...price.rates, input: 100 } });
  tab.workspace.close();
  const again = await bench.open();
  const own = async () => {
    const read = await again.workspace.readPrices();
    return read.ok ? read.value.prices.filter(({ madeBy }) => madeBy === "person") : [];
  };
  expect(await own()).toMatchObject([{ model: "any-model", rates: { input: 100 }, since: expect.stringMatching(/^\d{4}-/) }]);
  expect(rowOf(again, session)?.cost?.nanoDollars).toBe(12 * cents);
  await again.workspace.removePrice({ model: "any-model", origin: "any" });
  expect(await own()).toEqual([]);
  await said(again, session, "b");
  expect(rowOf(again, session)?.cost).toMatchObject({ nanoDollars: 12 * cents, unpricedTokens: 11_000 });
});
