import type { Failure } from "../../kernel/base/failure.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Caller, ToolContext, ToolOutput } from "../../kernel/contracts/tool.ts";
import { makeFoldersAbove } from "../files/overlay/make-folders.ts";
import { answer, refusal } from "../tools/builtin/answers.ts";
import type { VectorsOf } from "./meaning.ts";
import { createTermVectors, type TermVector } from "./term-vectors.ts";

export interface VectorsForDep {
  /** Vectors on the account of a call. Absent: no model gives any. */
  readonly vectorsFor?: (caller: Caller, signal: AbortSignal) => VectorsOf;
}

type Answered = Promise<Result<ToolOutput, Failure>>;

interface Vectors {
  /** In words, for whoever reads the answer. */
  readonly engine: string;
  readonly vectors: readonly ArrayLike<number>[];
  /** Why another engine did not answer. */
  readonly note?: string;
}

const dense = ({ dimensions, values }: TermVector, width: number): Float32Array => {
  const vector = new Float32Array(width);
  for (const [place, dimension] of dimensions.entries()) vector[dimension] = values[place] ?? 0;
  return vector;
};

/** Term vectors of texts among themselves: as long as they have different words together. */
const byWords = (texts: readonly string[]): Vectors => {
  const terms = createTermVectors();
  for (const text of texts) terms.embed(text);
  const sparse = texts.map((text) => terms.embedQuery(text));
  const width = sparse.reduce((most, { dimensions }) => Math.max(most, (dimensions.at(-1) ?? -1) + 1), 0);
  return { engine: "term vectors, made in this tab", vectors: sparse.map((vector) => dense(vector, width)) };
};

const vectorsOf = async (
  texts: readonly string[],
  { caller, signal }: ToolContext,
  { vectorsFor }: VectorsForDep,
): Promise<Vectors> => {
  const given = caller === undefined ? undefined : await vectorsFor?.(caller, signal)(texts);
  if (given === undefined) return byWords(texts);
  if (!given.ok) return { ...byWords(texts), note: given.error.message };
  const vectors = given.value.vectors.filter((vector) => vector !== undefined);
  const { baseUrl, model } = given.value.engine;
  return { engine: `${model} at ${baseUrl}`, vectors };
};

const cosine = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  let [dot, left, right] = [0, 0, 0];
  for (let place = 0; place < one.length; place += 1) {
    const [a, b] = [one[place] ?? 0, other[place] ?? 0];
    dot += a * b;
    left += a * a;
    right += b * b;
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right);
};

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const engineWords = ({ engine, note, vectors }: Vectors): string =>
  `Engine: ${engine}; ${vectors[0]?.length ?? 0} dimensions.${note === undefined ? "" : ` The chosen model did not answer: ${note}`}`;

export const embed = async (
  { save_to: path, texts }: { readonly texts: readonly string[]; readonly save_to?: string | undefined },
  context: ToolContext,
  deps: VectorsForDep,
): Answered => {
  const found = await vectorsOf(texts, context, deps);
  const { vectors } = found;
  const lines = vectors.flatMap((one, place) =>
    vectors.slice(place + 1).map((other, offset) => `${place + 1} and ${place + 2 + offset}: ${rounded(cosine(one, other))}`),
  );
  if (path !== undefined) {
    await makeFoldersAbove(context.files, path);
    const json = { engine: found.engine, vectors: vectors.map((vector) => Array.from(vector)) };
    await context.files.writeFile(path, JSON.stringify(json));
  }
  return answer([engineWords(found), ...(path === undefined ? [] : [`The vectors stand in ${path}.`]), ...lines].join("\n"));
};

export const classify = async (
  { labels, text }: { readonly text: string; readonly labels: readonly string[] },
  context: ToolContext,
  deps: VectorsForDep,
): Answered => {
  if (new Set(labels).size < labels.length) return refusal("Each label is named once. Nothing was classified.");
  const found = await vectorsOf([text, ...labels], context, deps);
  const [asked = [], ...others] = found.vectors;
  const scored = labels
    .map((label, place) => ({ label, score: rounded(Math.max(0, cosine(asked, others[place] ?? []))) }))
    .sort((one, other) => other.score - one.score);
  const none = (scored[0]?.score ?? 0) === 0 ? ["No label has anything in common with the text."] : [];
  const lines = scored.map(({ label, score }) => `${score}: ${label}`);
  return ok({ text: [engineWords(found), ...none, ...lines].join("\n"), isError: false });
};
