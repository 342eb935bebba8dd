import { endpointPresets } from "../../../kernel/model/endpoint-presets.ts";
import type { RemoteProvider } from "../../../kernel/model/model.ts";

/** An address as it was meant, and what was changed to get there; no notes when it stands as it was written. */
export interface RepairedUrl {
  readonly text: string;
  readonly notes: readonly string[];
}

/** Ends of addresses that people copy from a request or a page about it. */
const requestEnds = /\/(?:chat\/completions|completions|messages(?:\/count_tokens)?|responses|embeddings|models)\/*$/u;

const isLoopbackHost = (text: string): boolean => /^(?:localhost|127\.0\.0\.1)(?:[:/]|$)/iu.test(text);

const withScheme = (text: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(text) || !/^[\w.-]+(?::\d+)?(?:\/|$)/u.test(text) || !/[.:]|^localhost/u.test(text))
    return text;
  return `${isLoopbackHost(text) ? "http" : "https"}://${text}`;
};

/** Where the API of a host begins: as its preset says, else under /v1, where nearly all compatible servers have it. */
const pathOf = (origin: string): string => {
  const preset = endpointPresets.find(({ provider, baseUrl }) => provider !== "anthropic" && new URL(baseUrl).origin === origin);
  return preset === undefined ? "/v1" : new URL(preset.baseUrl).pathname;
};

/**
 * Mends the mistakes that addresses are typed with: no https://, the end of a request still on it, no /v1. What cannot be
 * understood is left as it is, for the check of the field to name.
 */
export const repairBaseUrl = (written: string, provider: RemoteProvider): RepairedUrl => {
  const notes: string[] = [];
  let text = written.trim();
  const schemed = withScheme(text);
  if (schemed !== text) notes.push(`${schemed.slice(0, schemed.indexOf("//") + 2)} was put before it.`);
  text = schemed;
  const base = text.replace(requestEnds, "");
  if (base !== text)
    notes.push(`${text.slice(base.length).replace(/\/+$/u, "")} was taken off its end: it is added to each request.`);
  text = base;
  if (!URL.canParse(text)) return { text: written, notes: [] };
  const { origin, pathname, search, hash, protocol } = new URL(text);
  if (!/^https?:$/u.test(protocol) || search !== "" || hash !== "") return { text, notes };
  if (provider !== "anthropic" && /^\/*$/u.test(pathname)) {
    const path = pathOf(origin);
    notes.push(`${path} was added, where the API begins.`);
    return { text: `${origin}${path}`, notes };
  }
  return { text, notes };
};
