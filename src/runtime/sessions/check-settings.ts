import type { Failure } from "../../kernel/base/failure.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import { err, type Result } from "../../kernel/base/result.ts";
import { checkModelOverrides } from "../../kernel/model/check-model-settings.ts";
import type { ModelOverrides } from "../../kernel/model/model-settings.ts";

/**
 * Settings that somebody sent, with the schema of an answer's form looked at too: what does that is loaded where there is one.
 * What was checked once when it was stored needs only `checkModelOverrides`.
 */
export const checkSentSettings = async (untrusted: unknown): Promise<Result<ModelOverrides, Failure>> => {
  const checked = checkModelOverrides(untrusted);
  if (!checked.ok || checked.value.answerFormat === undefined || checked.value.answerFormat === null) return checked;
  const loaded = await loadPart(() => import("../../kernel/model/check-answer-format.ts"), "what checks the schema");
  if (!loaded.ok) return loaded;
  const { schema } = checked.value.answerFormat;
  let problem = loaded.value.findFormatProblem(checked.value.answerFormat);
  if (problem === undefined) {
    const patterns = await loadPart(() => import("../../engine/files/search/schema-patterns.ts"), "what looks for patterns");
    const read = patterns.ok ? await patterns.value.readPatterns(schema) : patterns;
    if (!read.ok) problem = typeof read.error === "string" ? read.error : read.error.message;
  }
  return problem === undefined ? checked : err({ type: "invalid-input", message: `${problem} What was set before stays.` });
};
