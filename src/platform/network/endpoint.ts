import { err, ok, type Result } from "../../kernel/result.ts";

/** Where a provider lives: `origin` is what keys and permissions are bound to, `baseUrl` has no slash at its end. */
export interface Endpoint {
  readonly origin: string;
  readonly baseUrl: string;
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname === "[::1]" ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(hostname) ||
  hostname.endsWith(".localhost");

/** Reads a base URL that a person typed. https, or http on this machine; the error says what to type instead. */
export const parseEndpoint = (text: string): Result<Endpoint, string> => {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return err("This is not a complete address. Type one such as https://api.openai.com/v1; nothing was changed.");
  }
  if (url.username !== "" || url.password !== "") {
    return err("The address contains a user name or password. Leave them out; the key has a field of its own.");
  }
  if (url.search !== "" || url.hash !== "") return err("The address has a part after ? or #. Leave it out.");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return err("Only https addresses are used, or http on this machine (localhost). Nothing was sent.");
  }
  return ok({ origin: url.origin, baseUrl: `${url.origin}${url.pathname.replace(/\/+$/u, "")}` });
};
