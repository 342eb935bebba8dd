import type { Failure } from "../../kernel/base/failure.ts";
import { isJsonObject } from "../../kernel/base/json.ts";
import { overflowWords } from "./causes/decision-table.ts";
import { excerptOf, quoted } from "./excerpt.ts";

const overloadWords = /overloaded|at capacity|rate.?limit/iu;

/** An error that came as data inside a stream that had begun. */
export const failureFromStreamError = (message: string, code: string, origin: string): Failure => {
  const words = `${code} ${message}`;
  if (overflowWords.test(words)) {
    return {
      type: "context-overflow",
      message: `The conversation is longer than this model takes. Nothing was deleted. Start a new session, or choose a model with a larger window.${quoted(message)}`,
    };
  }
  const what = overloadWords.test(words) ? "became overloaded in the middle of the answer" : "broke the answer off with an error";
  return {
    type: "wire",
    message: `${origin} ${what}. The text so far is kept, and no tool of it was run. Try again.${quoted(message)}`,
  };
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

export const connectionLost = (origin: string): Failure => ({
  type: "network",
  cause: "connection-lost",
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
