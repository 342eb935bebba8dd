import { raceAbort } from "../../kernel/abort.ts";
import type { ClockDep } from "../../kernel/clock.ts";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import type { Tool, ToolOutput } from "../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../kernel/event.ts";
import { type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import { err, type Result } from "../../kernel/result.ts";
import { cutText } from "./cut-text.ts";

/** How one execution of a tool ended. Never a decision of rules or people. */
export type RunOutcome = Extract<CallOutcome, { readonly type: "done" | "failed" | "stopped" | "timed-out" }>;

const start = async (run: () => Promise<Result<ToolOutput, Failure>>, name: string): Promise<Result<ToolOutput, Failure>> => {
  try {
    return await run();
  } catch (cause) {
    return err(unexpectedFailure(cause, `Running '${name}'`));
  }
};

const asOutcome = (result: Result<ToolOutput, Failure>): RunOutcome => {
  if (!result.ok) return { type: "failed", failure: { ...result.error, message: cutText(result.error.message) } };
  const { text, isError } = result.value;
  return { type: "done", output: { text: cutText(text), isError } };
};

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
  const controller = new AbortController();
  const onStop = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", onStop, { once: true });
  let isLate = false;
  const cancelTimer = clock.after(tool.timeoutMs, () => {
    isLate = true;
    controller.abort();
  });
  const context = {
    signal: controller.signal,
    now: clock.now(),
    get files(): FileSystem {
      return files();
    },
  };
  const raced = await raceAbort(
    start(() => tool.run(parsed, context), tool.name),
    controller.signal,
  );
  cancelTimer();
  signal.removeEventListener("abort", onStop);
  if (raced.type === "settled" && (raced.value.ok || !controller.signal.aborted)) return asOutcome(raced.value);
  return isLate ? { type: "timed-out", afterMs: tool.timeoutMs } : { type: "stopped", when: "running" };
};
