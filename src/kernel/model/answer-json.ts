import { type JsonValue, parseUntrustedJson } from "../base/json.ts";
import { err, type Result } from "../base/result.ts";

const fence = /^```[\w-]*[^\S\n]*\n([\s\S]*?)\n?[^\S\n]*```$/u;

/** The JSON of an answer, without white space and the code fence around it. */
const jsonIn = (text: string): string => {
  const clean = text.trim();
  return (fence.exec(clean)?.[1] ?? clean).trim();
};

/** Whether the text is the beginning of JSON: something was opened and not closed. */
const isBeginning = (text: string): boolean => {
  if (!/^[[{"]/u.test(text)) return false;
  let depth = 0;
  let isInText = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInText && character === "\\") index += 1;
    else if (character === '"') isInText = !isInText;
    else if (!isInText && (character === "{" || character === "[")) depth += 1;
    else if (!isInText && (character === "}" || character === "]")) depth -= 1;
  }
  return isInText || depth > 0;
};

const cutOff = "The JSON is cut off: it ends before it is closed.";
const tooLong = "The JSON is cut off: the answer came to the limit of its length. A shorter one is needed.";
const noJson = "The answer is not JSON: it has to be one JSON value, with no words before or after it.";

/** The value that an answer holds, or why none can be read. `isCutOff`: the model stopped at the limit of its length. */
export const answerValue = (text: string, isCutOff = false): Result<JsonValue, string> => {
  const json = jsonIn(text);
  if (json === "") return err("The answer is empty.");
  const parsed = parseUntrustedJson(json);
  if (parsed.ok) return parsed;
  // An unclosed fence goes with what it holds.
  if (isBeginning(json.replace(/^```[\w-]*\s*/u, ""))) return err(isCutOff ? tooLong : cutOff);
  if (isCutOff) return err(tooLong);
  return parsed.error.startsWith("The text is not valid JSON") ? err(`${noJson} ${detailOf(json)}`.trim()) : parsed;
};

/** The beginning of what is not JSON. What a parser says about it differs from one browser to the next. */
const detailOf = (text: string): string => {
  const [line = ""] = text.split("\n");
  const shown = line.length <= 60 ? line : `${line.slice(0, 59)}…`;
  return `It begins with “${shown}”.`;
};
