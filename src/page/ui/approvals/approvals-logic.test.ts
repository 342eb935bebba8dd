import { expect, test } from "vitest";
import { effectId, sessionId } from "../../../kernel/ids.ts";
import { createFakeRandom } from "../../../kernel/random.fake.ts";
import { fakeApproval, fakeEffect } from "../../store/entries.fake.ts";
import { allowRule, type allowSentence, reachesOf } from "./allow-rule.ts";
import { countByRisk, headlineOf, mainRisk, mustBeSeen, originWords } from "./describe-approval.ts";
import { editedInput, editFields, isChanged } from "./edited-input.ts";

const noFiles = { effectId: effectId("e"), files: [], reads: [], hash: "h" };

test("a headline says what would happen to what, from the effect", () => {
  const titles = [
    fakeApproval("a", "c"),
    fakeApproval("a", "c", { effect: fakeEffect("e", "/new.md", 4, 0) }),
    fakeApproval("a", "c", { effect: fakeEffect("e", "/old.md", 0, 4) }),
    fakeApproval("a", "c", { tool: "fetch", effect: noFiles, headline: { verb: "Fetched", object: "api.example" } }),
    fakeApproval("a", "c", {
      tool: "move",
      effect: { ...noFiles, files: [...fakeEffect("e", "/a").files, ...fakeEffect("f", "/b").files] },
    }),
    fakeApproval("a", "c", { kind: "in-doubt", tool: "fetch", headline: { verb: "Fetched", object: "api.example" } }),
  ].map(headlineOf);
  expect(titles).toEqual([
    "Change /notes/plan.md",
    "Create /new.md",
    "Delete /old.md",
    "Fetch api.example",
    "Move /notes/plan.md (2 files and folders)",
    "Outcome unknown: fetch api.example",
  ]);
});

test("a call counts as the gravest thing it does, and graver ones must be seen whole", () => {
  const approvals = [
    fakeApproval("a", "c"),
    fakeApproval("b", "c", { risks: ["change", "delete"] }),
    fakeApproval("d", "c", { risks: ["network"] }),
    fakeApproval("e", "c", { risks: ["delete"] }),
  ];
  expect([approvals.map(mainRisk), approvals.map(mustBeSeen), countByRisk(approvals)]).toEqual([
    ["change", "delete", "network", "delete"],
    [false, true, true, true],
    "2 deletes, 1 network, 1 change",
  ]);
});

test("text from elsewhere is named, the person's and the model's is not", () => {
  expect([originWords([{ type: "user" }, { type: "model" }]), originWords([{ type: "web", origin: "rail.example" }])]).toEqual([
    undefined,
    "The arguments contain text from the page rail.example, which you do not control.",
  ]);
});

test("a rule allows what its sentence says and not more", () => {
  const approval = fakeApproval("a", "c");
  const make = (reach: Parameters<typeof allowSentence>[1], time: Parameters<typeof allowSentence>[2]) =>
    allowRule(approval, { reach, time }, { now: 1_000, random: createFakeRandom() });
  const person = { ruleId: "rule_1", decision: "allow", madeBy: "person", madeAt: 1_000 };
  expect([
    make("exact-call", "always"),
    make("tool-in-folder", "hour"),
    make("tool-in-session", "always"),
    make("exact-call", "session"),
  ]).toEqual([
    { ...person, match: { callHash: "hash" }, scope: { type: "workspace" }, sentence: "Allow exactly this edit call always" },
    {
      ...person,
      match: { tools: ["edit"], folder: "/notes" },
      scope: { type: "workspace" },
      expiresAt: 3_601_000,
      sentence: "Allow edit in /notes for one hour",
    },
    {
      ...person,
      match: { tools: ["edit"] },
      scope: { type: "session", sessionId: sessionId("s") },
      sentence: "Allow every edit in this session",
    },
    {
      ...person,
      match: { callHash: "hash" },
      scope: { type: "session", sessionId: sessionId("s") },
      sentence: "Allow exactly this edit call in this session",
    },
  ]);
});

test("a person may put the rule in other words, which change nothing of what it allows", () => {
  const approval = fakeApproval("a", "c");
  const make = (words?: string) =>
    allowRule(
      approval,
      { reach: "tool-in-folder", time: "always", ...(words === undefined ? {} : { words }) },
      { now: 1_000, random: createFakeRandom() },
    );
  const made = make();
  expect([make(" Notes are mine to lose "), make("  ")]).toEqual([{ ...made, sentence: "Notes are mine to lose" }, made]);
});

test("a call that names no folder cannot be allowed for one", () => {
  expect(reachesOf(fakeApproval("a", "c", { input: { url: "x" }, effect: noFiles }))).toEqual(["exact-call", "tool-in-session"]);
});

test("text arguments are edited as text, all others as JSON, and what is not JSON is named", () => {
  const fields = editFields({ path: "/a", depth: 2, tags: ["x"] });
  expect(fields.map(({ name, kind, text }) => [name, kind, text])).toEqual([
    ["path", "text", "/a"],
    ["depth", "json", "2"],
    ["tags", "json", '[\n  "x"\n]'],
  ]);
  const changed = fields.map((field) => (field.name === "depth" ? { ...field, text: "3" } : field));
  expect([changed.map(isChanged), editedInput(changed)]).toEqual([
    [false, true, false],
    { ok: true, value: { path: "/a", depth: 3, tags: ["x"] } },
  ]);
  const broken = fields.map((field) => (field.name === "tags" ? { ...field, text: "[" } : field));
  expect(editedInput(broken)).toMatchObject({ ok: false, error: expect.stringMatching(/^tags: The text is not valid JSON/) });
  expect(editedInput(editFields("plain"))).toEqual({ ok: true, value: "plain" });
});
