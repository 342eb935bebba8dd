import type { StagedCall, StagedOutcome } from "../../engine/tools/stages/staged-call.ts";
import type { ToolPipeline, ToolStages } from "../../engine/tools/stages/tool-stages.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Tool } from "../../kernel/contracts/tool.ts";
import type { ToolLimits } from "../../kernel/limits/tool-limits.ts";

const notLoaded = (tool: string): Failure => ({
  type: "network",
  message: `what you switched on before '${tool}' could not be loaded, so it did not run and nothing changed. Check the network, or switch it off in Settings, Tools; then try again.`,
});

/** What stands before tools, loaded when it first has to do something: most people switch nothing on. A load that fails is tried again. */
export const createLazyStages = (
  load: () => Promise<ToolStages>,
  limitsOf: (tool: string) => ToolLimits | undefined,
): ToolStages => {
  let stages: ToolStages | undefined;
  let loading: Promise<ToolStages> | undefined;
  const whole = async (): Promise<ToolStages> => {
    loading ??= load();
    try {
      stages = await loading;
      return stages;
    } catch (cause) {
      loading = undefined;
      throw cause;
    }
  };
  const early = (tool: Tool): ToolPipeline => ({
    names: [],
    run: async (staged: StagedCall, last): Promise<StagedOutcome> => {
      let loaded: ToolStages;
      try {
        loaded = await whole();
      } catch {
        // Without it the person's limits would not hold.
        return { outcome: { type: "failed", failure: notLoaded(tool.name) } };
      }
      const pipeline = loaded.pipelineOf(tool);
      return pipeline === undefined ? last(staged) : pipeline.run(staged, last);
    },
  });
  return {
    pipelineOf: (tool) => {
      if (stages !== undefined) return stages.pipelineOf(tool);
      const limits = limitsOf(tool.name) ?? tool.limits;
      return limits === undefined || Object.keys(limits).length === 0 ? undefined : early(tool);
    },
    // What is not loaded remembers nothing.
    noteChange: (path) => stages?.noteChange(path),
    forgetResults: () => stages?.forgetResults(),
  };
};
