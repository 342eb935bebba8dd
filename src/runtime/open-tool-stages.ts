import { createCircuitStates } from "../engine/resilience/circuit-states.ts";
import { createToolStages, type ToolStages, type ToolStagesDeps } from "../engine/tools/stages/tool-stages.ts";

/** What stands before tools, with its circuits in this worker's memory. */
export const openToolStages = (deps: Omit<ToolStagesDeps, "circuits">): ToolStages =>
  createToolStages({ ...deps, circuits: createCircuitStates() });
