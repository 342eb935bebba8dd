import type { Failure } from "../../kernel/failure.ts";
import { isJsonObject } from "../../kernel/json.ts";

/** What an HTTP answer without success said, as far as it can be known. */
export interface HttpProblem {
  readonly status: number;
  readonly message: string;
  readonly code: string;
  readonly retryAfter: string | null;
}

const maxExcerpt = 200;

/** A server's own words, shortened, on one line; markup stays text. */
export const excerptOf = (text: string): string => {
  const line = text.replace(/\s+/gu, " ").trim();
  return line.length <= maxExcerpt ? line : `${line.slice(0, maxExcerpt - 1)}…`;
};

const quoted = (message: string): string => (message.trim() === "" ? "" : ` It said: "${excerptOf(message)}"`);

/** Seconds or a date, in the future and at most a day away; anything else is not a time to wait for. */
const retryAfterMs = (value: string | null, now: number): number | undefined => {
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  const delay = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now;
  return Number.isFinite(delay) && delay > 0 && delay <= 24 * 60 * 60 * 1_000 ? Math.round(delay) : undefined;
};

const overflowWords =
  /context.{0,20}(length|window|size|limit)|maximum context|too many tokens|exceed_context_size|prompt is too long/iu;
const spendWords = /insufficient_quota|billing|credit balance|spend(ing)?[ _]limit|payment required/iu;
/** Anthropic tells of these with status 400: "Your credit balance is too low to access the Anthropic API" (seen 2026). */
const ownSpendWords = /credit balance|spend(ing)?[ _]limit/iu;

/** The named failure for a status, with what it means for the data and what to do next. */
export const failureFromHttp = (problem: HttpProblem, origin: string, now: number): Failure => {
  const { status, message, code } = problem;
  const said = quoted(message);
  const words = `${code} ${message}`;
  if (status === 401 || status === 403) {
    const what = status === 401 ? "did not accept the key" : "refused the request for this key or account";
    return {
      type: "unauthorized",
      status,
      message: `${origin} ${what} (${status}). Nothing was run. Check the key in Settings.${said}`,
    };
  }
  if (status === 404) {
    return {
      type: "not-found",
      message: `${origin} does not know this address or model (404). Nothing was run. Check the base URL and the model in Settings.${said}`,
    };
  }
  if (status === 402 || (status === 429 && spendWords.test(words)) || (status === 400 && ownSpendWords.test(words))) {
    return {
      type: "budget-spent",
      message: `The account at ${origin} has no credit left (${status}). Nothing was run. Add credit there, then try again.${said}`,
    };
  }
  if (status === 429) {
    const wait = retryAfterMs(problem.retryAfter, now);
    const when = wait === undefined ? "Wait a moment" : `Wait ${Math.ceil(wait / 1_000)} s`;
    return {
      type: "rate-limited",
      message: `${origin} takes no more requests at this rate (429). Nothing was run. ${when}, then try again.${said}`,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    };
  }
  if (status === 413 || overflowWords.test(words)) {
    return {
      type: "context-overflow",
      message: `The conversation is longer than this model takes (${status}). Nothing was run or deleted. Start a new session, or choose a model with a larger window.${said}`,
    };
  }
  if (status === 408)
    return { type: "timed-out", message: `${origin} gave up waiting (408). Nothing was run. Try again.${said}` };
  if (status >= 500) {
    return {
      type: "overloaded",
      status,
      message: `${origin} has a problem of its own (${status}). Nothing was run. Try again in a moment.${said}`,
    };
  }
  return {
    type: "bad-request",
    status,
    message: `${origin} did not accept the request (${status}). Nothing was run. Check the model's settings.${said}`,
  };
};

/** An error that came as data inside a stream that had begun. */
export const failureFromStreamError = (message: string, code: string, origin: string): Failure =>
  overflowWords.test(`${code} ${message}`)
    ? {
        type: "context-overflow",
        message: `The conversation is longer than this model takes. Nothing was deleted. Start a new session, or choose a model with a larger window.${quoted(message)}`,
      }
    : {
        type: "wire",
        message: `${origin} broke the answer off with an error. The text so far is kept, and no tool of it was run. Try again.${quoted(message)}`,
      };

/** An answer with status 200 that is not a stream of events. */
export const failureFromWrongFormat = (contentType: string, body: string, origin: string): Failure => {
  const excerpt = excerptOf(body);
  return {
    type: "wire",
    message: `${origin} did not answer in the expected format (${contentType === "" ? "no content type" : excerptOf(contentType)}). Nothing was run. Check that the base URL is the address of the API; behind a login page, log in first.`,
    ...(excerpt === "" ? {} : { excerpt }),
  };
};

/** The browser says only "failed": it hides why. The text lists what it can be and how to tell. */
export const failureFromNetwork = (origin: string, answers: boolean | undefined): Failure => {
  const started = `The browser could not read an answer from ${origin}. Nothing was run; your message is kept.`;
  if (answers === true) {
    return {
      type: "network",
      message: `${started} Something answers there, so it does not allow pages to call it (CORS), or it refused a wrong key without saying so. Check the key; for a local server, allow this page's origin (Ollama: OLLAMA_ORIGINS, LM Studio: the CORS switch).`,
    };
  }
  return {
    type: "network",
    message: `${started} Nothing answers there: you may be offline, the name may be wrong, the local server may not run, or the browser blocked access to the local network. Check the address and the connection.`,
  };
};

export const connectionLost = (origin: string): Failure => ({
  type: "network",
  message: `The connection to ${origin} was lost in the middle of the answer. The text so far is kept, and no tool of it was run. Try again.`,
});

export const silentStream = (origin: string, seconds: number): Failure => ({
  type: "timed-out",
  message: `${origin} sent nothing for ${seconds} s, so the connection was closed. The text so far is kept, and no tool of it was run. Try again.`,
});

/** A stream that ended without its mark of the end. `pieces` counts what had come. */
export const cutOff = (pieces: number): Failure =>
  pieces === 0
    ? {
        type: "wire",
        message:
          "The endpoint answered with an empty stream. Nothing was run. Check that the base URL ends where the API begins, then try again.",
      }
    : {
        type: "wire",
        message: "The answer was cut off before its end. The text so far is kept, and no tool of it was run. Try again.",
      };

/** What a server says in an error's body, in any of the forms that compatible servers use; undefined where it says nothing. */
export const wordsOf = (body: unknown): string | undefined => {
  if (typeof body === "string") return body;
  if (!isJsonObject(body)) return undefined;
  return wordsOf(body.error) ?? wordsOf(body.message) ?? wordsOf(body.detail);
};
