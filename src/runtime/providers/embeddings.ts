import { createNudge } from "../../engine/resilience/nudge.ts";
import { hashText } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import { abortedFailure, type Failure } from "../../kernel/base/failure.ts";
import { messageId, type RunId, type SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";
import type { Cost } from "../../kernel/model/cost.ts";
import { type EmbeddingChoice, modelOfEmbedding, type TextsEmbedded, vectorKeys } from "../../kernel/model/embedding.ts";
import { addUsage, noUsage, type Usage } from "../../kernel/model/usage.ts";
import { byPerson } from "../origins/origins.ts";
import type { createAnswering } from "../runs/answering-models.ts";

/** On whose account, and why, texts are given to a model. */
export interface EmbeddingAsk {
  readonly why: TextsEmbedded["why"];
  readonly sessionId: SessionId;
  readonly runId?: RunId;
  /** So many are bought at most, the first ones. */
  readonly most?: number;
}

export interface Embedded {
  readonly engine: EmbeddingChoice;
  /** One for each text, all of one length; undefined for texts that were left for another time. */
  readonly vectors: readonly (Float32Array | undefined)[];
}

/**
 * Vectors of texts by the model that the person chose. What was bought once is kept by its text and model. Undefined: the person
 * chose none. A failure is in the log, and nothing of the texts is kept then.
 */
export type Embed = (
  texts: readonly string[],
  ask: EmbeddingAsk,
  signal: AbortSignal,
) => Promise<Result<Embedded, Failure> | undefined>;

export interface EmbeddingsDeps extends ClockDep {
  readonly store: Store;
  readonly choice: () => EmbeddingChoice | null;
  readonly providerFor: (choice: EmbeddingChoice) => Result<Provider, Failure>;
  readonly answering: ReturnType<typeof createAnswering>;
}

/** Texts of one request. */
const batch = 64;
/** A run does not wait longer for one request, its retries included. */
const mostMs = 8_000;

const tooSlow = ({ model }: EmbeddingChoice): Failure => ({
  type: "timed-out",
  message: `${model} gave no vectors within ${mostMs / 1_000} s. Nothing waits for them any longer; they are asked for again next time.`,
});

const bytesOf = (vector: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(vector).buffer);
const vectorOf = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer);

const keyOf = ({ baseUrl, model }: EmbeddingChoice, text: string): string =>
  `${vectorKeys}${hashText(`${baseUrl}\n${model}`).slice(0, 16)}/${hashText(text)}`;

interface Heard {
  readonly vectors: readonly (readonly number[])[];
  readonly failure?: Failure;
  readonly usage: Usage;
  readonly cost?: Cost;
}

const hear = async (provider: Provider, model: string, texts: readonly string[], signal: AbortSignal): Promise<Heard> => {
  const messages = texts.map((text, place) => ({
    messageId: messageId(`text_${place}`),
    role: "user" as const,
    blocks: [{ type: "text" as const, text }],
  }));
  let heard: Heard = { vectors: [], usage: noUsage };
  const request = { model, system: "", messages, tools: [], maxOutputTokens: 1 };
  for await (const event of provider.stream(request, signal)) {
    if (event.type === "block" && Array.isArray(event.value))
      heard = { ...heard, vectors: event.value as readonly (readonly number[])[] };
    if (event.type === "finished" || event.type === "failed") {
      const { cost, usage } = event;
      heard = {
        ...heard,
        usage: addUsage(heard.usage, usage),
        ...(cost === undefined ? {} : { cost }),
        ...(event.type === "failed" ? { failure: event.failure } : {}),
      };
    }
  }
  return heard;
};

const mixed = (old: number, fresh: number, { model }: EmbeddingChoice): Failure => ({
  type: "wire",
  message: `${model} gives vectors of ${fresh} dimensions, and those that are kept of it have ${old}. They cannot be compared: choose another name for the model, or the one that answered before.`,
});

export const createEmbeddings = ({ answering, choice, clock, providerFor, store }: EmbeddingsDeps): Embed => {
  const kept = async (engine: EmbeddingChoice, text: string): Promise<Float32Array | undefined> => {
    const row = await store.get("kept", keyOf(engine, text));
    return row.ok && row.value !== undefined ? vectorOf(row.value.bytes) : undefined;
  };
  const record = async (
    event: TextsEmbedded,
    { runId, sessionId }: EmbeddingAsk,
    effects: readonly Effect[],
  ): Promise<Result<unknown, Failure>> =>
    store.append({
      entries: [{ sessionId, ...(runId === undefined ? {} : { runId }), causes: [], origins: byPerson, event }],
      effects,
      expects: [],
      durability: "strict",
    });

  const buy = async (
    engine: EmbeddingChoice,
    texts: readonly string[],
    ask: EmbeddingAsk,
    signal: AbortSignal,
  ): Promise<Result<readonly Float32Array[], Failure>> => {
    const began = clock.monotonic();
    const about = { type: "texts-embedded", why: ask.why, engine, texts: texts.length } as const;
    const provider = providerFor(engine);
    const model = modelOfEmbedding(engine);
    const limit = new AbortController();
    const cancel = clock.after(mostMs, () => limit.abort());
    const ends = AbortSignal.any([signal, limit.signal]);
    const account = { sessionId: ask.sessionId, nudge: createNudge(), model, fallbacks: [] };
    const heard: Heard = provider.ok
      ? await hear(answering(provider.value, account), engine.model, texts, ends)
      : { vectors: [], usage: noUsage, failure: provider.error };
    cancel();
    const { cost, usage, vectors } = heard;
    const durationMs = Math.round(clock.monotonic() - began);
    const spent = { usage, ...(cost === undefined ? {} : { cost }), durationMs };
    const failure = signal.aborted ? abortedFailure : limit.signal.aborted ? tooSlow(engine) : heard.failure;
    if (failure !== undefined) {
      await record({ ...about, ...spent, failure }, ask, []);
      return err(failure);
    }
    const effects = texts.map(
      (text, place): Effect => ({
        type: "put",
        table: "kept",
        row: { key: keyOf(engine, text), bytes: bytesOf(vectors[place] ?? []) },
      }),
    );
    // What it cost has to be known before anything comes of it.
    const stored = await record({ ...about, ...spent, dimensions: vectors[0]?.length ?? 0 }, ask, effects);
    return stored.ok ? ok(vectors.map((vector) => Float32Array.from(vector))) : stored;
  };

  return async (texts, ask, signal) => {
    const engine = choice();
    if (engine === null) return undefined;
    const known = new Map<string, Float32Array>();
    for (const text of new Set(texts)) {
      const vector = await kept(engine, text);
      if (vector !== undefined) known.set(text, vector);
    }
    const missing = [...new Set(texts)].filter((text) => !known.has(text)).slice(0, ask.most);
    for (let from = 0; from < missing.length; from += batch) {
      const part = missing.slice(from, from + batch);
      const bought = await buy(engine, part, ask, signal);
      if (!bought.ok) return bought;
      for (const [place, text] of part.entries()) known.set(text, bought.value[place] ?? new Float32Array());
    }
    const vectors = texts.map((text) => known.get(text));
    const [first, other] = [...new Set([...known.values()].map(({ length }) => length))];
    return first !== undefined && other !== undefined ? err(mixed(first, other, engine)) : ok({ engine, vectors });
  };
};
