import type { AppState } from "../app-state.ts";

/** Whether the open session can go on from another place: this tab does the work, and no run goes on. */
export const canFork = ({ workspace, session }: AppState): boolean =>
  workspace?.role === "owner" && session !== undefined && session.run.status !== "running" && session.run.status !== "waiting";

/** As `canFork`, and it is shown as it is. */
export const canBranch = (state: AppState): boolean => state.scrubbed === undefined && canFork(state);
