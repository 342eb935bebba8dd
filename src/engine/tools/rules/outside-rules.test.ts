import { describe, expect, test } from "vitest";
import { effectId, ruleId, sessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { Mode } from "../../../kernel/conversation/mode.ts";
import { checkRule } from "../../../kernel/rules/check-rule.ts";
import type { OutsideKind, OutsideOrigin } from "../../../kernel/rules/origin.ts";
import { isOutsideRule } from "../../../kernel/rules/outside-rules.ts";
import { type Decision, type Level, levels, type Rule, type RuleMatch } from "../../../kernel/rules/rule.ts";
import { ruleSentence } from "../../../kernel/rules/rule-sentence.ts";
import { call, createWorld, personRule, unwrap } from "../gate/gate-world.fake.ts";
import { levelRules } from "./level-rules.ts";
import { compileRules, decide, type RuleSubject } from "./rule-set.ts";

const places: Readonly<Record<OutsideKind, OutsideOrigin>> = {
  web: { type: "web", origin: "https://a.example" },
  "tool-server": { type: "tool-server", server: "mail" },
  import: { type: "import", name: "notes.zip" },
  memory: { type: "memory", memoryId: "memory_1" },
  outside: { type: "outside", tool: "look_up" },
};
const kinds = Object.keys(places) as readonly OutsideKind[];
const subject = (changes: Partial<RuleSubject>): RuleSubject => ({
  tool: "send",
  risks: ["network"],
  paths: [],
  callHash: () => "hash_1",
  input: { to: "shop" },
  sessionId: sessionId("session_1"),
  now: 1_000,
  ...changes,
});
const verdict = (
  about: Partial<RuleSubject>,
  rules: readonly Rule[] = [],
  level: Level = "only-limits",
  mode: Mode = "default",
) => decide(compileRules(rules), subject(about), levelRules(level, mode));
const rule = (decision: Decision, match: RuleMatch): Rule => personRule({ decision, match });

describe("after text from any place outside was read,", () => {
  test("what leaves the tab is asked about at every level and in every mode that lets it through", () => {
    for (const level of levels) {
      for (const mode of ["default", "accept-edits"] as const) {
        for (const kind of kinds) {
          for (const about of [
            { risks: ["network"] as const },
            { risks: ["spend"] as const },
            { risks: ["read"] as const, permissions: ["network"] as const },
            { risks: ["change"] as const, permissions: ["secret-access"] as const },
          ]) {
            const { decision, rule: by } = verdict({ ...about, origins: [places[kind]] }, [], level, mode);
            expect([level, mode, kind, decision, by.sentence]).toEqual([
              level,
              mode,
              kind,
              "ask",
              "Ask before anything leaves this tab after text from outside was read.",
            ]);
          }
        }
      }
    }
  });

  test("writes to rules and to what is remembered are asked about, other changes as the level says", () => {
    const origins = [places.import];
    const rules = verdict({ risks: ["change"], paths: ["/rules/a.toml"], origins }, [], "only-limits", "accept-edits");
    expect([rules.decision, rules.rule.ruleId]).toEqual(["ask", "level:outside-rules:ask"]);
    const memory = verdict({ tool: "remember", risks: ["change"], permissions: ["database-write"], origins });
    expect([memory.decision, memory.rule.ruleId]).toEqual(["ask", "level:outside-remembers:ask"]);
    expect(verdict({ tool: "note", risks: ["change"], paths: ["/notes/a.md"], origins }).decision).toBe("allow");
    expect(verdict({ tool: "look", risks: ["read"], origins }).decision).toBe("allow");
  });

  test("a plan changes nothing all the same", () => {
    expect(verdict({ origins: [places.web] }, [], "only-limits", "plan").decision).toBe("deny");
  });
});

test("where nothing from outside was read, the level alone decides", () => {
  expect(levels.filter((level) => isOutsideRule(verdict({}, [], level).rule.ruleId))).toEqual([]);
  expect(levels.map((level) => verdict({ tool: "find", risks: ["read"], permissions: ["network"] }, [], level).decision)).toEqual(
    ["allow", "allow", "allow"],
  );
});

test.each<readonly [string, RuleMatch, readonly OutsideKind[], Decision]>([
  ["an explicit rule lets it through", { tools: ["send"] }, ["import"], "allow"],
  ["one that names the place does", { tools: ["send"], from: ["import"] }, ["import"], "allow"],
  ["one that names another place does not", { tools: ["send"], from: ["web"] }, ["import"], "ask"],
  ["one that names only one of the places does not", { tools: ["send"], from: ["web"] }, ["web", "import"], "ask"],
  ["one for when nothing was read does not", { tools: ["send"], from: [] }, ["import"], "ask"],
  ["one for when nothing was read does where nothing was", { tools: ["send"], from: [] }, [], "allow"],
])("of rules that allow, %s", (_name, match, read, decision) => {
  expect(verdict({ origins: read.map((kind) => places[kind]) }, [rule("allow", match)]).decision).toBe(decision);
});

test("rules that ask and deny hold where any place is named", () => {
  const origins = [places.import, places.web];
  expect(verdict({ tool: "note", risks: ["change"], origins }, [rule("ask", { from: ["web"] })]).decision).toBe("ask");
  expect(verdict({ tool: "note", risks: ["change"], origins }, [rule("deny", { from: ["web"] })]).decision).toBe("deny");
  expect(verdict({ tool: "note", risks: ["change"], origins: [places.import] }, [rule("deny", { from: ["web"] })]).decision).toBe(
    "allow",
  );
  expect(verdict({ tool: "note", risks: ["change"] }, [rule("deny", { from: ["web"] })]).decision).toBe("allow");
});

test("a rule says in its sentence which text it speaks of, and one that says nothing real is refused", () => {
  const sentence = (decision: Decision, from: readonly OutsideKind[]): string =>
    ruleSentence({ decision, match: { tools: ["send"], from } });
  expect([sentence("allow", []), sentence("allow", ["import", "web"]), sentence("deny", kinds)]).toEqual([
    "Allow every send call unless text from outside was read",
    "Allow every send call also after text from imports or the web was read",
    "Deny every send call after text from outside was read",
  ]);
  const problemOf = (decision: Decision, from: unknown): string | undefined => {
    const checked = checkRule(JSON.parse(JSON.stringify({ ...rule(decision, {}), match: { from } })) as JsonValue);
    return checked.ok ? undefined : checked.error.message;
  };
  expect([problemOf("allow", []), problemOf("ask", ["web"])]).toEqual([undefined, undefined]);
  expect(problemOf("ask", [])).toContain('needs a place in "from"');
  expect(problemOf("deny", ["moon"])).toContain('"from" has to be a list of web, tool-server, import, memory, outside.');
});

test("a call that itself takes a file from outside into a guarded folder is judged by that file", async () => {
  const world = createWorld({ level: "only-limits" });
  await world.store.append({
    entries: [
      {
        causes: [],
        origins: [],
        event: {
          type: "rule-added",
          rule: personRule({ ruleId: ruleId("own"), decision: "allow", match: { tools: ["append"], from: [] } }),
        },
      },
    ],
    effects: [],
    expects: [],
    durability: "strict",
  });
  await world.save("/rules/a.toml", "one");
  const folder = { kind: "directory", modifiedAt: 0, version: effectId("made") } as const;
  const state = world.tree.state("/rules/a.toml")!;
  const effect = {
    effectId: state.version,
    files: [
      { path: "/rules", before: null, after: folder },
      { path: "/rules/a.toml", before: state, after: { ...state, origins: [places.import] } },
    ],
    reads: [],
    hash: "h",
  };
  await world.store.append({
    entries: [{ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }],
    effects: [],
    expects: [],
    durability: "strict",
  });
  const settling = world.settle(call(1, "append", { path: "/rules/a.toml", text: "two" }));
  await world.calm();
  const [question] = world.pending();
  expect([question?.rule.ruleId, question?.origins]).toEqual(["level:outside-rules:ask", [{ type: "model" }, places.import]]);
  unwrap(await world.answer(question?.approvalId ?? "", { type: "approve" }));
  expect(unwrap(await settling)[0]?.outcome).toMatchObject({ type: "done", origins: [places.import] });
  expect(world.tree.state("/rules/a.toml")?.origins).toEqual([places.import]);
});
