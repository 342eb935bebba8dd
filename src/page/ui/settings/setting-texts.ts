import { settingProblem } from "../../../kernel/model/check-model-settings.ts";
import type { SettingName } from "../../../kernel/model/model-settings.ts";

/** What a text in a field stands for: a value, nothing at all (`null`), or no value of this setting. */
export type ReadSetting<Value> =
  | { readonly ok: true; readonly value: Value | null }
  | { readonly ok: false; readonly problem: string };

const checked = <Value>(name: SettingName, value: Value): ReadSetting<Value> => {
  const problem = settingProblem(name, value);
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
};

/** A number as people write it: 0.7 or 0,7. */
export const readTemperature = (text: string): ReadSetting<number> =>
  text.trim() === "" ? { ok: true, value: null } : checked("temperature", Number(text.trim().replace(",", ".")));

/** A whole number, thousands grouped or not: 16384, 16,384, 16 384, 16_384. */
const readCount = (name: "maxOutputTokens" | "contextWindow", text: string): ReadSetting<number> => {
  const plain = text.trim();
  if (plain === "") return { ok: true, value: null };
  const digits = /^\d{1,3}(?:[,. _'’\u00a0\u202f]\d{3})+$/u.test(plain) ? plain.replace(/\D/gu, "") : plain;
  return checked(name, /^\d+$/u.test(digits) ? Number(digits) : Number.NaN);
};

export const readTokens = (text: string): ReadSetting<number> => readCount("maxOutputTokens", text);
export const readWindow = (text: string): ReadSetting<number> => readCount("contextWindow", text);

const escapes: Readonly<Record<string, string>> = { "\\n": "\n", "\\t": "\t", "\\\\": "\\" };

/** One per line; \n and \t stand for a line break and a tab inside of one. */
export const readStopSequences = (text: string): ReadSetting<readonly string[]> => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return { ok: true, value: null };
  return checked(
    "stopSequences",
    lines.map((line) => line.replace(/\\[nt\\]/gu, (pair) => escapes[pair] ?? pair)),
  );
};

/** The text that `readStopSequences` reads as these. */
export const writeStopSequences = (sequences: readonly string[]): string =>
  sequences.map((one) => one.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t")).join("\n");
