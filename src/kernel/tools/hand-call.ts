import { isJsonObject, type JsonObject, parseUntrustedJson } from "../base/json.ts";

/** A call as a person writes it. */
export interface HandCall {
  readonly tool: string;
  readonly input: JsonObject;
}

/** A call as it is said: `read {"file_path":"/a.md"}`. */
export const handCallText = ({ tool, input }: HandCall): string => `${tool} ${JSON.stringify(input)}`;

const form = /^\s*([a-zA-Z0-9_-]{1,64})\s*(\{.*\})\s*$/su;

/** The way back; undefined where it is no call. */
export const readHandCall = (text: string): HandCall | undefined => {
  const [, tool, json] = form.exec(text) ?? [];
  if (tool === undefined || json === undefined) return undefined;
  const input = parseUntrustedJson(json);
  return input.ok && isJsonObject(input.value) ? { tool, input: input.value } : undefined;
};
