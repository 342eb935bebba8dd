import { raceAbort } from "../../kernel/abort.ts";
import type { Clock, ClockDep } from "../../kernel/clock.ts";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import type { Tool, ToolContext, ToolOutput } from "../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../kernel/event.ts";
import { type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import { err, type Result } from "../../kernel/result.ts";
import { cutText } from "./cut-text.ts";

/** How one execution of a tool ended. Never a decision of rules or people. */
export type RunOutcome = Extract<CallOutcome, { readonly type: "done" | "failed" | "stopped" | "timed-out" }>;

type Returned = Result<ToolOutput, Failure>;

/** One execution. It is over when `returned` is there. */
interface Execution {
  returned: Returned | undefined;
}

const execute = async (execution: Execution, tool: Tool, parsed: unknown, context: ToolContext): Promise<Returned> => {
  try {
    execution.returned = await tool.run(parsed, context);
  } catch (cause) {
    execution.returned = err(unexpectedFailure(cause, `Running '${tool.name}'`));
  }
  return execution.returned;
};

const asOutcome = (result: Returned): RunOutcome => {
  if (!result.ok) return { type: "failed", failure: { ...result.error, message: cutText(result.error.message) } };
  const { text, isError } = result.value;
  return { type: "done", output: { text: cutText(text), isError } };
};

/** Microtasks that a tool which waits for nothing needs to give its result back; a few to spare. */
const quickTurns = 6;

/**
 * Runs a tool until it ends, its time is over, or the signal aborts. A tool that ends because it was told to counts as
 * stopped or timed out, not as failed; one that does not end is left behind at once and its late result is ignored.
 * A result that is there before the stop is kept. `files` is opened when the tool first uses it.
 */
export const runTool = async (
  { clock }: ClockDep,
  { tool, parsed }: { readonly tool: Tool; readonly parsed: unknown },
  files: () => FileSystem,
  signal: AbortSignal,
): Promise<RunOutcome> => {
  if (signal.aborted) return { type: "stopped", when: "before-start" };
  let controller: AbortController | undefined;
  const own = (): AbortController => {
    controller ??= new AbortController();
    return controller;
  };
  const execution: Execution = { returned: undefined };
  const work = execute(execution, tool, parsed, {
    get signal(): AbortSignal {
      return own().signal;
    },
    now: clock.now(),
    get files(): FileSystem {
      return files();
    },
  });
  // A tool that waits for nothing ends within these turns and needs neither timer nor listener.
  for (let turn = 0; turn < quickTurns && execution.returned === undefined; turn += 1) await undefined;
  const { returned } = execution;
  return returned === undefined ? watch(clock, tool.timeoutMs, work, own(), signal) : asOutcome(returned);
};

/** Waits for a tool with its time limit, passing the stop on to it. */
const watch = async (
  clock: Clock,
  timeoutMs: number,
  work: Promise<Returned>,
  controller: AbortController,
  signal: AbortSignal,
): Promise<RunOutcome> => {
  const onStop = (): void => controller.abort(signal.reason);
  if (signal.aborted) onStop();
  else signal.addEventListener("abort", onStop, { once: true });
  let isLate = false;
  const cancelTimer = clock.after(timeoutMs, () => {
    isLate = true;
    controller.abort();
  });
  const raced = await raceAbort(work, controller.signal);
  cancelTimer();
  signal.removeEventListener("abort", onStop);
  if (raced.type === "settled" && (raced.value.ok || !controller.signal.aborted)) return asOutcome(raced.value);
  return isLate ? { type: "timed-out", afterMs: timeoutMs } : { type: "stopped", when: "running" };
};
