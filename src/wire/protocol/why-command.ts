import type { WhyAnswer, WhySubject } from "../../kernel/why.ts";

export interface WhyAnswers {
  readonly "ask-why": WhyAnswer;
}

export type WhyCommand =
  /** What is behind a thing and what came of it, as the log tells it; nothing is done. */
  { readonly type: "ask-why"; readonly subject: WhySubject };
