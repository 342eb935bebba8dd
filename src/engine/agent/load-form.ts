import type { Failure } from "../../kernel/base/failure.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { LoopInput } from "./loop-contract.ts";

/** Whether a run's answers have to have a form. */
export const hasForm = ({ answerCheck, settings }: Pick<LoopInput, "answerCheck" | "settings">): boolean =>
  answerCheck !== undefined || settings?.answerFormat !== undefined;

/** What holds answers against their form: most runs have none. */
export const loadForm = (): Promise<Result<typeof import("./answer-form.ts"), Failure>> =>
  loadPart(() => import("./answer-form.ts"), "what checks the form of answers");
