import fc from "fast-check";
import { expect, test } from "vitest";
import { effectId, ruleId } from "../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import type { Origin, OutsideKind } from "../../../kernel/rules/origin.ts";
import { type Decision, decisions, type Level, levels, type Rule, type RuleMatch } from "../../../kernel/rules/rule.ts";
import { call, createWorld, personRule, unwrap, type World, worldTools } from "../gate/gate-world.fake.ts";
import { loggedCalls } from "../gate/logged-calls.ts";
import { createToolRegistry } from "../gate/registry.ts";
import { levelRules } from "./level-rules.ts";
import { createRuleBook } from "./rule-book.ts";
import { simulate } from "./simulate.ts";
import { suggestRules } from "./suggest-rules.ts";

interface Asked {
  readonly tool: string;
  readonly folder: string;
  readonly text: string;
  /** What the model had read when it asked. Absent: nothing from outside. */
  readonly after?: OutsideKind;
}

const originsAfter: Readonly<Partial<Record<OutsideKind, readonly Origin[]>>> = {
  web: [{ type: "model" }, { type: "web", origin: "https://a.example" }],
  import: [{ type: "model" }, { type: "import", name: "notes.zip" }],
};

const inputOf = ({ tool, folder, text }: Asked, index: number): JsonObject =>
  tool === "send" ? { to: text } : tool === "peek" ? { text } : { path: `${folder}/file-${index}.md`, text };

/** Lets the model ask for a call, and the gate settle it; what has to be asked is answered. */
const make = async (world: World, asked: Asked, index: number, answer: "approve" | "reject"): Promise<Decision> => {
  const one = call(index, asked.tool, inputOf(asked, index));
  const { headline, access } = world.gate.describe(one.tool, one.input);
  const event = { type: "call-requested", messageId: "message_1" as never, wireId: "1", ...one, headline, access } as const;
  const { sessionId, runId } = world.scope;
  const origins = (asked.after && originsAfter[asked.after]) ?? [];
  const entry = { sessionId, runId, causes: [], origins, event };
  await world.store.append({ entries: [entry], effects: [], expects: [], durability: "strict" });
  const settling = world.gate.settle([one], { ...world.scope, origins }, world.stop.signal);
  let decision: Decision = "allow";
  let isSettled = false;
  void settling.then(() => {
    isSettled = true;
  });
  while (!isSettled) {
    await world.calm();
    const [waiting] = world.pending();
    if (waiting === undefined) continue;
    decision = "ask";
    await world.answer(waiting.approvalId, answer === "approve" ? { type: "approve" } : { type: "reject", reason: "no" });
  }
  const [settled] = unwrap(await settling);
  return settled?.outcome.type === "denied" && settled.outcome.by === "rule" ? "deny" : decision;
};

const worldWith = async (level: Level, rules: readonly Rule[], calls: readonly Asked[]): Promise<World> => {
  const world = createWorld({ level });
  for (const rule of rules) {
    const entry = { causes: [], origins: [], event: { type: "rule-added", rule } as const };
    await world.store.append({ entries: [entry], effects: [], expects: [], durability: "strict" });
  }
  const folders = calls.flatMap(({ folder }) => folder.split("/").map((_, end, names) => names.slice(0, end + 1).join("/")));
  const directory = { kind: "directory", modifiedAt: 0, version: effectId("made") } as const;
  const files = [...new Set(folders)].filter((path) => path !== "").map((path) => ({ path, before: null, after: directory }));
  const effect = { effectId: directory.version, files, reads: [], hash: "folders" };
  const entry = { causes: [], origins: [], event: { type: "files-changed", by: "person", effect } as const };
  await world.store.append({ entries: [entry], effects: [], expects: [], durability: "strict" });
  for (const [index, { folder }] of calls.entries()) await world.save(`${folder}/file-${index}.md`, "one\ntwo\nthree\nfour\n");
  return world;
};

const loggedIn = ({ store }: World, most = 500) =>
  loggedCalls(
    store.entries,
    { tools: createToolRegistry(worldTools([])), contents: async (hash) => store.blobs.get(hash) },
    most,
  );

