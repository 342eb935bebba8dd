import { abortedFailure, type Failure } from "../../kernel/base/failure.ts";
import { err, ok } from "../../kernel/base/result.ts";
import type { Web, WebAnswer } from "../../kernel/contracts/web.ts";

/** Tells of requests that the page's policy did not let out. Returns the way to stop. */
export type HearBlocked = (listener: (url: string) => void) => () => void;

export interface WebDeps {
  /** The net gate's, which holds no key. */
  readonly fetch: typeof fetch;
  readonly hearBlocked: HearBlocked;
}

const textTypes =
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|ecmascript|yaml|x-yaml|toml|csv|x-ndjson|graphql|x-www-form-urlencoded)$)|\+(?:json|xml|yaml)$/;

/** At most `maxBytes` of a body, and whether there was more. */
const readBody = async (
  { body }: Response,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  while (reader !== undefined && length <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  const isCut = length > maxBytes;
  if (isCut) await reader?.cancel();
  const bytes = new Uint8Array(Math.min(length, maxBytes));
  let at = 0;
  for (const part of parts) {
    bytes.set(part.subarray(0, bytes.length - at), at);
    at += Math.min(part.length, bytes.length - at);
  }
  return { bytes, isCut };
};

const blocked = (origin: string): Failure => ({
  type: "network",
  cause: "foreign-origin",
  message: `this page may not reach ${origin}: it is not among the hosts that the person allowed. Nothing was sent. The person can allow it on the card of a call to it, or in Settings, Model; the page is loaded anew then.`,
});

const unread = (origin: string): Failure => ({
  type: "network",
  message: `${origin} gave no answer that a page may read: it does not exist or is not online, or it does not let pages of other sites read it (CORS). Nothing in the workspace was changed. Try another source, or ask the person for the text.`,
});

/** The web over a fetch that follows no redirect and knows no key; see the contract. */
export const createWeb = ({ fetch: send, hearBlocked }: WebDeps): Web => ({
  send: async ({ url, method, body, contentType, headers: asked, maxBytes }, signal) => {
    const { origin } = new URL(url);
    let isBlocked = false;
    const stopHearing = hearBlocked((address) => {
      isBlocked ||= address.startsWith(origin);
    });
    try {
      const headers = contentType === undefined ? asked : { ...asked, "content-type": contentType };
      const response = await send(url, {
        method,
        signal,
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
      });
      const type = (response.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
      const answer: Omit<WebAnswer, "bytes" | "isCut"> = { status: response.status, contentType: type };
      const redirect = redirectOf(response, url);
      if (redirect !== undefined) return ok({ ...answer, redirect, bytes: 0, isCut: false });
      const { bytes, isCut } = await readBody(response, maxBytes);
      const isText = type === "" || textTypes.test(type);
      return ok({ ...answer, bytes: bytes.length, isCut, ...(isText ? { text: new TextDecoder().decode(bytes) } : {}) });
    } catch (cause) {
      if (signal.aborted) return err(abortedFailure);
      // Browsers throw a TypeError for everything that they do not show; Node adds a code.
      if (!(cause instanceof TypeError) && !(cause instanceof Error && "code" in cause)) throw cause;
      return err(isBlocked ? blocked(origin) : unread(origin));
    } finally {
      stopHearing();
    }
  },
});

const redirectOf = (response: Response, url: string): string | undefined => {
  if (response.type === "opaqueredirect") return "";
  if (response.status < 300 || response.status >= 400 || response.status === 304) return undefined;
  const target = response.headers.get("location");
  return target === null || !URL.canParse(target, url) ? "" : new URL(target, url).href;
};

/** What the policy of this thread refuses; outside of a browser there is none. */
export const hearBlockedHere: HearBlocked = (listener) => {
  const scope: Partial<EventTarget> = globalThis;
  const onViolation = (event: Event): void => {
    if ("blockedURI" in event) listener(String(event.blockedURI));
  };
  scope.addEventListener?.("securitypolicyviolation", onViolation);
  return () => scope.removeEventListener?.("securitypolicyviolation", onViolation);
};
