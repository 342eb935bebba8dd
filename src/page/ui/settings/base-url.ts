import { err, ok, type Result } from "../../../kernel/result.ts";

export interface BaseUrl {
  /** As it is sent: no slash at its end. */
  readonly url: string;
  readonly origin: string;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "127.0.0.1";

/**
 * Reads the address of an endpoint. `https` anywhere, `http` only on this machine; no user name, query or fragment.
 * The error is one sentence for people.
 */
export const parseBaseUrl = (text: string): Result<BaseUrl, string> => {
  const wanted = text.trim();
  if (wanted === "") return err("Write the address of the endpoint, such as https://api.openai.com/v1.");
  let url: URL;
  try {
    url = new URL(wanted);
  } catch {
    return err(`“${wanted}” is not an address. It starts with https:// or, on this machine, http://localhost.`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    return err("A key would travel unprotected. Use https://, or http://localhost for a model on this machine.");
  if (url.username !== "" || url.password !== "") return err("Leave the user name and password out of the address.");
  if (url.search !== "" || url.hash !== "") return err("Leave everything from “?” or “#” on out of the address.");
  return ok({ url: `${url.origin}${url.pathname.replace(/\/+$/, "")}`, origin: url.origin });
};

export interface EndpointPreset {
  readonly name: string;
  readonly url: string;
}

export const endpointPresets: readonly EndpointPreset[] = [
  { name: "OpenAI", url: "https://api.openai.com/v1" },
  { name: "Ollama", url: "http://localhost:11434/v1" },
  { name: "LM Studio", url: "http://localhost:1234/v1" },
];