const anyCall: fc.Arbitrary<Asked> = fc.record({
  tool: fc.constantFrom("peek", "look", "put", "append", "drop", "send"),
  folder: fc.constantFrom("/notes", "/notes/deep", "/secret"),
  text: fc.constantFrom("one\ntwo\nthree\nfour\n", "a secret", "one\ntwo\nthree\nfive\n"),
});
const anyCallAfter: fc.Arbitrary<Asked> = fc
  .record({ call: anyCall, after: fc.constantFrom(undefined, "web" as const, "import" as const) })
  .map(({ call: one, after }) => (after === undefined ? one : { ...one, after }));
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const anyMatch: fc.Arbitrary<RuleMatch> = fc
  .record({
    tools: optional(fc.constantFrom(["put"], ["put", "drop"], ["send"], ["peek", "look"])),
    risks: optional(fc.constantFrom(["read"], ["change"], ["delete"], ["network", "delete"])),
    folder: optional(fc.constantFrom("/notes", "/notes/deep", "/")),
    arguments: optional(
      fc.constantFrom(
        [{ operator: "contains", value: "secret" }],
        [{ argument: "to", operator: "exists" }],
        [{ argument: "text", operator: "matches", value: "^f.*e$" }],
      ),
    ),
    from: optional(fc.constantFrom<readonly OutsideKind[]>([], ["web"], ["web", "import"])),
    exceeds: optional(fc.constantFrom({ max: 0, windowMs: 50 }, { max: 1, windowMs: 50 }, { max: 2, windowMs: 1_000 })),
  })
  .map((match) => Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)) as RuleMatch);
const anyRules = fc
  .array(fc.record({ match: anyMatch, decision: fc.constantFrom(...decisions), madeAt: fc.nat(3) }), { maxLength: 5 })
  .map((all) => all.map((rule, index) => personRule({ ...rule, ruleId: ruleId(`rule_${index}`) })));

test("what is simulated over the log is what the gate then does with the same calls", async () => {
  const seen = new Set<Decision>();
  await fc.assert(
    fc.asyncProperty(
      anyRules,
      fc.constantFrom(...levels),
      fc.array(anyCallAfter, { maxLength: 6 }),
      async (rules, level, calls) => {
        const past = await worldWith("only-limits", [], calls);
        for (const [index, one] of calls.entries()) await make(past, one, index, "approve");
        const book = createRuleBook(() => new Map(rules.map((rule) => [rule.ruleId, rule])));
        await book.load();
        const facts = { now: past.clock.now(), byLevel: () => levelRules(level) };
        const simulated = simulate(book.current(), await loggedIn(past), facts).map(({ decision }) => decision);
        const present = await worldWith(level, rules, calls);
        const enforced: Decision[] = [];
        for (const [index, one] of calls.entries()) enforced.push(await make(present, one, index, "reject"));
        for (const decision of enforced) seen.add(decision);
        expect(simulated).toEqual(enforced);
      },
    ),
    { numRuns: 150, seed: 7 },
  );
  expect([...seen].sort()).toEqual(["allow", "ask", "deny"]);
});

test("only the newest calls are looked at, and none that could not be read", async () => {
  const calls: readonly Asked[] = ["peek", "look", "bad", "put"].map((tool) => ({ tool, folder: "/notes", text: "x" }));
  const world = await worldWith("only-limits", [], calls);
  for (const [index, one] of calls.entries()) await make(world, one, index, "approve");
  expect((await loggedIn(world, 3)).map(({ subject, effect }) => [subject.tool, effect?.risks])).toEqual([
    ["look", undefined],
    ["put", ["delete"]],
  ]);
});

const suggestionCases: readonly (readonly [string, readonly (readonly [Asked, "approve" | "reject"])[], readonly RuleMatch[]])[] =
  [
    ["fewer than three approvals", [[{ tool: "send", folder: "", text: "a" }, "approve"]], []],
    [
      "always the same call",
      [1, 2, 3].map(() => [{ tool: "send", folder: "", text: "a" }, "approve"]),
      [{ callHash: expect.any(String) }],
    ],
    [
      "calls that share a folder",
      ["/notes/a", "/notes/b", "/notes/b/c"].map((folder) => [{ tool: "drop", folder, text: "x" }, "approve"]),
      [{ tools: ["drop"], risks: ["delete"], folder: "/notes" }],
    ],
    [
      "calls that share no folder but an argument",
      ["/notes", "/other", "/third"].map((folder) => [{ tool: "drop", folder, text: "x" }, "approve"]),
      [{ tools: ["drop"], risks: ["delete"], arguments: [{ argument: "text", operator: "equals", value: "x" }] }],
    ],
    ["calls that share nothing", ["a", "b", "c"].map((text) => [{ tool: "send", folder: "", text }, "approve"]), []],
    [
      "one refusal",
      (["approve", "approve", "approve", "reject"] as const).map((answer) => [
        { tool: "drop", folder: "/notes", text: "x" },
        answer,
      ]),
      [],
    ],
  ];

test.each(suggestionCases)("the smallest rule for %s", async (_, made, matches) => {
  const world = await worldWith(
    "ask-risky",
    [],
    made.map(([asked]) => asked),
  );
  for (const [index, [asked, answer]] of made.entries()) await make(world, asked, index, answer);
  const suggestions = suggestRules(await loggedIn(world));
  expect(suggestions).toEqual(matches.map((match) => ({ match, approved: made.length })));
});
