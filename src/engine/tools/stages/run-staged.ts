import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { Origin } from "../../../kernel/rules/origin.ts";
import type { GateDeps, ReadyCall, Round } from "../gate/gate-deps.ts";
import { runTool } from "../gate/run-tool.ts";
import { labelled } from "../rules/text-origins.ts";
import { type StagedCall, type StagedOutcome, watchedFiles } from "./staged-call.ts";
import type { ToolPipeline } from "./tool-stages.ts";

/** What the gate runs a tool on. */
export interface CallFiles {
  /** The file API, over files that somebody may want to watch. */
  readonly open: (watch: (files: FileSystem) => FileSystem) => FileSystem;
  /** Where what was read of them by now came from, as far as that is outside. */
  readonly origins: () => readonly Origin[];
  readonly hear: (origins: readonly Origin[]) => void;
}

const unwatched = (files: FileSystem): FileSystem => files;

/**
 * What the call has to pass before its tool runs; undefined where nothing is switched on. A call passes it once: not when a change
 * is previewed again, nor when an operation of an earlier tab goes on.
 */
const pipelineFor = ({ ledger, stages }: GateDeps, { callId, tool }: ReadyCall, round: Round): ToolPipeline | undefined => {
  const pipeline = stages?.pipelineOf(tool);
  if (pipeline === undefined || round.signal.aborted || round.admitted?.has(callId) === true) return undefined;
  return ledger.operationOf(callId) === undefined ? pipeline : undefined;
};

/** Runs a tool, behind what is switched on before it; see `ToolLimits` for the order. Its outcome says where its text came from. */
export const runStaged = (deps: GateDeps, call: ReadyCall, outside: CallFiles, round: Round): Promise<StagedOutcome> => {
  const { open, origins } = outside;
  const pipeline = pipelineFor(deps, call, round);
  if (pipeline === undefined) {
    const running = runTool(deps, call, { files: () => open(unwatched), outside }, round);
    return running.then((outcome) => ({ outcome: labelled(call, outcome, origins()) }));
  }
  const staged: StagedCall = { deps, call, round, touched: undefined };
  const watch = (files: FileSystem): FileSystem => (staged.touched === undefined ? files : watchedFiles(files, staged.touched));
  return pipeline.run(staged, async () => {
    round.admitted?.add(call.callId);
    return { outcome: labelled(call, await runTool(deps, call, { files: () => open(watch), outside }, round), origins()) };
  });
};
