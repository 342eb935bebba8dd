import type { Clock } from "../../../kernel/base/clock.ts";
import { ok, type Result } from "../../../kernel/base/result.ts";
import type { Begun, OperationStatus, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import {
  entityIdOf,
  type GraphEdit,
  type GraphEntity,
  type GraphRelation,
  isCurrent,
  kindWords,
} from "../../../kernel/memory/graph.ts";
import { entitySentences, type GraphChange } from "../../../kernel/memory/graph-changes.ts";
import type { Operation } from "../../../kernel/tools/operation.ts";
import { answer, refusal } from "../../tools/builtin/answers.ts";
import { fewestSteps } from "../algorithms/breadth-first.ts";
import { cheapestWay } from "../algorithms/dijkstra.ts";
import { neighbourhood } from "../algorithms/neighbourhood.ts";
import { applyGraphEdits } from "../apply-edits.ts";
import { type EntityGraph, followMerges } from "../entity-files.ts";
import { type EntityRows, rowsOf } from "../entity-rows.ts";
import { findEntities } from "../find-entities.ts";
import { readAllowedGraph } from "../forbidden-files.ts";
import type { NeighbourInput, PathInput, QueryInput, RelateInput } from "./graph-tools.ts";
import { type BetweenMeasures, createBetweenMeasures } from "./measure-between.ts";
import { exactNodes, measureText } from "./measure-text.ts";

type Ran = Promise<Result<ToolOutput, never>>;

const shownChanges = 60;

const changesText = (changes: readonly GraphChange[]): string => {
  if (changes.length === 0) return "The graph says this already; nothing was changed.";
  const lines = changes.slice(0, shownChanges).map(({ sign, text }) => `${sign} ${text}`);
  const more = changes.length > shownChanges ? [`(and ${changes.length - shownChanges} more)`] : [];
  return [...lines, ...more].join("\n");
};

/** The edits that the arguments of `relate` stand for, in their order. */
const editsOf = ({ entities, ended, relations }: RelateInput): readonly GraphEdit[] => [
  ...entities.flatMap(({ evidence, facts, kind, name }): readonly GraphEdit[] => [
    { type: "put-entity", name, ...(kind === undefined ? {} : { kind }) },
    ...Object.entries(facts).map(
      ([key, value]): GraphEdit => ({
        type: "set-fact",
        entity: name,
        key,
        value,
        ...(evidence === undefined ? {} : { evidence }),
      }),
    ),
  ]),
  ...ended.map((relation): GraphEdit => ({ type: "end-relation", ...relation })),
  ...relations.map(
    ({ evidence, weight, ...relation }): GraphEdit => ({
      type: "relate",
      ...relation,
      ...(weight === undefined ? {} : { weight }),
      ...(evidence === undefined ? {} : { evidence }),
    }),
  ),
];

export const runRelate = async (input: RelateInput, { files, now }: ToolContext): Ran => {
  const edits = editsOf(input);
  if (edits.length === 0) return refusal("Name at least one entity, relation or ended relation.");
  return answer(changesText(await applyGraphEdits(files, edits, now, "agent")));
};

export const runMerge = async (names: { readonly keep: string; readonly gone: string }, context: ToolContext): Ran =>
  answer(changesText(await applyGraphEdits(context.files, [{ type: "merge", ...names }], context.now, "agent")));

const labelIn = ({ names }: EntityGraph, id: string): string => names.get(id) ?? id;

const entityLines = (entity: GraphEntity): readonly string[] => [
  `${entity.label} (${kindWords(entity.kind)}${entity.aliases.length === 0 ? "" : `, also ${entity.aliases.join(", ")}`})`,
  ...entitySentences(entity).map((sentence) => `  ${sentence}`),
];

const emptyText = "The knowledge graph is empty. Add to it with relate.";

const asked = (graph: EntityGraph, { kind, limit, measure, text }: QueryInput): Result<ToolOutput, never> => {
  if (graph.entities.size === 0) return answer(emptyText);
  if (measure !== undefined) return answer(measureText(graph, measure, limit));
  const found = findEntities(graph, { text, kind });
  if (found.length === 0) return answer(`None of the ${graph.entities.size} entities fits. Their kinds: ${kindsText(graph)}.`);
  const more = found.length > limit ? [`(the first ${limit} of ${found.length}; name a kind or a text to see others)`] : [];
  return answer([...found.slice(0, limit).flatMap(entityLines), ...more].join("\n"));
};

/** All at once, but for what takes long: exact betweenness of a large graph. */
export const beginQuery = async (input: QueryInput, { caller, files }: ToolContext): Promise<Result<Begun, never>> => {
  const graph = await readAllowedGraph(files);
  const nodes = graph.names.size;
  if (input.measure !== "between" || !input.exact || nodes <= exactNodes) {
    const output = asked(graph, input);
    return output.ok ? ok({ type: "done", output: output.value }) : output;
  }
  return ok({
    type: "in-progress",
    operationId: `between ${caller?.callId ?? ""}`,
    message: `${nodes} entities to measure from`,
  });
};

export const goOnMeasuring = (
  measures: BetweenMeasures,
  { operationId }: Operation,
  { limit }: QueryInput,
  { files, signal }: ToolContext,
): Promise<Result<OperationStatus, never>> => measures.goOn(operationId, () => readAllowedGraph(files), limit, signal);

/** Where `goOnMeasuring` keeps what it has done. */
export const openMeasures = (clock: Clock): BetweenMeasures => createBetweenMeasures(clock);

const kindsText = ({ entities }: EntityGraph): string => {
  const counts = new Map<string, number>();
  for (const { kind } of entities.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} (${count})`).join(", ");
};

/** The number of what a name leads to; undefined where nothing is known of it and nothing leads there. */
const nodeOf = ({ mergedInto }: EntityGraph, { numbers }: EntityRows, name: string): number | undefined =>
  numbers.get(followMerges(mergedInto, entityIdOf(name)));

const unknown = (name: string): Result<ToolOutput, never> =>
  refusal(`There is no '${name}' in the knowledge graph. Call graph_query to see what there is.`);

const currentRelation = (graph: EntityGraph, from: string, to: string): GraphRelation | undefined =>
  graph.entities.get(from)?.relations.find((relation) => relation.to === to && isCurrent(relation));

/** One step of a path as it stands in the graph: along an arrow, or against it. */
const stepText = (graph: EntityGraph, from: string, to: string): string => {
  const along = currentRelation(graph, from, to);
  const against = currentRelation(graph, to, from);
  if (along !== undefined) return ` —${kindWords(along.kind)}→ ${labelIn(graph, to)}`;
  return ` ←${against === undefined ? "" : kindWords(against.kind)}— ${labelIn(graph, to)}`;
};

export const runPath = async ({ cheapest, directed, from, to }: PathInput, { files }: ToolContext): Ran => {
  const graph = await readAllowedGraph(files);
  const rows = rowsOf(graph);
  const [start, end] = [nodeOf(graph, rows, from), nodeOf(graph, rows, to)];
  if (start === undefined) return unknown(from);
  if (end === undefined) return unknown(to);
  const csr = directed ? rows.out : rows.both;
  const way = cheapest ? cheapestWay(csr, start, end) : fewestSteps(csr, start, end);
  if (way === undefined) return answer(`Nothing leads from ${from} to ${to}.`);
  const nodes = "nodes" in way ? way.nodes : way;
  const ids = nodes.map((node) => rows.ids[node] ?? "");
  const text = ids.map((id, at) => (at === 0 ? labelIn(graph, id) : stepText(graph, ids[at - 1] ?? "", id))).join("");
  return answer("cost" in way ? `${text} (cost ${way.cost})` : text);
};

export const runNeighbours = async (input: NeighbourInput, { files }: ToolContext): Ran => {
  const { depth, direction, limit, name } = input;
  const graph = await readAllowedGraph(files);
  const rows = rowsOf(graph);
  const start = nodeOf(graph, rows, name);
  if (start === undefined) return unknown(name);
  const csr = direction === "out" ? rows.out : direction === "in" ? rows.into : rows.both;
  const near = [...neighbourhood(csr, [start], depth)];
  const shown = near.slice(0, limit + 1);
  const ids = new Set(shown.map(([node]) => rows.ids[node] ?? ""));
  const lines = [...ids].flatMap((id) => {
    const entity = graph.entities.get(id);
    if (entity === undefined) return [`${labelIn(graph, id)} (only spoken of)`];
    const relations = entity.relations.filter(({ to }) => ids.has(to));
    return entityLines({ ...entity, relations, facts: id === rows.ids[start] ? entity.facts : [] });
  });
  const more = near.length > shown.length ? [`(the nearest ${limit} of ${near.length - 1})`] : [];
  return answer([...lines, ...more].join("\n"));
};
