import { isJsonObject, type JsonObject, type JsonValue, parseUntrustedJson } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { GraphEdit } from "../../../kernel/memory/graph.ts";

type Read = Result<readonly GraphEdit[], string>;

const text = (value: JsonValue | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const isCurrent = (item: JsonObject): boolean => item.superseded === undefined;
const objects = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject).filter(isCurrent) : [];
const evidenceOf = (item: JsonObject): { readonly evidence?: string } =>
  typeof item.evidence === "string" ? { evidence: item.evidence } : {};

const entityEdits = (entity: JsonObject): readonly GraphEdit[] => {
  const label = text(entity.label) ?? text(entity.id);
  if (label === undefined) return [];
  const kind = text(entity.kind);
  return [
    { type: "put-entity", name: label, ...(kind === undefined ? {} : { kind }) },
    ...objects(entity.facts).flatMap((fact): readonly GraphEdit[] => {
      const [key, value] = [text(fact.key), text(fact.value)];
      return key === undefined || value === undefined
        ? []
        : [{ type: "set-fact", entity: label, key, value, ...evidenceOf(fact) }];
    }),
  ];
};

const relationEdits = (entity: JsonObject): readonly GraphEdit[] => {
  const from = text(entity.label) ?? text(entity.id);
  if (from === undefined) return [];
  return objects(entity.relations).flatMap((relation): readonly GraphEdit[] => {
    const [kind, to] = [text(relation.kind), text(relation.name) ?? text(relation.to)];
    const weight = typeof relation.weight === "number" ? { weight: relation.weight } : {};
    return kind === undefined || to === undefined ? [] : [{ type: "relate", from, kind, to, ...weight, ...evidenceOf(relation) }];
  });
};

const readJson = (source: string): Read => {
  const parsed = parseUntrustedJson(source, { maxChars: 32 * 1024 * 1024, maxDepth: 20 });
  if (!parsed.ok) return parsed;
  const entities = isJsonObject(parsed.value) ? objects(parsed.value.entities) : [];
  return ok([...entities.flatMap(entityEdits), ...entities.flatMap(relationEdits)]);
};

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const fromXml = (source: string): string =>
  source.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : "";
  });
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found === null ? undefined : fromXml(found[1] ?? found[2] ?? "");
};

/** What stands in an element's `data`, by the name that its key has. */
const dataIn = (body: string, names: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...body.matchAll(/<data\b([^>]*)>([^<]*)<\/data>/g)].map(([, tag = "", value = ""]) => {
      const key = attribute(tag, "key") ?? "";
      return [names.get(key) ?? key, fromXml(value).trim()];
    }),
  );

const readGraphml = (source: string): Read => {
  const names = new Map(
    [...source.matchAll(/<key\b([^>]*)>/g)].map(([, tag = ""]) => [
      attribute(tag, "id") ?? "",
      attribute(tag, "attr.name") ?? "",
    ]),
  );
  const labels = new Map<string, string>();
  const edits: GraphEdit[] = [];
  for (const [, tag = "", body = ""] of source.matchAll(/<node\b([^>]*?)(?:\/>|>([\s\S]*?)<\/node>)/g)) {
    const id = attribute(tag, "id");
    if (id === undefined) continue;
    const data = dataIn(body, names);
    const label = data.get("label") || data.get("name") || id;
    labels.set(id, label);
    const kind = data.get("kind") ?? data.get("type");
    edits.push({ type: "put-entity", name: label, ...(kind === undefined || kind === "" ? {} : { kind }) });
    const facts = parseUntrustedJson(data.get("facts") ?? "{}");
    const ours = facts.ok && isJsonObject(facts.value) ? Object.entries(facts.value) : [];
    const others = [...data].filter(([key]) => !["label", "name", "kind", "type", "facts"].includes(key));
    for (const [key, value] of [...ours, ...others])
      if (typeof value === "string" && value !== "") edits.push({ type: "set-fact", entity: label, key, value });
  }
  for (const [, tag = "", body = ""] of source.matchAll(/<edge\b([^>]*?)(?:\/>|>([\s\S]*?)<\/edge>)/g)) {
    const [from, to] = [attribute(tag, "source"), attribute(tag, "target")];
    if (from === undefined || to === undefined) continue;
    const data = dataIn(body, names);
    const weight = Number(data.get("weight") ?? 1);
    edits.push({
      type: "relate",
      from: labels.get(from) ?? from,
      to: labels.get(to) ?? to,
      kind: data.get("relation") || data.get("label") || data.get("kind") || "related-to",
      weight: weight >= 0 ? weight : 1,
    });
  }
  return ok(edits);
};

const quoted = /^\s*(?:"((?:[^"\\]|\\.)*)"|([\w.]+))/;
const fromQuotes = (source: string): string => source.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character));
const nameIn = (source: string): readonly [name: string, rest: string] | undefined => {
  const found = quoted.exec(source);
  return found === null ? undefined : [fromQuotes(found[1] ?? found[2] ?? ""), source.slice(found[0].length)];
};
const labelIn = (source: string): string | undefined => {
  const found = /\blabel\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(source)?.[1];
  return found === undefined ? undefined : fromQuotes(found);
};

/** One statement a line, as `dotText` writes them; what is no node and no arrow is passed over. */
const readDot = (source: string): Read => {
  const labels = new Map<string, string>();
  const nodes: GraphEdit[] = [];
  const arrows: { readonly from: string; readonly to: string; readonly label: string }[] = [];
  for (const line of source.split("\n")) {
    const first = nameIn(line);
    if (first === undefined || /^\s*(?:digraph|graph|strict|node|edge|rankdir|subgraph)\b/.test(line)) continue;
    const [from, rest] = first;
    const arrow = /^\s*-[->]/.test(rest) ? nameIn(rest.replace(/^\s*-[->]/, "")) : undefined;
    if (arrow !== undefined) {
      arrows.push({ from, to: arrow[0], label: labelIn(arrow[1]) ?? "related-to" });
      continue;
    }
    const [label = from, ...facts] = (labelIn(rest) ?? from).split("\n");
    labels.set(from, label);
    nodes.push({ type: "put-entity", name: label });
    for (const fact of facts) {
      const at = fact.indexOf("=");
      if (at > 0) nodes.push({ type: "set-fact", entity: label, key: fact.slice(0, at), value: fact.slice(at + 1) });
    }
  }
  const relations = arrows.map(({ from, to, label }): GraphEdit => {
    const weighed = /^(.*) \((\d+(?:\.\d+)?)\)$/.exec(label);
    const ends = { from: labels.get(from) ?? from, to: labels.get(to) ?? to };
    return weighed === null
      ? { type: "relate", ...ends, kind: label }
      : { type: "relate", ...ends, kind: weighed[1] || "related-to", weight: Number(weighed[2]) };
  });
  return ok([...nodes, ...relations]);
};

/**
 * Reads a graph that was written as JSON of ours, GraphML or the language of Graphviz, by its look, as changes that add it to the graph
 * that is there. What is past is not brought in. The error is one sentence.
 */
export const readGraphText = (source: string): Read => {
  const start = source.replace(/^\ufeff/, "").trimStart();
  const read = start.startsWith("{")
    ? readJson(start)
    : start.startsWith("<")
      ? readGraphml(start)
      : /^(?:strict\s+)?(?:di)?graph\b/.test(start)
        ? readDot(start)
        : err("This is no graph: it is neither JSON, nor GraphML, nor a graph of Graphviz.");
  if (!read.ok) return read;
  return read.value.length === 0 ? err("No entity and no relation was found in it.") : read;
};
