import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../kernel/base/json.ts";
import type { GateCall } from "../../../kernel/contracts/gate.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { Level } from "../../../kernel/rules/rule.ts";
import { addRule, call, createWorld, unwrap, type World } from "./gate-world.fake.ts";

const toolCall = fc.constantFrom<readonly [string, JsonObject]>(
  ["peek", {}],
  ["look", { path: "/a" }],
  ["look", { path: "/missing" }],
  ["sly", { path: "/b" }],
  ["put", { path: "/a", text: "1\n" }],
  ["put", { path: "/b", text: "2\n" }],
  ["append", { path: "/a", text: "3\n" }],
  ["append", { path: "/missing", text: "3\n" }],
  ["drop", { path: "/a" }],
  ["drop", { path: "/b" }],
  ["send", { to: "x" }],
  ["throw", {}],
  ["fail", {}],
  ["hang", {}],
  ["hang-writing", { path: "/h" }],
  ["put", { bad: 1 }],
  ["nope", {}],
);
type Move = "approve" | "reject" | "edit" | "time" | "change" | "stop" | "reload";
const move = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Move>("approve", "reject", "time") },
  { weight: 2, arbitrary: fc.constantFrom<Move>("edit", "change") },
  { weight: 1, arbitrary: fc.constantFrom<Move>("stop", "reload") },
);

const answerNewest = async (world: World, type: "approve" | "reject" | "edit"): Promise<void> => {
  const asked = world.pending().at(-1);
  if (asked === undefined) return;
  const input = { ...(asked.input as JsonObject), note: "edited" };
  const answer = type === "approve" ? { type } : type === "reject" ? { type, reason: "no" } : { type, input };
  await world.answer(asked.approvalId, answer);
};

const countOf = (events: readonly Event[], type: Event["type"], id: string): number =>
  events.filter((event) => event.type === type && "callId" in event && event.callId === id).length;

/** Every effect stands on the version that the one before left: nothing is overwritten unseen. */
const expectUnbroken = (events: readonly Event[]): void => {
  const versions = new Map<string, string>();
  for (const event of events) {
    if (!("effect" in event) || event.effect === undefined) continue;
    for (const { path, before, after } of event.effect.files) {
      expect(versions.get(path)).toBe(before?.version);
      if (after === null) versions.delete(path);
      else versions.set(path, after.version);
    }
  }
};

/** What must hold of every log: one settlement a call, effects only of done calls, executed = approved, files as the log says. */
const audit = (world: World, calls: readonly GateCall[]): void => {
  const events = world.store.events();
  for (const { callId } of calls) expect(countOf(events, "call-settled", callId)).toBe(1);
  expectUnbroken(events);
  const asked = new Map(
    events.flatMap((event) => (event.type === "approval-requested" ? [[event.approval.approvalId, event.approval]] : [])),
  );
  for (const event of events) {
    if (event.type !== "call-settled") continue;
    if (event.effect !== undefined) expect(event.outcome.type).toBe("done");
    if (event.approvalId === undefined || event.outcome.type !== "done") continue;
    const approval = asked.get(event.approvalId);
    expect([event.inputHash, event.effect?.hash ?? approval?.effect.hash]).toEqual([approval?.inputHash, approval?.effect.hash]);
  }
  expect([...world.store.approvals.keys()]).toEqual([]);
  for (const state of world.store.files.values()) if (state.kind === "file") expect(world.store.blobs.has(state.hash)).toBe(true);
};

const play = async (level: Level, denies: boolean, picks: readonly (readonly [string, JsonObject])[], moves: readonly Move[]) => {
  let world = createWorld({ level });
  await world.save("/a", "0\n");
  if (denies) await addRule(world, { match: { tools: ["drop"] } });
  const calls = picks.map(([tool, input], at) => call(at, tool, input));
  let settling = world.settle(...calls);
  let isStopped = false;
  let ranAtStop = Number.POSITIVE_INFINITY;
  for (const next of moves) {
    if (next === "time") await world.clock.advance(5_000);
    else if (next === "change") await world.save("/a", `person ${world.store.entries.length}\n`);
    else if (next === "stop") {
      isStopped = true;
      world.stop.abort();
      ranAtStop = world.ran.length;
    } else if (next === "reload") {
      world = createWorld({ level, after: world });
      if (isStopped) world.stop.abort();
      ranAtStop = isStopped ? 0 : ranAtStop;
      settling = world.settle(...calls);
    } else await answerNewest(world, next);
    await world.calm();
  }
  world.stop.abort();
  const settled = unwrap(await settling);
  expect(settled.map(({ callId }) => callId)).toEqual(calls.map(({ callId }) => callId));
  expect(world.ran.length).toBeLessThanOrEqual(ranAtStop);
  audit(world, calls);
};

test("every round gives one result a call in order, and its log holds, whatever people, tools, time and crashes do", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Level>("ask-every-change", "ask-risky", "only-limits"),
      fc.boolean(),
      fc.array(toolCall, { minLength: 1, maxLength: 8 }),
      fc.array(move, { maxLength: 14 }),
      play,
    ),
    { numRuns: 250 },
  );
}, 60_000);
