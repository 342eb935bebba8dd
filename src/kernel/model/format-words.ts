import type { AnswerFormat } from "./answer-format.ts";

/** How often in a row a model is asked again whose answer does not have the form. */
export const maxFormatRounds = 2;

/** All that a model needs to know about the form, where the wire has no field for it. */
export const formatPrompt = ({ schema }: AnswerFormat): string =>
  `Form of your answer
- Tools may be called first. The last answer is exactly one JSON value: no words before or after it, no code fence.
- It matches this JSON Schema: ${JSON.stringify(schema)}`;

const feedbackStart = "[Your answer does not have the form that was asked for:";

/** What the model is told where its answer does not have the form. */
export const formatFeedback = (problems: readonly string[], round: number): string =>
  `${feedbackStart}
${problems.map((problem) => `- ${problem}`).join("\n")}
Answer again with the whole JSON value alone. Time ${round} of ${maxFormatRounds}.]`;

/** Whether a text is what a model is told where its answer does not have the form. */
export const isFormatFeedback = (text: string): boolean => text.startsWith(feedbackStart);
