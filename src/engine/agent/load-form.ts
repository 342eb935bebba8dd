import { type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import { err, ok, type Result } from "../../kernel/result.ts";
import type { LoopInput } from "./loop-contract.ts";

/** Whether a run's answers have to have a form. */
export const hasForm = ({ answerCheck, settings }: Pick<LoopInput, "answerCheck" | "settings">): boolean =>
  answerCheck !== undefined || settings?.answerFormat !== undefined;

/** What holds answers against their form, loaded where a run has one: most have none. */
export const loadForm = async (): Promise<Result<typeof import("./answer-form.ts"), Failure>> => {
  try {
    return ok(await import("./answer-form.ts"));
  } catch (cause) {
    return err(unexpectedFailure(cause, "Loading what checks the form of answers"));
  }
};
