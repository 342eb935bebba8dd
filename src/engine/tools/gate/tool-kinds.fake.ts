import type { Failure } from "../../../kernel/base/failure.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type {
  AsyncTool,
  Begun,
  ExternalTool,
  ListenTool,
  ListenUpdate,
  OperationStatus,
  ToolContext,
  ToolOutput,
} from "../../../kernel/contracts/tool.ts";
import type { CancelReason, PreparedOperation } from "../../../kernel/tools/operation.ts";

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

/** Somebody outside who prepares what a `listen` tool would do. */
export interface FakePreparer {
  /** Told to every preparation at its beginning. */
  readonly says: ListenUpdate[];
  /** Tells the preparation that listens now something more; an error breaks its stream. */
  tell: (update: ListenUpdate | Error) => void;
  /** Ends the stream that listens now. */
  end: () => void;
  /** How many preparations listened. */
  prepared: number;
  /** Revisions that were carried out. */
  readonly executed: string[];
  readonly cancelled: (readonly [operationId: string, reason: CancelReason])[];
  execute: (prepared: PreparedOperation, context: ToolContext) => Promise<Result<ToolOutput, Failure>>;
  cancel: () => Promise<void>;
}

export const ready = (revision = "r1", more: Partial<PreparedOperation> = {}): ListenUpdate => ({
  type: "ready",
  prepared: { operationId: `offer_${revision}`, revision, snapshot: `Buy at ${revision}`, ...more },
});

export const createFakePreparer = (...says: readonly ListenUpdate[]): FakePreparer => {
  const preparer: FakePreparer = {
    says: [...says],
    tell: () => {},
    end: () => {},
    prepared: 0,
    executed: [],
    cancelled: [],
    execute: async ({ revision }) => ok({ text: `bought at ${revision}`, isError: false }),
    cancel: async () => {},
  };
  return preparer;
};

async function* listen(preparer: FakePreparer): AsyncGenerator<ListenUpdate, void> {
  preparer.prepared += 1;
  const waiting: (ListenUpdate | Error | "end")[] = [...preparer.says];
  let wake = (): void => {};
  const add = (one: ListenUpdate | Error | "end"): void => {
    waiting.push(one);
    wake();
  };
  preparer.tell = add;
  preparer.end = () => add("end");
  for (;;) {
    const next = waiting.shift();
    if (next === "end") return;
    if (next instanceof Error) throw next;
    if (next !== undefined) yield next;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

export const listenTool = (preparer: FakePreparer, access: ListenTool["access"] = "external"): ListenTool => ({
  ...fakeToolBase("offer"),
  kind: "listen",
  access,
  prepare: () => listen(preparer),
  execute: async (prepared, _input, context) => {
    preparer.executed.push(prepared.revision);
    return preparer.execute(prepared, context);
  },
  cancel: async (operationId, reason) => {
    preparer.cancelled.push([operationId, reason]);
    await preparer.cancel();
  },
});

export const externalTool = (access: ExternalTool["access"] = "read"): ExternalTool => ({
  ...fakeToolBase("errand"),
  kind: "external",
  access,
  handOver: (input) => ({ task: String((input as { readonly what?: string }).what), expects: "what came of it" }),
});
