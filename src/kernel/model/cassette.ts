import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { ProviderEvent } from "../contracts/provider.ts";
import type { Message } from "../conversation/message.ts";
import { isReminder } from "../conversation/reminder.ts";

/** One answer of a recorded model, and what it answered. */
export interface Exchange {
  /** What people had said in the request, in order: words of user messages, without the results of calls and the engine's own notes. */
  readonly said: readonly string[];
  /** How many answers the model had given since the last of them. */
  readonly answers: number;
  /** What the model said, from its start to its last event. */
  readonly events: readonly ProviderEvent[];
}

/** A recorded run: what is needed to run it again without a model or a network. Files are not in it. */
export interface Cassette {
  readonly type: "vivarium-cassette";
  readonly version: 1;
  readonly name: string;
  /** Who answered. */
  readonly model: string;
  readonly exchanges: readonly Exchange[];
}

export const cassetteVersion = 1;

const maxNameChars = 120;
/** Of the whole file. */
export const maxCassetteChars = 4 * 1024 * 1024;

/** The words that people said in a request, and how many answers came after the last of them: where a recording stands. */
export const placeIn = (messages: readonly Message[]): Pick<Exchange, "said" | "answers"> => {
  const said: string[] = [];
  let answers = 0;
  for (const { role, blocks } of messages) {
    if (role === "assistant") answers += 1;
    const words =
      role === "assistant"
        ? []
        : blocks.flatMap((block) => (block.type === "text" && !isReminder(block.text) ? [block.text] : []));
    if (words.length === 0) continue;
    said.push(words.join("\n"));
    answers = 0;
  }
  return { said, answers };
};

const refused = (why: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `This file is not a cassette that can be played: ${why} Nothing was opened.` });

const eventTypes: ReadonlySet<string> = new Set<ProviderEvent["type"]>([
  "attempt-started",
  "retry-waiting",
  "thinking-dropped",
  "model-replaced",
  "text-delta",
  "thinking-delta",
  "block",
  "tool-call",
  "finished",
  "failed",
]);

const isUsage = (value: JsonValue | undefined): boolean =>
  isJsonObject(value) && Object.values(value).every((count) => typeof count === "number" && count >= 0);

const isTold = (value: JsonValue | undefined, name: string): boolean =>
  isJsonObject(value) && isJsonObject(value[name]) && typeof value[name].type === "string" && isUsage(value.usage);

/** Whether a value has what the loop reads of an event of its type. */
const isEvent = (value: JsonValue): boolean => {
  if (!isJsonObject(value) || typeof value.type !== "string" || !eventTypes.has(value.type)) return false;
  switch (value.type) {
    case "text-delta":
    case "thinking-delta":
      return typeof value.delta === "string";
    case "block":
      return typeof value.provider === "string" && value.value !== undefined;
    case "tool-call":
      return typeof value.wireId === "string" && typeof value.tool === "string" && value.input !== undefined;
    case "finished":
      return isTold(value, "reason");
    case "failed":
      return isTold(value, "failure");
    default:
      return true;
  }
};

const isExchange = (value: JsonValue): boolean => {
  if (!isJsonObject(value) || !Array.isArray(value.said) || !Array.isArray(value.events)) return false;
  const last: JsonValue = value.events.at(-1) ?? null;
  const isEnded = isJsonObject(last) && (last.type === "finished" || last.type === "failed");
  return (
    value.said.every((words) => typeof words === "string") &&
    typeof value.answers === "number" &&
    value.events.every(isEvent) &&
    isEnded
  );
};

/** Reads a cassette that somebody brings; every failure says what is wrong with the file. */
export const readCassette = (text: string): Result<Cassette, Failure> => {
  const parsed = parseUntrustedJson(text, { maxChars: maxCassetteChars, maxDepth: 100 });
  if (!parsed.ok) return refused(parsed.error);
  const { value } = parsed;
  if (!isJsonObject(value) || value.type !== "vivarium-cassette") return refused("it does not say that it is one.");
  if (value.version !== cassetteVersion) {
    return refused(`its version is ${JSON.stringify(value.version ?? null)}; version ${cassetteVersion} is read.`);
  }
  const { name, model, exchanges } = value;
  if (typeof name !== "string" || name.trim() === "" || typeof model !== "string") return refused("its name is missing.");
  if (!Array.isArray(exchanges) || exchanges.length === 0) return refused("there is no answer in it.");
  const damaged = exchanges.findIndex((exchange: JsonValue) => !isExchange(exchange));
  if (damaged !== -1) return refused(`answer ${damaged + 1} of ${exchanges.length} is damaged.`);
  const checked: unknown = { ...value, name: name.trim().slice(0, maxNameChars) };
  return ok(checked as Cassette); // Checked part by part above.
};
