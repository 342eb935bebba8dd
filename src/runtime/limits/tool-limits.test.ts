import { expect, test } from "vitest";
import { replayLog } from "../../engine/agent/replay/replay-log.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Clock } from "../../kernel/base/clock.ts";
import { defaultToolLimits, type ToolLimitChanges } from "../../kernel/limits/tool-limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const lists = (...paths: readonly string[]) => paths.map((path) => ({ tool: "list", input: { path } }));

const settledIn = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) => (event.type === "call-settled" ? [event] : []));
const actsIn = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event }) => (event.type === "stage-acted" ? [event.act] : []));

const limited = async (
  changes: { readonly [tool: string]: ToolLimitChanges },
  plan: Parameters<typeof plannedProvider>[0],
  clock?: Clock,
): Promise<OpenTab> => {
  const approve = () => ({ type: "approve" }) as const;
  const tab = await createWorkbench(plannedProvider(plan), approve, undefined, undefined, clock).open();
  for (const [tool, change] of Object.entries(changes))
    expect(await tab.workspace.changeToolLimits(tool, change)).toEqual({ ok: true, value: null });
  return tab;
};

const ended = (tab: OpenTab): Promise<void> => tab.until(() => statusOf(tab) === "completed");

test("a run whose reads are answered from the cache and wait for their turn is replayed to the same end without waiting", async () => {
  const clock = createFakeClock();
  const limits = { list: { cache: { ttlMs: 3_600_000 }, rate: { maxCalls: 2, intervalMs: 120_000 } } };
  const plan = [
    { text: "Looking. ", calls: lists("/", "/plans", "/plants") },
    { text: "Again. ", calls: lists("/", "/plans", "/plants") },
  ];
  const tab = await limited(limits, plan, clock);
  await say(tab, "Look twice.");
  await tab.until(() => tab.heard.some(({ event }) => event.type === "stage-acted"));
  await clock.advance(60_000);
  await ended(tab);
  const entries = await tab.entries();
  expect(settledIn(entries).map(({ served }) => served?.from)).toEqual([
    undefined,
    undefined,
    undefined,
    "cache",
    "cache",
    "cache",
  ]);
  expect(actsIn(entries)).toEqual([{ type: "waiting", delayMs: 60_000 }]);
  // A replay that waited a minute would not come to its end here.
  expect(await replayLog(entries)).toMatchObject({ type: "same", runs: 1 });
});

test("what is written between two reads, and what the person undoes, is never answered from before it", async () => {
  const tab = await limited({ read: { cache: { ttlMs: 60_000 } } }, [
    { text: "Write. ", calls: [{ tool: "write", input: { file_path: "/a.md", content: "one" } }] },
    { text: "Read. ", calls: [{ tool: "read", input: { file_path: "/a.md" } }] },
    { text: "Change. ", calls: [{ tool: "write", input: { file_path: "/a.md", content: "two" } }] },
    { text: "Read again. ", calls: [{ tool: "read", input: { file_path: "/a.md" } }] },
  ]);
  const sessionId = await say(tab, "Write and read.");
  await ended(tab);
  const reads = settledIn(await tab.entries()).filter(({ tool }) => tool === "read");
  expect(reads.map(({ served, outcome }) => [served, outcome.type === "done" && outcome.output.text.includes("two")])).toEqual([
    [undefined, false],
    [undefined, true],
  ]);
  const effect = settledIn(await tab.entries()).findLast(({ tool }) => tool === "write")?.effect;
  expect(await tab.workspace.undo(sessionId, effect?.effectId as never)).toMatchObject({ ok: true });
  const before = settledIn(await tab.entries()).length;
  await tab.workspace.sendMessage(sessionId, "again" as never, "And once more.");
  await tab.until(() => tab.heard.filter(({ event }) => event.type === "run-ended").length === 2);
  const later = settledIn(await tab.entries()).slice(before);
  const first = later.find(({ tool }) => tool === "read");
  expect(first?.served).toBe(undefined);
});

