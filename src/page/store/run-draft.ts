import type { RunId } from "../../kernel/base/ids.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import type { SessionView } from "./session-view.ts";

/** The run as the fold knows it; the view adds whether it waits. */
export interface RunDraft {
  readonly runId: RunId;
  readonly startedAt: number;
  model: ModelChoice;
  readonly maxTurns: number;
  /** Turns of the session before. */
  readonly turnsBefore: number;
  /** Which of the run's own turns goes on. */
  turn: number;
  end:
    | ({ readonly status: "interrupted" } & Pick<Extract<Event, { readonly type: "run-interrupted" }>, "reason" | "crashes">)
    | ({ readonly status: "ended" } & Pick<Extract<Event, { readonly type: "run-ended" }>, "outcome" | "summary">)
    | undefined;
}

/** `waiting`: how many questions of it are open. */
export const runView = (run: RunDraft | undefined, waiting: number): SessionView["run"] => {
  if (run === undefined) return { status: "none" };
  const { runId, turn, turnsBefore, startedAt, model, maxTurns, end } = run;
  if (end === undefined)
    return { status: waiting > 0 ? "waiting" : "running", runId, turn, turnsBefore, startedAt, model, maxTurns };
  if (end.status === "interrupted") {
    const { reason, crashes } = end;
    return { status: "interrupted", runId, turn, reason, ...(crashes === undefined ? {} : { crashes }) };
  }
  return { status: "ended", runId, outcome: end.outcome, summary: end.summary };
};
