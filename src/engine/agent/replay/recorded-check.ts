import type { AnswerCheck } from "../../../kernel/model/answer-format.ts";
import { isEntryOf } from "./recorded-run.ts";
import type { Script } from "./script.ts";

/** The check of an answer's form where the log stands, finding what it found; undefined where there was none. */
export const recordedCheck = (script: Script): AnswerCheck | undefined => {
  const entry = script.next();
  if (entry === undefined || !isEntryOf("answer-checked")(entry)) return undefined;
  const { problems } = entry.event;
  return () => problems;
};
