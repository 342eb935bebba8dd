import type { AsyncTool, Begun, OperationStatus } from "../../kernel/contracts/tool.ts";
import type { Failure } from "../../kernel/failure.ts";
import { isJsonObject } from "../../kernel/json.ts";
import { err, ok, type Result } from "../../kernel/result.ts";

/** What a fake tool of any kind is, but for what it does. */
const fakeToolBase = (name: string) => ({
  name,
  description: `${name}.`,
  inputSchema: { type: "object" },
  timeoutMs: 60_000,
  parse: (input: unknown) =>
    isJsonObject(input as never) && (input as { bad?: unknown }).bad === undefined ? ok(input) : err(["bad has to be absent."]),
  headline: () => ({ verb: name, object: "" }),
  paths: () => [],
});

/** A place outside where operations go on, whatever becomes of the tab. */
export interface FakeOutside {
  /** Ids of operations in the order in which they were begun. */
  readonly begun: string[];
  /** What each look finds, first to last; the last one stays. */
  looks: readonly Result<OperationStatus, Failure>[];
  looked: number;
  /** How the next operation begins, where it does not simply go on. */
  begins: (() => Promise<Result<Begun, Failure>>) | undefined;
  /** What a look does, where it does not simply find the next of `looks`. */
  look: (() => Promise<Result<OperationStatus, Failure>>) | undefined;
}

export const createFakeOutside = (): FakeOutside => ({ begun: [], looks: [], looked: 0, begins: undefined, look: undefined });

export const step = (message: string): Result<OperationStatus, Failure> =>
  ok({ type: "in-progress", progress: { stage: "working", message } });
export const finished = (text: string): Result<OperationStatus, Failure> =>
  ok({ type: "done", output: { text, isError: false } });

export const asyncTool = (outside: FakeOutside, access: AsyncTool["access"] = "read"): AsyncTool => ({
  ...fakeToolBase("job"),
  kind: "async",
  access,
  pollMs: 1_000,
  begin: async () => {
    const operationId = `operation_${outside.begun.length + 1}`;
    outside.begun.push(operationId);
    return outside.begins === undefined ? ok({ type: "in-progress", operationId, message: "begun" }) : outside.begins();
  },
  check: async () => {
    outside.looked += 1;
    if (outside.look !== undefined) return outside.look();
    return outside.looks[Math.min(outside.looked, outside.looks.length) - 1] ?? step("still going on");
  },
});