test("what a tool cannot have is refused, damaged fields too, and a reset brings back what it brings itself", async () => {
  const tab = await limited({ list: { cache: defaultToolLimits.cache } }, []);
  const { workspace } = tab;
  const standing = (name: string) => workspace.snapshot().tools.find((tool) => tool.name === name);
  expect(standing("list")).toMatchObject({ limits: { cache: { ttlMs: 300_000 } }, isOwn: true });
  expect(standing("agent")?.stages).toEqual([]);
  for (const [tool, changes] of [
    ["write", { cache: { ttlMs: 5 } }],
    ["list", { cache: { ttlMs: -5 } }],
    ["nothing", { rate: defaultToolLimits.rate }],
  ] as const)
    expect(await workspace.changeToolLimits(tool, changes)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(await workspace.changeToolLimits("list", { join: true })).toMatchObject({ ok: true });
  expect(standing("list")?.limits).toEqual({ cache: { ttlMs: 300_000 }, join: true });
  expect(await workspace.changeToolLimits("list", { cache: null })).toMatchObject({ ok: true });
  expect(standing("list")?.limits).toEqual({ join: true });
  expect(await workspace.changeToolLimits("list", null)).toMatchObject({ ok: true });
  expect(standing("list")).toMatchObject({ limits: {}, isOwn: false });
});

test("what is set is there after a reload", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const first = await bench.open();
  await first.workspace.changeToolLimits("list", { retry: { maxRetries: 2, baseMs: 5 } });
  first.workspace.close();
  const second = await bench.open();
  expect(second.workspace.snapshot().tools.find(({ name }) => name === "list")?.limits).toEqual({
    retry: { maxRetries: 2, baseMs: 5 },
  });
});

test("stop ends a wait for a turn at once, with one result for the call", async () => {
  const tab = await limited({ list: { rate: { maxCalls: 1, intervalMs: 60_000 } } }, [
    { text: "Looking. ", calls: lists("/", "/plans") },
  ]);
  await say(tab, "Look.");
  const isWaiting = ({ type }: Event): boolean => type === "stage-acted";
  await tab.until(() => tab.heard.some(({ event }) => isWaiting(event)));
  const [runId] = tab.workspace.snapshot().runningRunIds;
  expect(await tab.workspace.stopRun(runId as never)).toMatchObject({ ok: true });
  await tab.until(() => statusOf(tab) === "stopped");
  expect(settledIn(await tab.entries()).map(({ outcome }) => outcome.type)).toEqual(["done", "stopped"]);
});

const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  settledIn(entries).map(({ outcome }) => (outcome.type === "failed" ? outcome.failure.type : outcome.type));

test("calls of before a reload count against the calls of a session and of a day", async () => {
  const bench = createWorkbench(plannedProvider([{ text: "", calls: lists("/", "/plans") }]));
  const first = await bench.open();
  await first.workspace.changeToolLimits("list", { calls: { perSession: 3 } });
  const sessionId = await say(first, "Look.");
  await ended(first);
  first.workspace.close();
  const second = await bench.open();
  await second.workspace.sendMessage(sessionId, "again" as never, "Look again.");
  await ended(second);
  expect(outcomes(await second.entries())).toEqual(["done", "done", "done", "held-back"]);
  await second.workspace.changeToolLimits("list", { calls: { perDay: 4 } });
  await say(second, "And elsewhere.");
  await second.until(() => second.heard.filter(({ event }) => event.type === "run-ended").length === 2);
  expect(outcomes(await second.entries()).slice(4)).toEqual(["done", "held-back"]);
});

test("a window goes on over a reload, as long as it is", async () => {
  const clock = createFakeClock();
  const bench = createWorkbench(plannedProvider([{ text: "", calls: lists("/") }]), undefined, undefined, undefined, clock);
  const first = await bench.open();
  await first.workspace.changeToolLimits("list", { window: { maxCalls: 1, intervalMs: 600_000 } });
  const sessionId = await say(first, "Look.");
  await ended(first);
  first.workspace.close();
  await clock.advance(599_000);
  const second = await bench.open();
  await second.workspace.sendMessage(sessionId, "again" as never, "Look again.");
  await ended(second);
  await clock.advance(1_000);
  await second.workspace.sendMessage(sessionId, "once more" as never, "Look once more.");
  await second.until(() => second.heard.filter(({ event }) => event.type === "run-ended").length === 2);
  expect(outcomes(await second.entries())).toEqual(["done", "held-back", "done"]);
});
