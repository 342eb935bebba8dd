/**
 * The one owner of `fetch`. Whoever needs a key gets a fetch for one origin: it refuses every other origin, never follows a
 * redirect, sends no cookies and no referrer, and adds the key that is bound to that very origin and to no other.
 */
export interface NetGate {
  readonly fetchFor: (origin: string) => typeof fetch;
  /** For any address that the page's policy lets out, and never with a key. A redirect is given back as it came. */
  readonly keyless: typeof fetch;
}

export interface NetGateDeps {
  readonly fetch: typeof fetch;
  readonly keyFor: (origin: string) => string | undefined;
}

/** A refusal of the gate itself; nothing was sent, or its answer was not followed. */
class NetGateError extends Error {
  readonly reason: "foreign-origin" | "redirect";
  constructor(reason: "foreign-origin" | "redirect", message: string) {
    super(message);
    this.name = "NetGateError";
    this.reason = reason;
  }
}

/** Headers that carry a key. Only the gate sets one, whatever its caller wrote. */
const keyHeaders = ["authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"];

/** Headers that only describe the client; several hosts refuse requests that carry them. */
const isClientHeader = (name: string): boolean => name.startsWith("x-stainless-") || name === "user-agent";

const headersFor = (given: HeadersInit | undefined, key: string | undefined): Headers => {
  const headers = new Headers(given);
  for (const name of [...headers.keys()]) if (isClientHeader(name)) headers.delete(name);
  for (const name of keyHeaders) headers.delete(name);
  if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
  return headers;
};

/** What is the same for every request that leaves. */
const guarded = (init: RequestInit | undefined, key: string | undefined): RequestInit => ({
  ...init,
  headers: headersFor(init?.headers, key),
  redirect: "manual",
  credentials: "omit",
  referrerPolicy: "no-referrer",
  cache: "no-store",
});

const isRedirect = (response: Response): boolean =>
  response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400 && response.status !== 304);

export const createNetGate = ({ fetch: rawFetch, keyFor }: NetGateDeps): NetGate => ({
  fetchFor: (origin) => async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (url.origin !== origin) {
      throw new NetGateError(
        "foreign-origin",
        `A request to ${url.origin} was refused: this connection may only reach ${origin}.`,
      );
    }
    const response = await rawFetch(url, guarded(init, keyFor(origin)));
    if (isRedirect(response)) {
      const target = response.headers.get("location");
      const where = target === null ? "another address" : new URL(target, url).origin;
      throw new NetGateError("redirect", `${origin} redirects to ${where}. It was not followed, and the key was not sent there.`);
    }
    return response;
  },
  keyless: (input, init) => rawFetch(input, guarded(init, undefined)),
});
