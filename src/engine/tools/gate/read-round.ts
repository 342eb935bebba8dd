import type { Failure } from "../../../kernel/base/failure.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import type { Result } from "../../../kernel/base/result.ts";
import { type Soon, soon } from "../../../kernel/base/soon.ts";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { Origin } from "../../../kernel/rules/origin.ts";
import type { Overlay } from "../../files/overlay/overlay.ts";
import { jailedFiles } from "../../files/path-jail.ts";
import { type CallFiles, runStaged } from "../stages/run-staged.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { type Settlement, settlementOf } from "./record.ts";
import { settleStopped } from "./stop.ts";

const changedSomething = (tool: string): Failure => ({
  type: "tool",
  message: `'${tool}' is a reading tool but tried to change files, so its changes were dropped and nothing was saved.`,
});

/** Nothing is written, and a tool says itself where its text is from. */
const nothingToLabel = (): void => {};

const noOrigins: readonly Origin[] = [];

/** Runs a call that may not change the workspace: over an overlay that is made at its first use and always dropped. */
export const runWithoutEffect = (deps: GateDeps, call: ReadyCall, round: Round): Promise<Settlement> => {
  const startedAt = deps.clock.monotonic();
  let overlay: Overlay | undefined;
  let files: FileSystem | undefined;
  const open: CallFiles["open"] = (watch) => {
    if (files !== undefined) return files;
    overlay = deps.createOverlay(deps.tree, { effectId: effectId(deps.random.id("effect")), now: deps.clock.now() });
    files = jailedFiles(deps.openFiles(watch(overlay.files)));
    return files;
  };
  const origins = (): readonly Origin[] => overlay?.origins() ?? noOrigins;
  return runStaged(deps, call, { open, origins, hear: nothingToLabel }, round).then(({ outcome, served }) => {
    const durationMs = deps.clock.monotonic() - startedAt;
    const settlement = settlementOf(call, outcome, durationMs);
    const ended = served === undefined ? settlement : { ...settlement, served };
    return overlay === undefined || outcome.type !== "done" ? ended : withoutChanges(call, overlay, ended);
  });
};

/** A tool that changed something although it only reads has failed. */
const withoutChanges = async (call: ReadyCall, overlay: Overlay, ended: Settlement): Promise<Settlement> => {
  const { files } = await overlay.effect();
  if (files.length === 0) return ended;
  return settlementOf(call, { type: "failed", failure: changedSomething(call.tool.name) }, ended.durationMs);
};

const runRead = (deps: GateDeps, call: ReadyCall, round: Round): Soon<Settlement> =>
  round.signal.aborted ? settlementOf(call, { type: "stopped", when: "before-start" }) : runWithoutEffect(deps, call, round);

/** Runs every call, at most the cap at once, and starts none after the signal aborts. */
const runCapped = async (deps: GateDeps, calls: readonly ReadyCall[], round: Round): Promise<readonly Settlement[]> => {
  const settlements: Settlement[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < calls.length) {
      const index = next++;
      settlements[index] = await runRead(deps, calls[index]!, round); // `index` is below the length.
    }
  };
  const workers = Math.min(Math.max(1, deps.maxParallelReads), calls.length);
  await Promise.all(Array.from({ length: workers }, work));
  return settlements;
};

/**
 * Settles reads that no rule asks about: together, up to the cap, recorded in one commit. A read has no started entry: it may
 * run twice, so a crash needs no trace of it.
 */
export const settleReads = (
  deps: GateDeps,
  calls: readonly ReadyCall[],
  round: Round,
): Soon<Result<readonly SettledCall[], Failure>> => {
  const only = calls.length === 1 ? calls[0] : undefined;
  if (only !== undefined) return soon(runRead(deps, only, round), (settlement) => settleStopped(deps, round, [settlement]));
  return soon(runCapped(deps, calls, round), (settlements) => settleStopped(deps, round, settlements));
};
