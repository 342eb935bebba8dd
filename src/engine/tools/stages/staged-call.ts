import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { Served } from "../../../kernel/limits/stage-act.ts";
import type { StageName } from "../../../kernel/limits/tool-limits.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { Stage } from "../../resilience/pipeline.ts";
import type { GateDeps, ReadyCall, Round } from "../gate/gate-deps.ts";
import { draftOf } from "../gate/record.ts";
import type { RunOutcome } from "../gate/run-tool.ts";

/** A call that the gate let run, on its way to its tool. */
export interface StagedCall {
  readonly deps: GateDeps;
  readonly call: ReadyCall;
  readonly round: Round;
  /** Every path that the tool looks at, where somebody has to know; see `watchedFiles`. */
  touched: Set<string> | undefined;
}

export interface StagedOutcome {
  readonly outcome: RunOutcome;
  /** It did not run: this is the result of another call. */
  readonly served?: Served;
}

export type ToolStage = Stage<StagedCall, StagedOutcome>;

/** An entry about the call that is written at once, so that people see what it waits for. Where it cannot be stored, the call goes on. */
export const tell = async ({ deps, call, round }: StagedCall, event: Event): Promise<void> => {
  await deps.store.append({ entries: [draftOf(round, call.callId, event)], effects: [], expects: [], durability: "relaxed" });
};

/** A call that a stage did not let in. */
export const heldBack = (by: StageName, message: string, retryAfterMs?: number): StagedOutcome => ({
  outcome: {
    type: "failed",
    failure: { type: "held-back", by, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  },
});

/** Stopped before its tool began. */
export const stoppedWaiting: StagedOutcome = { outcome: { type: "stopped", when: "waiting" } };

/** Does work that a stop of the run, and of this one call, ends. */
export const whileWaiting = async <Value>(
  { call, round }: StagedCall,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  if (round.signal.aborted) stop();
  else round.signal.addEventListener("abort", stop, { once: true });
  const leaveList = round.running.add(call.callId, stop);
  try {
    return await work(controller.signal);
  } finally {
    leaveList();
    round.signal.removeEventListener("abort", stop);
  }
};

/** Files that note every path that is looked at. */
export const watchedFiles = (files: FileSystem, touched: Set<string>): FileSystem => ({
  ...files,
  readFile: (path) => {
    touched.add(path);
    return files.readFile(path);
  },
  readdir: (path) => {
    touched.add(path);
    return files.readdir(path);
  },
  stat: (path) => {
    touched.add(path);
    return files.stat(path);
  },
});
