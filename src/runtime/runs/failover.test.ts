import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { RemoteChoice } from "../../kernel/model/model.ts";
import { bytesOf as chatBytes, recordedStreams as chatStreams } from "../../platform/providers/openai-chat/streams.fake.ts";
import { bytesOf, recordedStreams } from "../../platform/providers/openai-responses/streams.fake.ts";
import { answering, fetchOf } from "../../platform/providers/wire.fake.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const first: RemoteChoice = { provider: "openai-responses", baseUrl: "http://localhost:8080/v1", model: "first" };
const second: RemoteChoice = { provider: "openai-chat", baseUrl: "http://localhost:11434/v1", model: "second" };
const keyless: RemoteChoice = { provider: "anthropic", baseUrl: "https://api.anthropic.com", model: "keyless" };
const price = {
  since: "2026-11-01",
  source: "test",
  rates: { input: 1, output: 1, cacheRead: 1, cacheWrite: 1, cacheWriteLong: 1 },
};

/** Too busy for longer than anybody waits. */
const busy = answering(429, '{"error":{"message":"slow down"}}', { "retry-after": "3600" });
const [responses] = recordedStreams.map((stream) => fetchOf([bytesOf(stream)]));
const [chat] = chatStreams.map((stream) => fetchOf([chatBytes(stream)]));

/** Answers by address: the first server as the function says, the second one always. */
const network =
  (asked: string[], isBusy: () => boolean, refusal: typeof fetch): typeof fetch =>
  (input, init) => {
    const { port } = new URL(String(input));
    asked.push(port);
    const answer = port !== "8080" ? chat : isBusy() ? refusal : responses;
    if (answer === undefined) throw new Error("no recorded stream");
    return answer(input, init);
  };

const setup = async (isBusy: () => boolean = () => true, refusal = busy) => {
  const asked: string[] = [];
  const bench = createWorkbench(plannedProvider([]), undefined, network(asked, isBusy, refusal));
  const tab = await bench.open();
  await tab.workspace.chooseModel(first);
  return { asked, bench, tab };
};
const rest = (tab: OpenTab): Promise<void> => tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
const replacements = (entries: readonly LogEntry[]): readonly unknown[] =>
  entries.flatMap(({ event }) => {
    if (event.type !== "model-replaced") return [];
    const { from, to, reason, skipped = [] } = event;
    return [[from, to, reason?.type, skipped.map(({ model, reason: why }) => [model, why.type])]];
  });

test("the next model answers where the first is busy, the log says who, and a keyless one is skipped", async () => {
  const { asked, tab } = await setup();
  expect(await tab.workspace.setFallbacks([keyless, second])).toEqual({ ok: true, value: null });
  const session = await say(tab, "hello");
  await tab.until(() => statusOf(tab) === "completed");
  await rest(tab);
  const entries = await tab.entries();
  expect(replacements(entries)).toEqual([[first, second, "rate-limited", [[keyless, "key-missing"]]]]);
  expect(asked).toEqual(["8080", "11434"]);
  // A run of its own begins with the first one again.
  await tab.workspace.sendMessage(session, messageId("again"), "again");
  await rest(tab);
  expect(asked).toEqual(["8080", "11434", "8080", "11434"]);
  expect(auditLog(await tab.entries())).toEqual([]);
});

test("both bills are counted, each at its own price", async () => {
  const broken = fetchOf([bytesOf({ name: "cut", events: ['{"type":"response.created"}'] })]);
  const { tab } = await setup(() => true, broken);
  await tab.workspace.setFallbacks([second]);
  await tab.workspace.setPrice({ ...price, model: "first", origin: "http://localhost:8080" });
  await tab.workspace.setPrice({ ...price, model: "second", origin: "http://localhost:11434" });
  await say(tab, "hello");
  await tab.until(() => statusOf(tab) === "completed");
  await rest(tab);
  const entries = await tab.entries();
  const costs = entries.flatMap(({ event }) =>
    event.type === "message-failed" || event.type === "message-ended" ? [event.cost] : [],
  );
  // What broke off before it counted anything may have cost its whole reservation; the second used 16 + 4 cached + 7 tokens.
  expect(costs).toMatchObject([
    { nanoDollars: 0, heldNanoDollars: expect.any(Number) },
    { nanoDollars: 27_000, heldNanoDollars: 0 },
  ]);
  const held = costs[0]?.heldNanoDollars ?? 0;
  expect(held).toBeGreaterThan(16_384_000);
  expect(tab.workspace.snapshot().sessions[0]?.cost).toMatchObject({ nanoDollars: 27_000, heldNanoDollars: held });
  expect(auditLog(entries)).toEqual([]);
});

test("without fallbacks a busy model interrupts the run; taken up with another one, the log says who answers", async () => {
  const { asked, tab } = await setup();
  await say(tab, "hello");
  await tab.until(() => statusOf(tab) === "interrupted");
  await rest(tab);
  await tab.workspace.chooseModel(second);
  const runId = tab.workspace.snapshot().sessions[0]?.openRunId;
  if (runId === undefined) throw new Error("No run is open.");
  await tab.workspace.resumeRun(runId);
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(replacements(entries)).toEqual([[first, second, undefined, []]]);
  expect(asked).toEqual(["8080", "11434"]);
  expect(auditLog(entries)).toEqual([]);
});

test("the list is kept over a reload; what does not fit changes nothing and says why", async () => {
  const { bench, tab } = await setup();
  await tab.workspace.setFallbacks([second, keyless]);
  const refusals = await Promise.all(
    [
      [{ provider: "demo" } as const],
      [second, second],
      [{ ...second, model: " " }],
      Array.from({ length: 6 }, (_, i) => ({ ...second, model: `m${i}` })),
    ].map((models) => tab.workspace.setFallbacks(models)),
  );
  expect(refusals.map((refusal) => (refusal.ok ? "kept" : refusal.error.type))).toEqual(Array(4).fill("invalid-input"));
  tab.workspace.close();
  expect((await bench.open()).workspace.snapshot().fallbacks).toEqual([second, keyless]);
});
