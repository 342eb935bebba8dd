import { err, ok, type Result } from "../base/result.ts";

/** Where a provider lives: `origin` is what keys and permissions are bound to, `baseUrl` has no slash at its end. */
export interface Endpoint {
  readonly origin: string;
  readonly baseUrl: string;
}

/** The names of this machine that the page's policy lets it talk to. */
export const isLoopback = (hostname: string): boolean => hostname === "localhost" || hostname === "127.0.0.1";

/** Whether an address is on this machine: it answers without a network, and often without a key. */
export const isLocalAddress = (baseUrl: string): boolean => {
  const endpoint = parseEndpoint(baseUrl);
  return endpoint.ok && isLoopback(new URL(endpoint.value.origin).hostname);
};

/** Reads a base URL that a person typed. https, or http on this machine; the error says what to type instead. */
export const parseEndpoint = (text: string): Result<Endpoint, string> => {
  if (text.trim() === "") return err("Write the address of the endpoint, such as https://api.openai.com/v1.");
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return err(
      "This is not a complete address. It starts with https:// or, on this machine, http://localhost. Nothing was changed.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    return err("The address contains a user name or password. Leave them out; the key has a field of its own.");
  }
  if (url.search !== "" || url.hash !== "") return err("The address has a part after ? or #. Leave it out.");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return err(
      "A key would travel unprotected. Use https://, or http://localhost for a model on this machine. Nothing was sent.",
    );
  }
  return ok({ origin: url.origin, baseUrl: `${url.origin}${url.pathname.replace(/\/+$/u, "")}` });
};
