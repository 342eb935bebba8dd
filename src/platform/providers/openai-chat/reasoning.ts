import { isJsonObject, type JsonObject } from "../../../kernel/base/json.ts";

/** What a model thinks, in the fields that servers have for it. */
export interface Reasoning {
  /** The thinking in one delta. Servers that use several fields repeat the same text in them, so one is taken. */
  readonly textOf: (delta: JsonObject) => string;
  /** Whether any of it came in `reasoning_content`. */
  readonly cameAsContent: () => boolean;
  /** OpenRouter's account of it, its pieces joined. */
  readonly details: () => readonly JsonObject[];
}

/** More pieces than this that cannot be joined is a broken server. */
const maxDetails = 1_000;

const textIn = (value: unknown): string => (typeof value === "string" ? value : "");
const joinable = ["text", "summary", "data"] as const;

/** Two pieces of one part of the thinking: their texts one behind the other, of the rest what came last. */
const joined = (a: JsonObject, b: JsonObject): JsonObject => {
  const present = Object.fromEntries(Object.entries(b).filter(([, value]) => value !== null));
  const texts = joinable.flatMap((field) =>
    typeof a[field] === "string" || typeof b[field] === "string" ? [[field, textIn(a[field]) + textIn(b[field])]] : [],
  );
  return { ...a, ...present, ...Object.fromEntries(texts) };
};

const isSamePart = (a: JsonObject | undefined, b: JsonObject): a is JsonObject =>
  a !== undefined && a.type === b.type && (a.index ?? null) === (b.index ?? null) && (b.id ?? a.id) === a.id;

export const createReasoning = (): Reasoning => {
  const details: JsonObject[] = [];
  let cameAsContent = false;

  const addDetail = (detail: JsonObject): string => {
    const last = details.at(-1);
    if (isSamePart(last, detail)) details[details.length - 1] = joined(last, detail);
    else if (details.length < maxDetails) details.push(detail);
    return textIn(detail.text) || textIn(detail.summary);
  };

  return {
    textOf: (delta) => {
      const found = Array.isArray(delta.reasoning_details) ? delta.reasoning_details.filter(isJsonObject) : [];
      const detailed = found.map(addDetail).join("");
      const content = textIn(delta.reasoning_content);
      if (content !== "") cameAsContent = true;
      return content || textIn(delta.reasoning) || detailed;
    },
    cameAsContent: () => cameAsContent,
    details: () => details,
  };
};
