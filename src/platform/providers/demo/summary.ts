import { isJsonObject, type JsonObject, type JsonValue, parseUntrustedJson } from "../../../kernel/base/json.ts";
import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import { textOf } from "../../../kernel/conversation/message.ts";
import { isSummarising } from "../../../kernel/conversation/summariser.ts";

const mostLines = 12;
const lineChars = 160;

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/gu, " ").trim();
  return line.length > lineChars ? `${[...line].slice(0, lineChars).join("")}…` : line;
};

const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** What the person said and which tools were called, a line each. */
const linesOf = ({ by, said }: JsonObject): readonly string[] =>
  objectsIn(said).flatMap((part) => {
    if (typeof part.call === "string") return [`The agent called ${part.call}: ${oneLine(String(part.arguments))}`];
    if (typeof part.text !== "string") return [];
    return [`${by === "person" ? "The person said" : "The agent said"}: ${oneLine(part.text)}`];
  });

/** The first line and the newest ones. */
const fewOf = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostLines ? lines : [...lines.slice(0, 1), `(${lines.length - mostLines} more)`, ...lines.slice(1 - mostLines)];

/** What the script answers where it is asked for a summary; undefined where it is asked for something else. It only repeats. */
export const summaryIn = ({ messages, system }: ModelRequest): string | undefined => {
  if (!isSummarising(system)) return undefined;
  const [message] = messages;
  const data = parseUntrustedJson(message === undefined ? "" : textOf(message));
  if (!data.ok || !isJsonObject(data.value)) return "Nothing of the conversation could be read.";
  const { conversation, earlierSummaries } = data.value;
  const earlier = Array.isArray(earlierSummaries) ? earlierSummaries.filter((one) => typeof one === "string") : [];
  return [...earlier, ...fewOf(objectsIn(conversation).flatMap(linesOf)).map((line) => `- ${line}`)].join("\n");
};
