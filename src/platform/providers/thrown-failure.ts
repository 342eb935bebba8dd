import { type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import { ConnectionLostError, maxSilenceMs, SilenceError, WrongFormatError } from "./connection.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import {
  connectionLost,
  failureFromHttp,
  failureFromNetwork,
  failureFromStreamError,
  failureFromWrongFormat,
  silentStream,
} from "./http-failure.ts";
import type { ApiProblem } from "./stream-answer.ts";
import { AnswerTooLongError, ErrorInStream } from "./stream-error.ts";

const probeMs = 3_000;

/** SDKs wrap what their fetch threw. */
const rootCause = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? rootCause(thrown.cause) : thrown;

/** Browsers throw a TypeError; Node's fetch adds system errors with a code. */
const isNetworkError = (cause: unknown): cause is Error =>
  cause instanceof TypeError || (cause instanceof Error && "code" in cause);

const tooLong: Failure = {
  type: "wire",
  message:
    "The answer passed the app's limit of 32 million characters and was cut off. The text so far is kept, and no tool of it was run.",
};

const malformed = (origin: string): Failure => ({
  type: "wire",
  message: `${origin} sent a line that is not valid JSON, so the answer was cut off there. The text so far is kept, and no tool of it was run. Try again.`,
});

const scrubbed = (failure: Failure, scrub: (text: string) => string): Failure => ({
  ...failure,
  message: scrub(failure.message),
  ...("excerpt" in failure && failure.excerpt !== undefined ? { excerpt: scrub(failure.excerpt) } : {}),
});

/** Names whatever a streamed request threw, without any key that a server repeats. `readError` knows the SDK's own errors. */
export const failureFromThrown = async (
  deps: EndpointDeps,
  readError: (cause: unknown) => ApiProblem | undefined,
  thrown: unknown,
): Promise<Failure> => scrubbed(await namedFailure(deps, readError, thrown), deps.scrub);

const namedFailure = async (
  { answers, baseUrl, clock, origin, scrub }: EndpointDeps,
  readError: (cause: unknown) => ApiProblem | undefined,
  thrown: unknown,
): Promise<Failure> => {
  const cause = rootCause(thrown);
  // A server's words are scrubbed before they are shortened, so that no half of a key stays.
  if (cause instanceof WrongFormatError) return failureFromWrongFormat(cause.contentType, scrub(cause.body), origin);
  if (cause instanceof SilenceError) return silentStream(origin, maxSilenceMs / 1_000);
  if (cause instanceof ConnectionLostError) return connectionLost(origin);
  if (cause instanceof AnswerTooLongError) return tooLong;
  if (cause instanceof ErrorInStream) return failureFromStreamError(scrub(cause.message), cause.code, origin);
  if (cause instanceof SyntaxError) return malformed(origin);
  const problem = readError(cause);
  if (problem !== undefined) {
    const { status, code } = problem;
    const message = scrub(problem.message);
    if (status === undefined) return failureFromStreamError(message, code, origin);
    return failureFromHttp({ ...problem, message, status }, origin, clock.now());
  }
  if (cause instanceof Error && cause.name === "NetGateError")
    return { type: "network", message: `${cause.message} Nothing was run. Check the base URL in Settings.` };
  if (!isNetworkError(cause)) return unexpectedFailure(cause, "The request to the model");
  const limit = new AbortController();
  const cancel = clock.after(probeMs, () => limit.abort());
  const isThere = await answers(baseUrl, limit.signal);
  cancel();
  return failureFromNetwork(origin, isThere);
};
