import { createCircuitStates } from "../../engine/resilience/circuit-states.ts";
import { createCallHistory } from "../../engine/tools/stages/call-history.ts";
import { createToolStages, type ToolStages, type ToolStagesDeps } from "../../engine/tools/stages/tool-stages.ts";
import type { StoreDep } from "../../kernel/contracts/store.ts";
import { followLog } from "../log/follow-log.ts";

/** What stands before tools. Counts, windows and circuits stand where the log says; throws where it cannot be read. */
export const openToolStages = async ({
  store,
  ...deps
}: Omit<ToolStagesDeps, "circuits" | "past"> & StoreDep): Promise<ToolStages> => {
  const history = createCallHistory();
  const followed = await followLog(store, history.add);
  if (!followed.ok) throw new Error(followed.error.message);
  const circuits = createCircuitStates((service) => history.of(service.replace(/^tool:/u, "")).circuit());
  return createToolStages({ ...deps, circuits, past: history.of });
};
