import { expect, test } from "vitest";
import { ruleId } from "../base/ids.ts";
import type { Rule } from "../rules/rule.ts";
import { lockOf, lockRule } from "./path-lock.ts";

const lock = lockRule("/notes", ruleId("r1"), 7);

test("a lock is a rule that denies what changes and deletes in one place", () => {
  expect(lock).toEqual({
    ruleId: "r1",
    match: { folder: "/notes", risks: ["change", "delete"] },
    decision: "deny",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: 7,
    sentence: "Deny changing and deleting /notes",
  });
});

test("a lock holds its path and what lies below it, by whole names", () => {
  const held = (path: string): boolean => lockOf([lock], path) === lock;
  expect(["/notes", "/notes/a/b.md", "/notesx", "/other", "/"].map(held)).toEqual([true, true, false, false, false]);
  expect(lockOf([lockRule("/", ruleId("r2"), 1)], "/any.md")?.ruleId).toBe("r2");
});

test("a rule that is off, narrower, or of one session is no lock", () => {
  const others: readonly Rule[] = [
    { ...lock, isOff: true },
    { ...lock, decision: "ask" },
    { ...lock, match: { ...lock.match, agents: ["helper"] } },
    { ...lock, match: { folder: "/notes", risks: ["delete"] } },
    { ...lock, match: { risks: ["change", "delete"] } },
    { ...lock, scope: { type: "session", sessionId: "s" as never } },
  ];
  expect(others.map((rule) => lockOf([rule], "/notes"))).toEqual(others.map(() => undefined));
});
