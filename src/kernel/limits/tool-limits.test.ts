import { expect, test } from "vitest";
import { checkToolLimits, defaultToolLimits, type LimitedTool, type StageName, stageOrder, stagesOf } from "./tool-limits.ts";

const always: readonly StageName[] = ["calls", "window", "capacity", "circuit", "rate"];

test.each<readonly [string, LimitedTool, readonly StageName[]]>([
  ["a pure read", { access: "read", pure: true }, ["cache", "join", ...always, "retry"]],
  ["a read that hangs on more", { access: "read" }, [...always, "retry"]],
  ["a change", { access: "write", pure: true, idempotent: true }, always],
  ["what reaches outside", { access: "external" }, ["once", ...always]],
  ["what reaches outside and may be repeated", { access: "external", idempotent: true }, ["once", ...always, "retry"]],
  ["an operation that goes on", { access: "read", kind: "async", pure: true }, always],
  ["what is prepared first", { access: "write", kind: "listen" }, always],
  ["a container", { access: "container" }, []],
  ["a question", { access: "read", kind: "question" }, []],
  ["work that is handed over", { access: "external", kind: "external" }, []],
])("%s can have these before it", (_, tool, stages) => {
  expect(stagesOf(tool)).toEqual(stages);
});

test("what each stage is switched on with can be set, and so can nothing", () => {
  expect(Object.keys(defaultToolLimits).sort()).toEqual([...stageOrder].sort());
  expect(checkToolLimits(defaultToolLimits)).toEqual({ ok: true, value: defaultToolLimits });
  expect(checkToolLimits({})).toEqual({ ok: true, value: {} });
});

test.each([
  [null],
  [{ speed: true }],
  [{ once: false }],
  [{ cache: { ttlMs: -1 } }],
  [{ cache: { ttlMs: 1.5 } }],
  [{ cache: {} }],
  [{ cache: { ttlMs: 1, more: 1 } }],
  [{ window: { maxCalls: 3 } }],
  [{ capacity: { soft: 4, hard: 4 } }],
  [{ capacity: { hard: 0 } }],
  [{ rate: { maxCalls: 0, intervalMs: 1_000 } }],
  [{ retry: { maxRetries: 21, baseMs: 100 } }],
  [{ circuit: { failures: 0, recoveryMs: 0 } }],
  [{ calls: { perRun: "many" } }],
])("%j is refused, with what stays", (limits) => {
  expect(checkToolLimits(limits)).toMatchObject({ ok: false, error: { message: expect.stringContaining("stays.") } });
});
