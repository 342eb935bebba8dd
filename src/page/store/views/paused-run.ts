import type { Failure } from "../../../kernel/base/failure.ts";
import type { RunId } from "../../../kernel/base/ids.ts";
import type { AppState } from "../app-state.ts";

type Pause = Extract<Failure, { readonly type: "needs-more-turns" }>;

/** The open session's run, where it goes step by step and stands between two turns. */
export const pausedRun = ({ session }: AppState): RunId | undefined =>
  session?.run.status === "interrupted" && session.run.reason.type === "needs-more-turns" ? session.run.runId : undefined;

/** What the turn that is over came to. The same object until another one is. */
export const pauseOf = ({ session }: AppState): Pause | undefined =>
  session?.run.status === "interrupted" && session.run.reason.type === "needs-more-turns" ? session.run.reason : undefined;
