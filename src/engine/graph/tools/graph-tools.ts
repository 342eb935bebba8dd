import * as z from "zod/mini";
import type { Clock, ClockDep } from "../../../kernel/base/clock.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { loadPart } from "../../../kernel/base/load-part.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { AsyncTool, SyncTool, Tool, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import { entityIdOf, entityPath, graphFolder, graphLimits } from "../../../kernel/memory/graph.ts";
import { toolTimeoutMs } from "../../tools/builtin/answers.ts";
import { defineAsyncTool, defineTool } from "../../tools/builtin/schema.ts";

const nameArgument = z.string().check(
  z.maxLength(graphLimits.labelChars),
  z.refine((name) => entityIdOf(name) !== "", "has no letter and no digit"),
);
const kindArgument = z.string().check(z.minLength(1), z.maxLength(graphLimits.kindChars));
const relationArgument = z.object({ from: nameArgument, kind: kindArgument, to: nameArgument });
const evidenceArgument = z
  .optional(z.string().check(z.maxLength(graphLimits.evidenceChars)))
  .check(z.describe("The words of the source that say so, quoted."));

const relateArguments = z.object({
  entities: z._default(
    z
      .array(
        z.object({
          name: nameArgument,
          kind: z.optional(kindArgument).check(z.describe("Such as person, place, project, event.")),
          facts: z._default(
            z.record(
              z.string().check(z.minLength(1), z.maxLength(graphLimits.keyChars)),
              z.string().check(z.minLength(1), z.maxLength(graphLimits.valueChars)),
            ),
            {},
          ),
          evidence: evidenceArgument,
        }),
      )
      .check(z.maxLength(200)),
    [],
  ),
  relations: z._default(
    z
      .array(
        z.extend(relationArgument, {
          weight: z
            .optional(z.number().check(z.gte(0)))
            .check(z.describe("What going along it costs, for the cheapest path; 1 where absent.")),
          evidence: evidenceArgument,
        }),
      )
      .check(z.maxLength(500)),
    [],
  ),
  ended: z
    ._default(z.array(relationArgument).check(z.maxLength(200)), [])
    .check(z.describe("Relations that hold no longer. They are kept as past.")),
});
export type RelateInput = z.output<typeof relateArguments>;

const queryArguments = z.object({
  text: z.optional(z.string().check(z.maxLength(200))).check(z.describe("In names and values. Absent: any.")),
  kind: z.optional(kindArgument),
  measure: z
    .optional(z.enum(["importance", "between", "communities", "cycles", "order"]))
    .check(
      z.describe(
        "Of the whole graph: importance (PageRank), between (who connects others), communities, cycles, order (each after what leads to it).",
      ),
    ),
  exact: z._default(z.boolean(), false).check(z.describe("For between: no estimate for a large graph; slow.")),
  limit: z._default(z.int().check(z.gte(1), z.lte(200)), 40),
});
export type QueryInput = z.output<typeof queryArguments>;

const pathArguments = z.object({
  from: nameArgument,
  to: nameArgument,
  cheapest: z._default(z.boolean(), false).check(z.describe("By weight, instead of the fewest relations.")),
  directed: z._default(z.boolean(), false).check(z.describe("Only along the direction of relations.")),
});
export type PathInput = z.output<typeof pathArguments>;

const neighbourArguments = z.object({
  name: nameArgument,
  depth: z._default(z.int().check(z.gte(1), z.lte(4)), 1),
  direction: z._default(z.enum(["out", "in", "both"]), "both"),
  limit: z._default(z.int().check(z.gte(1), z.lte(200)), 60),
});
export type NeighbourInput = z.output<typeof neighbourArguments>;

type BetweenMeasures = import("./measure-between.ts").BetweenMeasures;
type Runs = typeof import("./run-graph-tools.ts");
type Ran = Promise<Result<ToolOutput, Failure>>;

/** How long a measure of a large graph may take: exact betweenness of 10,000 entities takes minutes. */
const measureTimeoutMs = 900_000;

/** What the tools do is loaded with the first call of one. */
const withRuns = async <Value>(use: (runs: Runs) => Promise<Result<Value, Failure>>): Promise<Result<Value, Failure>> => {
  const part = await loadPart(() => import("./run-graph-tools.ts"), "the knowledge graph");
  return part.ok ? use(part.value) : part;
};

const pathOf = (name: string): string => entityPath(entityIdOf(name));

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const relateTool = (): SyncTool =>
  defineTool({
    name: "relate",
    description:
      "Adds entities, facts and relations to the knowledge graph, several at once. Only what a source says or the user told you, with the words as evidence; use the names that are there. A fact with a known key replaces its value.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: relateArguments,
    headline: ({ entities, ended, relations }) => {
      const only = relations.length === 1 && entities.length === 0 && ended.length === 0 ? relations[0] : undefined;
      if (only !== undefined) return { verb: "Related", object: `${only.from} to ${only.to}` };
      const all = [
        ...(entities.length === 0 ? [] : [counted(entities.length, "entity", "entities")]),
        ...(relations.length === 0 ? [] : [counted(relations.length, "relation", "relations")]),
        ...(ended.length === 0 ? [] : [`${ended.length} ended`]),
      ];
      return { verb: "Related", object: all.join(", ") || "nothing" };
    },
    paths: ({ entities, ended, relations }) => [
      ...new Set([...entities.map(({ name }) => name), ...[...relations, ...ended].map(({ from }) => from)].map(pathOf)),
    ],
    run: (input, context) => withRuns(({ runRelate }) => runRelate(input, context)),
  });

const mergeTool = (): SyncTool =>
  defineTool({
    name: "merge_entities",
    description: "Makes two names of the knowledge graph one entity: all that is known of `gone` is known of `keep`.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ keep: nameArgument, gone: nameArgument }),
    headline: ({ gone, keep }) => ({ verb: "Merged", object: `${gone} into ${keep}` }),
    paths: ({ gone, keep }) => [pathOf(keep), pathOf(gone)],
    run: (input, context) => withRuns(({ runMerge }) => runMerge(input, context)),
  });

const readTool = <Schema extends z.ZodMiniObject>(definition: {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly object: (input: z.output<Schema>) => string;
  readonly run: (runs: Runs, input: z.output<Schema>, context: ToolContext) => Ran;
}): SyncTool =>
  defineTool({
    name: definition.name,
    description: definition.description,
    access: "read",
    permissions: ["database-read"],
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema: definition.schema,
    headline: (input) => ({ verb: "Looked up", object: definition.object(input) }),
    paths: () => [graphFolder],
    run: (input, context) => withRuns((runs) => definition.run(runs, input, context)),
  });

const queryTool = (clock: Clock): AsyncTool => {
  let measures: BetweenMeasures | undefined;
  return defineAsyncTool({
    name: "graph_query",
    description: "Looks in the knowledge graph: entities with their facts and relations, by text or kind, or a measure.",
    access: "read",
    permissions: ["database-read"],
    pure: true,
    timeoutMs: measureTimeoutMs,
    pollMs: 20,
    schema: queryArguments,
    headline: ({ kind, measure, text }) => ({ verb: "Looked up", object: measure ?? text ?? kind ?? "the graph" }),
    paths: () => [graphFolder],
    begin: (input, context) => withRuns(({ beginQuery }) => beginQuery(input, context)),
    check: (operation, input, context) =>
      withRuns(({ goOnMeasuring, openMeasures }) => {
        measures ??= openMeasures(clock);
        return goOnMeasuring(measures, operation, input, context);
      }),
  });
};

/** The knowledge graph as the model works with it. */
export const createGraphTools = ({ clock }: ClockDep): readonly Tool[] => [
  relateTool(),
  mergeTool(),
  queryTool(clock),
  readTool({
    name: "path_between",
    description: "How two entities of the knowledge graph hang together: a shortest path of relations.",
    schema: pathArguments,
    object: ({ from, to }) => `a path from ${from} to ${to}`,
    run: ({ runPath }, input, context) => runPath(input, context),
  }),
  readTool({
    name: "neighbours",
    description: "What lies around an entity of the knowledge graph, up to four relations away.",
    schema: neighbourArguments,
    object: ({ name }) => `what is around ${name}`,
    run: ({ runNeighbours }, input, context) => runNeighbours(input, context),
  }),
];
