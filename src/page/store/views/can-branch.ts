import type { AppState } from "../app-state.ts";

/** Whether the open session can go on from another place: it is shown as it is, this tab does the work, and no run goes on. */
export const canBranch = ({ scrubbed, workspace, session }: AppState): boolean =>
  scrubbed === undefined &&
  workspace?.role === "owner" &&
  session !== undefined &&
  session.run.status !== "running" &&
  session.run.status !== "waiting";
