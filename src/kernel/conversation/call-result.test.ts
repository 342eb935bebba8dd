import { expect, test } from "vitest";
import { ruleId } from "../base/ids.ts";
import type { CallOutcome } from "../log/event.ts";
import { callResult } from "./call-result.ts";

const cases: readonly (readonly [CallOutcome, string, boolean])[] = [
  [{ type: "done", output: { text: "ok", isError: false } }, "ok", false],
  [{ type: "done", output: { text: "no such line", isError: true } }, "no such line", true],
  [{ type: "failed", failure: { type: "tool", message: "it broke" } }, "Error: it broke", true],
  [{ type: "denied", by: "person", reason: "use /b" }, "Rejected by the person: use /b", true],
  [{ type: "denied", by: "rule", reason: "Never delete.", ruleId: ruleId("rule_1") }, "Refused by a rule: Never delete.", true],
  [
    { type: "stopped", when: "before-start" },
    "Stopped by the person before this call started. It did not run and nothing changed.",
    true,
  ],
  [
    { type: "stopped", when: "waiting" },
    "Stopped by the person while this call waited to be carried out. Nothing of it was kept.",
    true,
  ],
  [{ type: "stopped", when: "running" }, "Stopped by the person while this call ran. No change to the workspace was kept.", true],
  [
    { type: "timed-out", afterMs: 30_000 },
    "Error: the call did not finish within 30 s and was left behind. No change to the workspace was kept.",
    true,
  ],
];

test.each(cases)("%o is told truthfully", (outcome, text, isError) => {
  expect(callResult(outcome)).toEqual({ text, isError });
});

test("arguments that a person changed are named", () => {
  expect(callResult({ type: "done", output: { text: "ok", isError: false } }, ["path", "text"])).toEqual({
    text: "Note: the person changed path, text before this call ran.\nok",
    isError: false,
  });
});
