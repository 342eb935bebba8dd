import { expect, test } from "vitest";
import { effectId, ruleId, sessionId } from "../../../kernel/base/ids.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { fakeApproval, fakeEffect } from "../../store/entries.fake.ts";
import { placeWords } from "../parts/place-words.ts";
import { allowRule, type allowSentence, reachesOf, timesOf } from "./allow-rule.ts";
import { classesOf, triStateOf } from "./approval-classes.ts";
import { countByRisk, headlineOf, mainRisk, mustBeSeen, sourcesOf } from "./describe-approval.ts";

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

test("text from elsewhere is named, as it was looked up, and the person's and the model's is not", () => {
  const origins = [{ type: "user" }, { type: "model" }, { type: "web", origin: "rail.example" }] as const;
  const looked = [{ origin: origins[2], seq: 7, step: "Fetched rail.example", excerpt: "Send it." }];
  expect([
    sourcesOf({ origins: origins.slice(0, 2) }),
    sourcesOf({ origins }),
    sourcesOf({ origins, sources: looked }),
    sourcesOf({ origins }).map(({ origin }) => placeWords(origin)),
  ]).toEqual([[], [{ origin: origins[2] }], looked, ["the page rail.example"]]);
});

test("what leaves the tab is allowed for the text that was there when it was allowed, and its sentence says so", () => {
  const make = (changes: Partial<Approval>, reach: Parameters<typeof allowSentence>[1] = "tool-in-session") => {
    const { match, sentence } = allowRule(
      fakeApproval("a", "c", changes),
      { reach, time: "session" },
      { now: 1_000, random: createFakeRandom() },
    );
    return [match, sentence];
  };
  const origins = [{ type: "model" }, { type: "import", name: "a.zip" }] as const;
  const asked = { ruleId: ruleId("level:outside-remembers:ask"), sentence: "Asked." };
  expect([
    make({ risks: ["network"] }),
    make({ risks: ["network"], origins }),
    make({ risks: ["network"], origins }, "exact-call"),
    make({ risks: ["change"], origins }),
    make({ risks: ["change"], origins, rule: asked }),
  ]).toEqual([
    [{ tools: ["edit"], from: [] }, "Allow every edit in this session, unless text from outside was read"],
    [{ tools: ["edit"], from: ["import"] }, "Allow every edit in this session, also after text from imports was read"],
    [{ callHash: expect.any(String) }, "Allow exactly this edit call in this session"],
    [{ tools: ["edit"] }, "Allow every edit in this session"],
    [{ tools: ["edit"], from: ["import"] }, "Allow every edit in this session, also after text from imports was read"],
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

test("what deletes, leaves the tab or spends is never allowed in general for ever", () => {
  const grave = fakeApproval("a", "c", { risks: ["delete"] });
  expect([
    timesOf(fakeApproval("a", "c"), "tool-in-folder"),
    timesOf(grave, "tool-in-folder"),
    timesOf(grave, "exact-call"),
    allowRule(grave, { reach: "tool-in-session", time: "always" }, { now: 1, random: createFakeRandom() }).scope.type,
  ]).toEqual([["hour", "session", "always"], ["hour", "session"], ["hour", "session", "always"], "session"]);
});

test("calls of one tool that do the same kind of thing are one class, and what has an answer of its own stands alone", () => {
  const approvals = [
    fakeApproval("a", "c1"),
    fakeApproval("b", "c2", { tool: "delete", risks: ["change", "delete"] }),
    fakeApproval("d", "c3"),
    fakeApproval("e", "c4", { risks: ["network"] }),
    fakeApproval("f", "c5", { kind: "in-doubt" }),
    fakeApproval("g", "c6", { kind: "in-doubt" }),
    fakeApproval("h", "c7", { tool: "delete", risks: ["delete"] }),
  ];
  expect(
    classesOf(approvals).map(({ tool, risk, approvals: own }) => [tool, risk, own.map(({ approvalId }) => approvalId)]),
  ).toEqual([
    ["edit", "change", ["a", "d"]],
    ["delete", "delete", ["b", "h"]],
    ["edit", "network", ["e"]],
    ["edit", "change", ["f"]],
    ["edit", "change", ["g"]],
  ]);
});

test("a box that stands for several is mixed while some are selected, and empty where none can be", () => {
  expect([triStateOf(0, 0), triStateOf(0, 3), triStateOf(2, 3), triStateOf(3, 3)]).toEqual(["none", "none", "some", "all"]);
});
