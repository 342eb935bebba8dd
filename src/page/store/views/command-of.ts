import type { RunId } from "../../../kernel/base/ids.ts";
import type { SessionView } from "../session-view.ts";

/** The command whose requests are the calls of a run; undefined where the run is an agent's. */
export const commandOf = ({ nested }: Pick<SessionView, "nested">, runId: RunId): string | undefined => {
  for (const run of nested.values()) if (run.runId === runId && run.model.provider === "by-hand") return run.task;
  return undefined;
};
