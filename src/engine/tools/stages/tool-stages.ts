import { canonicalHash } from "../../../kernel/base/canonical.ts";
import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { CircuitStates } from "../../../kernel/contracts/circuit-states.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { type StageName, stagesOf, type ToolLimits } from "../../../kernel/limits/tool-limits.ts";
import { createPipeline, type Pipeline } from "../../resilience/pipeline.ts";
import {
  createCallsStage,
  createCapacityStage,
  createCircuitStage,
  createRateStage,
  createWindowStage,
} from "./admitting-stages.ts";
import type { PastCalls } from "./call-history.ts";
import { createRetryStage } from "./retry-stage.ts";
import { createCacheStage, createJoinStage, createKeptResults, createOnceStage } from "./serving-stages.ts";
import type { StagedCall, StagedOutcome, ToolStage } from "./staged-call.ts";

export type ToolPipeline = Pipeline<StagedCall, StagedOutcome>;

/** What stands between the gate's decision and each tool. */
export interface ToolStages {
  /** Undefined where nothing is switched on for the tool. */
  readonly pipelineOf: (tool: Tool) => ToolPipeline | undefined;
  /** A file changed: results that were read from it do not hold any more. */
  readonly noteChange: (path: string) => void;
  /** Forgets every result that could be given again. */
  readonly forgetResults: () => void;
}

export interface ToolStagesDeps extends ClockDep, RandomDep {
  readonly circuits: CircuitStates;
  /** What the log says of the calls of a tool. Absent: nothing was called before. */
  readonly past?: (tool: string) => PastCalls;
  /** What is set for a tool; the same object until it is changed. Undefined: what the tool brings itself. */
  readonly limitsOf: (tool: string) => ToolLimits | undefined;
}

/** A stage and what it was made from: what is set to the same again goes on where it stands. */
interface Made {
  readonly from: string;
  readonly stage: ToolStage;
}

interface Compiled {
  readonly limits: ToolLimits;
  readonly made: ReadonlyMap<StageName, Made>;
  readonly pipeline: ToolPipeline | undefined;
}

const nothing: ToolLimits = {};

export const createToolStages = (deps: ToolStagesDeps): ToolStages => {
  const cache = createKeptResults(deps);
  const byTool = new Map<string, Compiled>();

  const stageOf = (tool: string, name: StageName, limits: Required<ToolLimits>): ToolStage => {
    switch (name) {
      case "once":
        return createOnceStage(deps);
      case "cache":
        return createCacheStage(cache, limits.cache.ttlMs);
      case "join":
        return createJoinStage(deps, cache.begin);
      case "calls":
        return createCallsStage(deps, limits.calls, deps.past?.(tool));
      case "window":
        return createWindowStage(deps, limits.window, deps.past?.(tool));
      case "capacity":
        return createCapacityStage(limits.capacity);
      case "circuit":
        return createCircuitStage(deps, tool, limits.circuit);
      case "rate":
        return createRateStage(deps, limits.rate);
      case "retry":
        return createRetryStage(deps, limits.retry);
    }
  };

  const compile = (tool: Tool, limits: ToolLimits, before: Compiled | undefined): Compiled => {
    const made = new Map<StageName, Made>();
    for (const name of stagesOf(tool)) {
      if (limits[name] === undefined) continue;
      const from = canonicalHash(limits[name] as JsonValue);
      const known = before?.made.get(name);
      const isSame = known?.from === from;
      made.set(name, isSame ? known : { from, stage: stageOf(tool.name, name, limits as Required<ToolLimits>) }); // `name` is set.
    }
    const pipeline = made.size === 0 ? undefined : createPipeline([...made.values()].map(({ stage }) => stage));
    return { limits, made, pipeline };
  };

  return {
    pipelineOf: (tool) => {
      const limits = deps.limitsOf(tool.name) ?? tool.limits ?? nothing;
      const known = byTool.get(tool.name);
      if (known?.limits === limits) return known.pipeline;
      const compiled = compile(tool, limits, known);
      byTool.set(tool.name, compiled);
      return compiled.pipeline;
    },
    noteChange: cache.noteChange,
    forgetResults: cache.invalidateAll,
  };
};
