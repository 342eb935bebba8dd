import { assertNever } from "../../../kernel/base/result.ts";
import { type GraphEntity, isCurrent } from "../../../kernel/memory/graph.ts";
import type { GraphFormat } from "../../../kernel/memory/graph-view.ts";
import type { EntityGraph } from "../entity-files.ts";

const inQuotes = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "")}"`;

const factsOf = (entity: GraphEntity): readonly string[] =>
  entity.facts.filter(isCurrent).map(({ key, value }) => `${key}=${value}`);

/** The graph in the language of Graphviz, sorted, so the same graph gives the same text. */
const dotText = ({ entities }: EntityGraph): string => {
  const all = [...entities.values()];
  const relations = all.flatMap(({ id, relations: own }) =>
    own
      .filter(isCurrent)
      .map(
        ({ kind, to, weight }) => `  ${inQuotes(id)} -> ${inQuotes(to)} [label=${inQuotes(`${kind} (${weight.toFixed(2)})`)}];`,
      ),
  );
  return [
    "digraph KnowledgeGraph {",
    "  rankdir=LR;",
    "  node [shape=box, style=filled, fillcolor=lightblue];",
    "",
    ...all.map((entity) => `  ${inQuotes(entity.id)} [label=${inQuotes([entity.label, ...factsOf(entity)].join("\n"))}];`).sort(),
    "",
    ...relations.sort(),
    "}",
    "",
  ].join("\n");
};

/** Everything, past facts and relations included, as it is kept. */
const jsonText = ({ entities }: EntityGraph): string =>
  `${JSON.stringify({ format: "vivarium-graph", version: 1, entities: [...entities.values()] }, undefined, 1)}\n`;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Characters that no XML can hold are left out. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (character) => escapes[character] ?? "");

const data = (key: string, value: string): string => `<data key="${key}">${xml(value)}</data>`;

/** GraphML (Brandes, Eiglsperger, Herman, Himsolt and Marshall 2002). Facts are one text a node, as other programs know no keys of ours. */
const graphmlText = ({ entities, names }: EntityGraph): string => {
  const nodes = [...names].map(([id, label]) => {
    const entity = entities.get(id);
    const facts = entity === undefined ? "" : data("facts", JSON.stringify(Object.fromEntries(factPairs(entity))));
    return `<node id="${xml(id)}">${data("label", label)}${entity === undefined ? "" : data("kind", entity.kind)}${facts}</node>`;
  });
  const edges = [...entities.values()].flatMap(({ id, relations }) =>
    relations
      .filter(isCurrent)
      .map(
        ({ kind, to, weight }) =>
          `<edge source="${xml(id)}" target="${xml(to)}">${data("relation", kind)}${data("weight", `${weight}`)}</edge>`,
      ),
  );
  const key = (id: string, of: string, type: string): string =>
    `<key id="${id}" for="${of}" attr.name="${id}" attr.type="${type}"/>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    key("label", "node", "string"),
    key("kind", "node", "string"),
    key("facts", "node", "string"),
    key("relation", "edge", "string"),
    key("weight", "edge", "double"),
    '<graph edgedefault="directed">',
    ...nodes,
    ...edges,
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
};

const factPairs = (entity: GraphEntity): readonly (readonly [string, string])[] =>
  entity.facts.filter(isCurrent).map(({ key, value }) => [key, value] as const);

export const graphText = (graph: EntityGraph, format: GraphFormat): string => {
  switch (format) {
    case "dot":
      return dotText(graph);
    case "json":
      return jsonText(graph);
    case "graphml":
      return graphmlText(graph);
    default:
      return assertNever(format);
  }
};
