import { type Failure, scrubbedFailure, unexpectedFailure } from "../../kernel/base/failure.ts";
import { nameAnswer, nameSilence } from "./causes/name-cause.ts";
import { ConnectionLostError, maxSilenceMs, PausedError, SilenceError, WrongFormatError } from "./connection.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { connectionLost, failureFromStreamError, failureFromWrongFormat, silentStream } from "./http-failure.ts";
import { TooMuchDataError } from "./line-gate.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { ApiProblem } from "./stream-answer.ts";
import { AnswerTooLongError, ErrorInStream } from "./stream-error.ts";

/** SDKs wrap what their fetch threw. */
const rootCause = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? rootCause(thrown.cause) : thrown;

/** Browsers throw a TypeError; Node's fetch adds system errors with a code. */
const isNetworkError = (cause: unknown): cause is Error =>
  cause instanceof TypeError || (cause instanceof Error && "code" in cause);

const tooLong: Failure = {
  type: "wire",
  message:
    "The answer passed the app's limit of 4 million characters and was cut off. The text so far is kept, and no tool of it was run. Ask for less at once.",
};

const tooMuchData = (origin: string, { limit, megabytes }: TooMuchDataError): Failure => ({
  type: "wire",
  message: `${origin} sent ${limit === "line" ? "a single line longer than" : "an answer larger than"} the app's limit of ${megabytes} MB, so it was cut off there. The text so far is kept, and no tool of it was run. Check that the base URL is the address of the API, or ask for less at once.`,
});

const paused: Failure = {
  type: "network",
  cause: "connection-lost",
  message:
    "This computer slept or the browser paused the page, and the answer was cut off meanwhile. The text so far is kept, and no tool of it was run. Continue when you are ready.",
};

const malformed = (origin: string): Failure => ({
  type: "wire",
  message: `${origin} sent a line that is not valid JSON, so the answer was cut off there. The text so far is kept, and no tool of it was run. Try again.`,
});

/** A refusal of the net gate, which stands between every provider and the network. */
const isGateRefusal = (cause: unknown): cause is Error & { readonly reason: "redirect" | "foreign-origin" } =>
  cause instanceof Error && cause.name === "NetGateError" && "reason" in cause;

/**
 * Names whatever a streamed request threw, without any key that a server repeats. `readError` knows the SDK's own errors;
 * `probeUrl` is asked to find out what the browser hides.
 */
export const failureFromThrown = async (
  deps: EndpointDeps,
  probeUrl: string,
  readError: (cause: unknown) => ApiProblem | undefined,
  thrown: unknown,
): Promise<Failure> => scrubbedFailure(await namedFailure(deps, probeUrl, readError, thrown), deps.scrub);

const problemIn = ({ code, message, status }: ErrorInStream): Pick<ApiProblem, "code" | "message" | "status"> => ({
  code,
  message,
  status,
});

const namedFailure = async (
  { clock, explore, hasKey, origin, scrub }: EndpointDeps,
  probeUrl: string,
  readError: (cause: unknown) => ApiProblem | undefined,
  thrown: unknown,
): Promise<Failure> => {
  const cause = rootCause(thrown);
  // A server's words are scrubbed before they are shortened, so that no half of a key stays.
  if (cause instanceof WrongFormatError) return failureFromWrongFormat(cause.contentType, scrub(cause.body), origin);
  if (cause instanceof SilenceError) return silentStream(origin, maxSilenceMs / 1_000);
  if (cause instanceof ConnectionLostError) return connectionLost(origin);
  if (cause instanceof PausedError) return paused;
  if (cause instanceof AnswerTooLongError) return tooLong;
  if (cause instanceof TooMuchDataError) return tooMuchData(origin, cause);
  if (cause instanceof SyntaxError) return malformed(origin);
  const problem = cause instanceof ErrorInStream ? { ...problemIn(cause), headers: undefined } : readError(cause);
  if (problem !== undefined) {
    const { code, headers, status } = problem;
    const message = scrub(problem.message);
    if (status === undefined) return failureFromStreamError(message, code, origin);
    const asked = retryAfterMs(headers, clock.now());
    const wait = asked === undefined ? {} : { retryAfterMs: asked };
    return nameAnswer({ origin, hasKey: hasKey(), status, message, code, ...wait }).failure;
  }
  if (isGateRefusal(cause)) {
    const message = `${cause.message} Nothing was run. Check the base URL in Settings.`;
    return { type: "network", cause: cause.reason, message };
  }
  if (!isNetworkError(cause)) return unexpectedFailure(cause, "The request to the model");
  return nameSilence({ origin, hasKey: hasKey(), found: await explore(probeUrl) }).failure;
};
