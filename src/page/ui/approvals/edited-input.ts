import { isJsonObject, type JsonObject, type JsonValue, parseUntrustedJson } from "../../../kernel/json.ts";
import { err, ok, type Result } from "../../../kernel/result.ts";

/** One argument as a person edits it: text as it is, everything else as JSON. */
export interface EditField {
  readonly name: string;
  readonly kind: "text" | "json";
  readonly original: string;
  readonly text: string;
}

const fieldOf = (name: string, value: JsonValue): EditField => {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return { name, kind: typeof value === "string" ? "text" : "json", original: text, text };
};

/** The top-level arguments; arguments that are no object are one JSON field without a name. */
export const editFields = (input: JsonValue): readonly EditField[] => {
  if (isJsonObject(input)) return Object.entries(input).map(([name, value]) => fieldOf(name, value));
  const whole = JSON.stringify(input, null, 2);
  return [{ name: "", kind: "json", original: whole, text: whole }];
};

export const isChanged = ({ original, text }: EditField): boolean => original !== text;

/** The arguments after the edit, or the first thing that is not JSON. */
export const editedInput = (fields: readonly EditField[]): Result<JsonValue, string> => {
  const members: [string, JsonValue][] = [];
  for (const { name, kind, text } of fields) {
    if (kind === "text") {
      members.push([name, text]);
      continue;
    }
    const parsed = parseUntrustedJson(text);
    if (!parsed.ok) return err(name === "" ? parsed.error : `${name}: ${parsed.error}`);
    if (name === "") return ok(parsed.value);
    members.push([name, parsed.value]);
  }
  const input: JsonObject = Object.fromEntries(members);
  return ok(input);
};
