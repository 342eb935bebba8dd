import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { abortedFailure, type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import { messageId } from "../../kernel/ids.ts";
import type { RandomDep } from "../../kernel/random.ts";
import { err, ok, type Result } from "../../kernel/result.ts";
import type { Usage } from "../../kernel/usage.ts";
import type { AskedRequest } from "./asked-request.ts";
import { streamingFetch } from "./connection.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { explainRefusedPictures } from "./refused-pictures.ts";
import { failureFromThrown } from "./thrown-failure.ts";

/** Turns the parsed pieces of one stream into events. What it does not know it passes over. */
export interface StreamDecoder {
  /** Text, thinking and blocks of one piece, in order. Throws only the classes of stream-error.ts. */
  readonly push: (piece: unknown) => readonly ProviderEvent[];
  /** Whether the mark of the end has come: what follows it concerns nobody. */
  readonly isOver: () => boolean;
  /** The calls and the last event, once the stream has ended without an error. */
  readonly end: () => readonly ProviderEvent[];
  /** What was counted so far, for a stream that breaks. */
  readonly usage: () => Usage;
}

/** What an SDK's error says, as far as it can be known. */
export interface ApiProblem {
  /** Undefined: it came as data of a stream. */
  readonly status: number | undefined;
  readonly message: string;
  readonly code: string;
  readonly headers: Headers | undefined;
  /** The part of the request that it is about, where the server names it. */
  readonly parameter?: string;
}

/** A wire whose SDK is loaded. */
export interface LoadedWire {
  readonly open: (
    request: AskedRequest,
    fetch: typeof globalThis.fetch,
    signal: AbortSignal,
  ) => PromiseLike<AsyncIterable<unknown>>;
  /** Undefined for what is no error of the SDK. `began`: part of the answer had come. */
  readonly readError: (cause: unknown, began: boolean) => ApiProblem | undefined;
}

/** One way to talk to model servers over HTTP, through its SDK. */
export interface Wire {
  /** The cheapest address of the endpoint, asked without a body to find out why a request failed. */
  readonly probeUrl: string;
  readonly load: () => Promise<LoadedWire>;
  readonly createDecoder: (request: ModelRequest) => StreamDecoder;
  /** A request to make in place of one that failed before its answer began, and why; undefined where it would not help. */
  readonly insteadOf: (request: AskedRequest, failure: Failure, problem: ApiProblem | undefined) => Replacement | undefined;
}

export interface Replacement {
  readonly request: AskedRequest;
  readonly reason: Failure;
}

/** Each replacement leaves something out, and servers name one thing at a time. */
const maxReplacements = 4;

type Deps = EndpointDeps & RandomDep;

/** One model call over a wire, as the contract of providers asks. No retries, but for the replacements that the wire names. */
export async function* streamAnswer(
  deps: Deps,
  wire: Wire,
  request: AskedRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void> {
  const connection = new AbortController();
  const stop = (): void => connection.abort(new DOMException("stopped", "AbortError"));
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    let asked = request;
    for (let left = maxReplacements; left >= 0; left -= 1) {
      const replacement = yield* attempt(deps, wire, asked, { mayReplace: left > 0, signal, connection: connection.signal });
      if (replacement === undefined) return;
      yield { type: "retry-waiting", delayMs: 0, reason: replacement.reason };
      asked = replacement.request;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

interface AttemptBounds {
  readonly mayReplace: boolean;
  readonly signal: AbortSignal;
  /** Aborts with the signal, and when the iteration is left. */
  readonly connection: AbortSignal;
}

/** Yields a whole attempt, its last event included; or gives back what to ask in its place. */
async function* attempt(
  deps: Deps,
  wire: Wire,
  request: AskedRequest,
  { mayReplace, signal, connection }: AttemptBounds,
): AsyncGenerator<ProviderEvent, Replacement | undefined> {
  const decoder = wire.createDecoder(request);
  const failed = (failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: decoder.usage() });
  yield { type: "attempt-started", messageId: messageId(deps.random.id("message")) };
  if (signal.aborted) return void (yield failed(abortedFailure));
  const loaded = await loadWire(wire);
  if (!loaded.ok) return void (yield failed(loaded.error));
  const { open, readError } = loaded.value;
  let began = false;
  try {
    const pieces = await open(request, streamingFetch(deps.fetch, deps.clock, connection), connection);
    for await (const piece of pieces) {
      for (const event of decoder.push(piece)) {
        began = true;
        yield event;
        if (signal.aborted) return void (yield failed(abortedFailure));
      }
      if (decoder.isOver()) break;
    }
  } catch (cause) {
    const failure = signal.aborted
      ? abortedFailure
      : await failureFromThrown(deps, wire.probeUrl, (thrown) => readError(thrown, began), cause);
    if (signal.aborted) return void (yield failed(abortedFailure));
    const replacement = began || !mayReplace ? undefined : wire.insteadOf(request, failure, readError(cause, began));
    if (replacement === undefined) yield failed(explainRefusedPictures(request, failure));
    return replacement;
  }
  for (const event of decoder.end()) {
    if (signal.aborted) return void (yield failed(abortedFailure));
    yield event;
  }
  return undefined;
}

const loadWire = async (wire: Wire): Promise<Result<LoadedWire, Failure>> => {
  try {
    return ok(await wire.load());
  } catch (cause) {
    return err(unexpectedFailure(cause, "Loading the connection to the model"));
  }
};
