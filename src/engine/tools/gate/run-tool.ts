import { raceAbort } from "../../../kernel/base/abort.ts";
import { abortedFailure, type Failure, unexpectedFailure } from "../../../kernel/base/failure.ts";
import { assertNever, err, type Result } from "../../../kernel/base/result.ts";
import type { Writable } from "../../../kernel/base/writable.ts";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { CallOrigins, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import { cutText } from "./cut-text.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { noteLate } from "./late-result.ts";
import { runOperation } from "./run-operation.ts";

/** How one execution of a tool ended. Never a decision of rules or people. */
export type RunOutcome = Extract<CallOutcome, { readonly type: "done" | "failed" | "stopped" | "timed-out" }>;

type Returned = Result<ToolOutput, Failure>;

/** One execution. It is over when `returned` is there. */
interface Execution {
  readonly deps: GateDeps;
  readonly call: ReadyCall;
  readonly round: Round;
  /** Made when it is first needed: most tools end without it. */
  controller: AbortController | undefined;
  returned: Returned | undefined;
}

const ownController = (execution: Execution): AbortController => {
  execution.controller ??= new AbortController();
  return execution.controller;
};

/** What a tool is given of the workspace. */
export interface ToolWorld {
  /** The file API; opened when the tool first uses it. */
  readonly files: () => FileSystem;
  readonly outside: CallOrigins;
}

interface LazyContext extends ToolContext {
  readonly execution: Execution;
  readonly world: ToolWorld;
}

/** What a tool is given, made when it first asks. One object for all calls: a literal with getters takes longer than most reads. */
const lazyParts: ThisType<LazyContext> & Omit<ToolContext, "now"> = {
  get signal(): AbortSignal {
    return ownController(this.execution).signal;
  },
  get caller() {
    const { call, round } = this.execution;
    return { callId: call.callId, scope: round.scope };
  },
  get files(): FileSystem {
    return this.world.files();
  },
  get outside(): CallOrigins {
    return this.world.outside;
  },
};

const contextFor = (execution: Execution, world: ToolWorld): ToolContext => {
  const context: Writable<LazyContext> = Object.create(lazyParts);
  context.execution = execution;
  context.world = world;
  context.now = execution.deps.clock.now();
  return context;
};

/** What the tool does, by its kind. */
const work = ({ deps, call, round }: Execution, context: ToolContext): Promise<Returned> => {
  const { tool, parsed } = call;
  switch (tool.kind) {
    case undefined:
    case "sync":
      return tool.run(parsed, context);
    case "async":
      return runOperation(deps, { ...call, tool }, context, round);
    case "listen":
      if (call.prepared === undefined) throw new Error(`'${tool.name}' runs, and nothing was prepared.`);
      return tool.execute(call.prepared, parsed, context);
    case "question":
    case "external":
      throw new Error("What a person answers, or does outside, is never run.");
    default:
      return assertNever(tool);
  }
};

/** Never rejects. */
const execute = (execution: Execution, context: ToolContext): Promise<Returned> => {
  const onThrow = (cause: unknown): Returned => {
    // What is thrown by a tool that was told to end is its way to end.
    const told = execution.controller?.signal.aborted === true;
    execution.returned = err(told ? abortedFailure : unexpectedFailure(cause, `Running '${execution.call.tool.name}'`));
    return execution.returned;
  };
  const onReturn = (returned: Returned): Returned => {
    execution.returned = returned;
    return returned;
  };
  try {
    // A tool of a JavaScript program may give its output without a promise.
    return Promise.resolve(work(execution, context)).then(onReturn, onThrow);
  } catch (cause) {
    return Promise.resolve(onThrow(cause));
  }
};

const asOutcome = (result: Returned): RunOutcome => {
  if (!result.ok) return { type: "failed", failure: { ...result.error, message: cutText(result.error.message) } };
  const { origins } = result.value;
  const ended = endOf(result.value);
  return origins === undefined ? ended : { ...ended, origins };
};

const endOf = ({ text, isError, ended, pictures, todos, shell }: ToolOutput): RunOutcome => {
  if (ended === undefined) {
    const output: Writable<ToolOutput> = { text, isError };
    if (todos !== undefined) output.todos = todos;
    if (shell !== undefined) output.shell = shell;
    if (pictures !== undefined) output.pictures = pictures;
    return { type: "done", output };
  }
  const partial = cutText(text);
  return ended.type === "stopped" ? { ...ended, when: "running", partial } : { ...ended, partial };
};

/** Microtasks that a tool which waits for nothing needs to give its result back; a few to spare. */
const quickTurns = 6;

/**
 * Runs a tool until it ends, its time is over, or the signal aborts, or a person stops this one call. A tool that ends because
 * it was told to counts as stopped or timed out, not as failed; one that does not end is left behind at once, and its late
 * result is ignored and noted in the log. A result that is there before the stop is kept.
 */
export const runTool = async (deps: GateDeps, call: ReadyCall, world: ToolWorld, round: Round): Promise<RunOutcome> => {
  const isAwaited = call.tool.access === "container" || call.tool.nests === true;
  if (round.signal.aborted && !isAwaited) return { type: "stopped", when: "before-start" };
  const execution: Execution = { deps, call, round, controller: undefined, returned: undefined };
  const ending = execute(execution, contextFor(execution, world));
  // A tool that waits for nothing ends within these turns and needs neither timer nor listener.
  for (let turn = 0; turn < quickTurns && execution.returned === undefined; turn += 1) await undefined;
  const { returned } = execution;
  if (returned !== undefined) return asOutcome(returned);
  return isAwaited ? awaitInside(execution, ending) : watch(execution, ending);
};

/** Waits for what makes calls of its own, also after the stop, which it passes on: nothing of it may be written after its own end. */
const awaitInside = async (execution: Execution, ending: Promise<Returned>): Promise<RunOutcome> => {
  const { call, round } = execution;
  const controller = ownController(execution);
  const onStop = (): void => controller.abort(round.signal.reason);
  if (round.signal.aborted) onStop();
  else round.signal.addEventListener("abort", onStop, { once: true });
  const leaveList = round.running.add(call.callId, () => controller.abort());
  const returned = await ending;
  leaveList();
  round.signal.removeEventListener("abort", onStop);
  // A container says itself how it ended.
  const isStopped = call.tool.access !== "container" && !returned.ok && controller.signal.aborted;
  return isStopped ? { type: "stopped", when: "running" } : asOutcome(returned);
};

/** Waits for a tool with its time limit, passing the stop on to it. */
const watch = async (execution: Execution, ending: Promise<Returned>): Promise<RunOutcome> => {
  const { deps, call, round } = execution;
  const { timeoutMs } = call.tool;
  const controller = ownController(execution);
  const onStop = (): void => controller.abort(round.signal.reason);
  if (round.signal.aborted) onStop();
  else round.signal.addEventListener("abort", onStop, { once: true });
  const leaveList = round.running.add(call.callId, () => controller.abort());
  let isLate = false;
  const cancelTimer = deps.clock.after(timeoutMs, () => {
    isLate = true;
    controller.abort();
  });
  const raced = await raceAbort(ending, controller.signal);
  cancelTimer();
  leaveList();
  round.signal.removeEventListener("abort", onStop);
  if (raced.type === "settled" && (raced.value.ok || !controller.signal.aborted)) return asOutcome(raced.value);
  if (raced.type === "aborted") noteLate(deps, call, round, ending);
  return isLate ? { type: "timed-out", afterMs: timeoutMs } : { type: "stopped", when: "running" };
};
