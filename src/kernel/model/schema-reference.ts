import { isJsonObject, type JsonObject, type JsonValue } from "../base/json.ts";

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** What a local reference names; undefined where there is nothing. */
export const referredSchema = (root: JsonObject, reference: string): JsonValue | undefined => {
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  let found: JsonValue | undefined = root;
  for (const part of reference.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const holder: JsonValue | undefined = found;
    found = isJsonObject(holder) && Object.hasOwn(holder, key) ? holder[key] : isList(holder) ? holder[Number(key)] : undefined;
  }
  return found;
};
