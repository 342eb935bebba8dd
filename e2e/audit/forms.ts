import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

/** How a run with a form for its answers stands. */
interface Form {
  /** Its last answer fits, and nothing was answered since. */
  fits: boolean;
  /** The entry that asks again, until the model is told why. */
  askedAt: number | undefined;
}

/**
 * A run whose answers have to have a form counts as completed only with an answer that has it, or with a refusal; whenever the
 * model is asked again it is told why in the run's next entry, and never more often in a row than it may be.
 */
export const auditForms = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const forms = new Map<string, Form>();
  for (const { seq, runId, event } of entries) {
    if (runId === undefined) continue;
    if (event.type === "run-started" && event.settings?.answerFormat !== undefined && event.parent === undefined)
      forms.set(runId, { fits: false, askedAt: undefined });
    const form = forms.get(runId);
    if (form === undefined) continue;
    const isTold = event.type === "user-message" && event.by === "format";
    if (form.askedAt !== undefined && !isTold)
      problems.push(`Entry ${form.askedAt} asks again, and entry ${seq} does not say why.`);
    form.askedAt = undefined;
    if (event.type === "message-ended") form.fits = false;
    if (event.type === "answer-checked") {
      form.fits = event.verdict === "fits";
      if (event.verdict === "asked-again") form.askedAt = seq;
      if (event.round > event.maxRounds)
        problems.push(`Entry ${seq} asks again for the ${event.round}th time of ${event.maxRounds}.`);
    }
    if (event.type !== "run-ended" || event.outcome.type !== "completed" || event.outcome.reason.type === "refusal") continue;
    if (!form.fits)
      problems.push(`Entry ${seq} ends run ${runId} as completed, and its last answer was not found to have its form.`);
  }
  return problems;
};
