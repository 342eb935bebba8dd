import type { AnswerCheck, AnswerFormat } from "../../kernel/model/answer-format.ts";

/** Holds answers against the form that the settings ask for, its patterns included. What does that is loaded with the first answer. */
export const settingsCheck =
  (format: AnswerFormat): AnswerCheck =>
  async (text, isCutOff) => {
    const [{ formatCheck }, { readPatterns }] = await Promise.all([
      import("../../kernel/model/check-answer-format.ts"),
      import("../../engine/files/search/schema-patterns.ts"),
    ]);
    return formatCheck(format, readPatterns)(text, isCutOff);
  };
