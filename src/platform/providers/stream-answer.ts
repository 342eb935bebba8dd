import { abortedFailure, type Failure, unexpectedFailure } from "../../kernel/base/failure.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Usage } from "../../kernel/model/usage.ts";
import type { AskedRequest } from "./asked-request.ts";
import { streamingFetch } from "./connection.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { flowing, type PieceFlow, type Steps } from "./piece-flow.ts";
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
  /** The failure with what a person who chose this wire should know; absent: as it is. */
  readonly explained?: (failure: Failure) => Failure;
}

export interface Replacement {
  readonly request: AskedRequest;
  readonly reason: Failure;
  /** Told after the reason. */
  readonly note?: ProviderEvent;
}

/** Each replacement leaves something out, and servers name one thing at a time. */
const maxReplacements = 4;

type Deps = EndpointDeps & RandomDep;

/** One time that a model is asked. */
interface Attempt {
  readonly request: AskedRequest;
  readonly decoder: StreamDecoder;
  /** Undefined until the SDK is loaded. */
  loaded: LoadedWire | undefined;
  /** Part of the answer was told. */
  began: boolean;
  /** Hears when all bytes that came are read. */
  onHungry: () => void;
}

/** One model call over a wire, as the contract of providers asks. No retries, but for the replacements that the wire names. */
export const streamAnswer = (
  deps: Deps,
  wire: Wire,
  request: AskedRequest,
  signal: AbortSignal,
): AsyncIterableIterator<ProviderEvent> => flowing(answerSteps(deps, wire, request, signal), signal);

async function* answerSteps(deps: Deps, wire: Wire, request: AskedRequest, signal: AbortSignal): Steps {
  const connection = new AbortController();
  const stop = (): void => connection.abort(new DOMException("stopped", "AbortError"));
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  let asked: AskedRequest | undefined = request;
  try {
    for (let left = maxReplacements; asked !== undefined; left -= 1) {
      const attempt: Attempt = {
        request: asked,
        decoder: wire.createDecoder(asked),
        loaded: undefined,
        began: false,
        onHungry: () => {},
      };
      yield { type: "attempt-started", messageId: messageId(deps.random.id("message")) };
      let ending: Ending | undefined;
      try {
        const end = yield flowOf(attempt, await open(deps, wire, attempt, connection.signal));
        if (end.type === "thrown") throw end.cause;
      } catch (cause) {
        ending = await endingFrom(deps, wire, attempt, { cause, signal, mayReplace: left > 0 });
      }
      ending ??= { events: attempt.decoder.end(), instead: undefined };
      for (const event of ending.events) {
        if (signal.aborted) return void (yield failed(attempt, abortedFailure));
        yield event;
      }
      asked = ending.instead;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

const flowOf = (attempt: Attempt, pieces: AsyncIterable<unknown>): PieceFlow => ({
  type: "flow",
  pieces: pieces[Symbol.asyncIterator](),
  isOver: attempt.decoder.isOver,
  whenHungry: (listener) => {
    attempt.onHungry = listener;
  },
  push: (piece) => {
    const events = attempt.decoder.push(piece);
    if (events.length > 0) attempt.began = true;
    return events;
  },
});

/** The last events of an attempt, or what is asked in its place. */
interface Ending {
  readonly events: readonly ProviderEvent[];
  readonly instead: AskedRequest | undefined;
}

const failed = ({ decoder }: Attempt, failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: decoder.usage() });

const open = async (
  { clock, fetch }: Deps,
  wire: Wire,
  attempt: Attempt,
  connection: AbortSignal,
): Promise<AsyncIterable<unknown>> => {
  if (connection.aborted) throw connection.reason;
  attempt.loaded = await wire.load();
  return attempt.loaded.open(
    attempt.request,
    streamingFetch(fetch, clock, connection, () => attempt.onHungry()),
    connection,
  );
};

/** What a broken attempt comes to. */
const endingFrom = async (
  deps: Deps,
  wire: Wire,
  attempt: Attempt,
  { cause, mayReplace, signal }: { readonly cause: unknown; readonly mayReplace: boolean; readonly signal: AbortSignal },
): Promise<Ending> => {
  const { began, loaded, request } = attempt;
  const ended = (failure: Failure): Ending => ({ events: [failed(attempt, failure)], instead: undefined });
  if (signal.aborted) return ended(abortedFailure);
  if (loaded === undefined) return ended(unexpectedFailure(cause, "Loading the connection to the model"));
  const failure = await failureFromThrown(deps, wire.probeUrl, (thrown) => loaded.readError(thrown, began), cause);
  const replacement = began || !mayReplace ? undefined : wire.insteadOf(request, failure, loaded.readError(cause, began));
  if (replacement === undefined) return ended(explainRefusedPictures(request, wire.explained?.(failure) ?? failure));
  const { note, reason } = replacement;
  const waiting: ProviderEvent = { type: "retry-waiting", delayMs: 0, reason };
  return { events: note === undefined ? [waiting] : [waiting, note], instead: replacement.request };
};
