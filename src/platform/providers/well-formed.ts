import type { JsonValue } from "../../kernel/base/json.ts";

/** The text with a replacement character for each half of a character pair, which servers take for broken JSON. */
export const wellFormedText = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** JSON writes half a pair as an escape, so only a text with such an escape has to be looked at closely. */
const mayHoldHalfPair = /\\ud[89a-f]/iu;

/** The value with well-formed texts and keys; the very same value where nothing has to change. */
export const wellFormedJson = <Value extends JsonValue>(value: Value): Value => {
  if (!mayHoldHalfPair.test(JSON.stringify(value))) return value;
  return mapTexts(value) as Value;
};

const mapTexts = (value: JsonValue): JsonValue => {
  if (typeof value === "string") return wellFormedText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(mapTexts);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [wellFormedText(key), mapTexts(member)]));
};
