import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { callId, ruleId } from "../../kernel/base/ids.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { workspaceProjection } from "../projection.ts";
import { createRuleKeeper } from "./rules.ts";

const rule = (name: string, changes: Partial<Rule> = {}): Rule => ({
  ruleId: ruleId(name),
  match: { tools: ["write"] },
  decision: "ask",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "Ask before every write call",
  ...changes,
});

const open = () => {
  const store = createInMemoryStore({ clock: createFakeClock() }, { projection: workspaceProjection });
  const rules = createRuleKeeper({ store });
  const says = (event: Event) =>
    store.append({ entries: [{ causes: [], origins: [], event }], effects: [], expects: [], durability: "strict" });
  return { store, rules, says };
};

const settled = (by: string, more: Partial<Extract<Event, { type: "call-settled" }>> = {}): Event => ({
  type: "call-settled",
  callId: callId("call_1"),
  tool: "write",
  inputHash: "hash",
  outcome: { type: "denied", by: "rule", reason: "No.", ruleId: ruleId(by) },
  ruleId: ruleId(by),
  durationMs: 0,
  ...more,
});

test("several rules are put and removed in one commit, or none are", async () => {
  const { store, rules } = open();
  await rules.put([rule("a"), rule("b")], []);
  await rules.order([ruleId("b"), ruleId("a")]);
  const before = store.lastSeq();
  expect(await rules.put([rule("a", { decision: "deny" }), rule("c")], [ruleId("b"), ruleId("gone")])).toEqual({
    ok: true,
    value: null,
  });
  expect([...store.state().rules.values()].map(({ ruleId: id, decision, place }) => [id, decision, place])).toEqual([
    ["a", "deny", 1],
    ["c", "ask", undefined],
  ]);
  expect(store.lastSeq() - before).toBe(3);
  const refused = await rules.put([rule("d"), rule("e", { match: { planet: "mars" } as never })], [ruleId("a")]);
  expect([refused.ok, [...store.state().rules.keys()]]).toEqual([false, ["a", "c"]]);
  expect(await rules.put([], [])).toEqual({ ok: true, value: null });
});

test("a rule is added once, changed in its place, ordered with the others and removed", async () => {
  const { store, rules } = open();
  expect(await rules.add(rule("a"))).toMatchObject({ ok: true });
  expect(await rules.add(rule("a"))).toMatchObject({ ok: false, error: { type: "conflict" } });
  await rules.add(rule("b"));
  expect(await rules.order([ruleId("b")])).toMatchObject({ ok: false, error: { type: "conflict" } });
  expect(await rules.order([ruleId("b"), ruleId("b")])).toMatchObject({ ok: false, error: { type: "conflict" } });
  expect(await rules.order([ruleId("b"), ruleId("a")])).toMatchObject({ ok: true });
  expect([...store.state().rules.values()].map(({ ruleId: id, place }) => [id, place])).toEqual([
    ["a", 1],
    ["b", 0],
  ]);
  expect(await rules.change(rule("a", { decision: "deny", place: 1 }))).toMatchObject({ ok: true });
  expect(store.state().rules.get(ruleId("a"))).toEqual(rule("a", { decision: "deny", place: 1 }));
  expect(await rules.change(rule("c"))).toMatchObject({ ok: false, error: { type: "not-found" } });
  expect(await rules.remove(ruleId("a"))).toMatchObject({ ok: true });
  expect(await rules.remove(ruleId("a"))).toMatchObject({ ok: false, error: { type: "not-found" } });
  expect([...store.state().rules.keys()]).toEqual(["b"]);
  const rows = await store.list("rules");
  expect(rows).toMatchObject({ ok: true, value: { rows: [{ key: "b", rule: rule("b", { place: 0 }) }] } });
});

const unreadable: readonly (readonly [string, unknown])[] = [
  ["allows every call", rule("x", { match: {}, decision: "allow" })],
  ["has a field that nobody knows", rule("x", { match: { planets: ["mars"] } as never })],
  ["has an empty list of tools", rule("x", { match: { tools: [] } })],
  ["has an operator that nobody knows", rule("x", { match: { arguments: [{ operator: "like" as never, value: 1 }] } })],
  ["has a pattern that cannot be read", rule("x", { match: { arguments: [{ operator: "matches", value: "(" }] } })],
  ["allows with a window", rule("x", { match: { tools: ["a"], exceeds: { max: 1, windowMs: 1 } }, decision: "allow" })],
  ["has a folder without a slash", rule("x", { match: { folder: "notes" } })],
  ["is made by a level", rule("x", { madeBy: "level" })],
  ["decides nothing", { ...rule("x"), decision: "maybe" }],
  ["has no sentence", rule("x", { sentence: "" })],
  ["is no object", "allow all"],
];

test.each(unreadable)("a rule that %s is refused with words, and nothing is stored", async (_, value) => {
  const { store, rules } = open();
  const added = await rules.add(value as Rule);
  expect(added).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  if (!added.ok) expect(added.error.message).toContain("Nothing was stored");
  expect(store.lastSeq()).toBe(0);
});

test("what a rule decides or asks is counted with it, and goes with it", async () => {
  const { store, rules, says } = open();
  await rules.add(rule("a"));
  await rules.add(rule("b"));
  await says(settled("a"));
  await says(settled("level:plan:deny"));
  const violations = [
    { ruleId: ruleId("a"), reason: "No." },
    { ruleId: ruleId("b"), reason: "Neither." },
  ];
  await says(settled("a", { outcome: { type: "denied", by: "rule", reason: "No. Neither.", ruleId: ruleId("a"), violations } }));
  const counts = () => [...store.state().ruleHits].map(([id, { count }]) => [id, count]);
  expect(counts()).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  await rules.order([ruleId("b"), ruleId("a")]);
  const rows = await store.list("rules");
  if (!rows.ok) throw new Error(rows.error.message);
  expect(workspaceProjection.initial({ sessions: [], approvals: [], days: [], rules: rows.value.rows }).ruleHits).toEqual(
    store.state().ruleHits,
  );
  await rules.remove(ruleId("a"));
  expect(counts()).toEqual([["b", 1]]);
});
