import { checkModelOverrides } from "../kernel/check-model-settings.ts";
import type { Failure } from "../kernel/failure.ts";
import { loadPart } from "../kernel/load-part.ts";
import type { ModelOverrides } from "../kernel/model-settings.ts";
import { err, type Result } from "../kernel/result.ts";

/**
 * Settings that somebody sent, with the schema of an answer's form looked at too: what does that is loaded where there is one.
 * What was checked once when it was stored needs only `checkModelOverrides`.
 */
export const checkSentSettings = async (untrusted: unknown): Promise<Result<ModelOverrides, Failure>> => {
  const checked = checkModelOverrides(untrusted);
  if (!checked.ok || checked.value.answerFormat === undefined || checked.value.answerFormat === null) return checked;
  const loaded = await loadPart(() => import("../kernel/check-answer-format.ts"), "what checks the schema");
  if (!loaded.ok) return loaded;
  const problem = loaded.value.findFormatProblem(checked.value.answerFormat);
  return problem === undefined ? checked : err({ type: "invalid-input", message: `${problem} What was set before stays.` });
};
