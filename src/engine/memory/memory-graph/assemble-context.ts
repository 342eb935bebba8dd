import { tokensIn } from "../compression/turn.ts";
import { type ContextSettings, contextBudget, defaultContextSettings } from "./context-budget.ts";
import { ofSubject } from "./conversation-part.ts";
import type { MemoryGraph } from "./memory-graph.ts";
import { type Authority, isExpired, type MemoryNode } from "./node.ts";
import type { Retriever } from "./retrieve.ts";

export type SectionName = "identity" | "constraints" | "facts" | "outdated" | "conversation" | "environment";

export interface ContextSection {
  readonly name: SectionName;
  /** With its heading. */
  readonly text: string;
  readonly tokens: number;
  /** Numbers of the nodes that it tells, in its order. */
  readonly nodes: readonly number[];
}

/** Always in this order: identity, constraints, facts, outdated, conversation, environment; what is empty is left out. */
export interface AssembledContext {
  readonly text: string;
  readonly sections: readonly ContextSection[];
  readonly tokens: number;
  readonly budget: number;
}

export interface ContextRequest {
  readonly query: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the model. Absent: nobody knows it. */
  readonly windowTokens?: number;
  /** Facts as they came, without looking for what fits, without skills and notes. */
  readonly isFast?: boolean;
}

const headings: Readonly<Record<SectionName, string>> = {
  identity: "## Identity",
  constraints: "## Constraints",
  facts: "## Facts",
  outdated: "## Outdated",
  conversation: "## Conversation",
  environment: "## Environment",
};

const newestEnvironment = 5;

interface Line {
  readonly node: number;
  readonly text: string;
}

/** What a line adds to a section: itself and its line end. */
const cost = ({ text }: Line): number => (text.length + 1) / 4;

/** As many of the last lines as there is room for, at least so many. */
const lastThatFit = (lines: readonly Line[], room: number, least = 0): readonly Line[] => {
  let left = room;
  let first = lines.length;
  while (first > 0) {
    const line = lines[first - 1];
    if (line === undefined || (cost(line) > left && lines.length - first >= least)) break;
    left -= cost(line);
    first -= 1;
  }
  return lines.slice(first);
};

const sectionOf = (name: SectionName, lines: readonly Line[]): readonly ContextSection[] => {
  if (lines.length === 0) return [];
  const text = [headings[name], ...lines.map((line) => line.text)].join("\n");
  return [{ name, text, tokens: tokensIn(text), nodes: lines.map(({ node }) => node) }];
};

const marks: Readonly<Record<Authority, string>> = {
  system: "[org]",
  policy: "[org]",
  executive: "[org]",
  user: "[usr]",
  peer: "[usr]",
  external: "[ext]",
};

const told = ({ authority, key, value }: MemoryNode): string => `- ${marks[authority]} ${key}: ${value}`;

/** What a fact rests on, and what it was before. */
const notesOn = (graph: MemoryGraph, node: number): string => {
  const [rests, was]: [string[], string[]] = [[], []];
  for (const { kind, to } of graph.edgesFrom(node)) {
    const other = graph.node(to);
    if (other === undefined) continue;
    if (kind === "depends-on") rests.push(other.key);
    if (kind === "supersedes") was.push(other.value);
  }
  return [
    ...(rests.length === 0 ? [] : [` (depends on ${rests.join(", ")})`]),
    ...(was.length === 0 ? [] : [` (changed from: ${was.join("; ")})`]),
  ].join("");
};

/** What rested on something whose place this fact took, and awaits review. */
const toRecalculate = (graph: MemoryGraph, node: number, review: ReadonlySet<number>): readonly MemoryNode[] =>
  graph
    .edgesFrom(node)
    .filter(({ kind }) => kind === "supersedes")
    .flatMap(({ to }) => graph.edgesTo(to))
    .flatMap(({ from, kind }) => (kind === "depends-on" && review.has(from) ? (graph.node(from) ?? []) : []));

const factLine = (graph: MemoryGraph, node: MemoryNode, review: ReadonlySet<number>): Line => ({
  node: node.node,
  text: [
    `${told(node)}${notesOn(graph, node.node)}`,
    ...toRecalculate(graph, node.node, review).map(({ key }) => `  RECALCULATE: ${key} rests on what this changed.`),
  ].join("\n"),
});

const isFact = ({ kind }: MemoryNode): boolean => kind === "fact" || kind === "conclusion" || kind === "skill";
const isOutdated = ({ kind }: MemoryNode): boolean => kind === "fact-superseded" || kind === "conclusion-invalidated";

interface Parts {
  readonly constraints: readonly Line[];
  /** The most relevant last. */
  readonly facts: readonly Line[];
  readonly outdated: readonly Line[];
}

const constraintLines = (facts: readonly MemoryNode[]): readonly Line[] =>
  facts
    .filter(({ isConstraint }) => isConstraint === true)
    .map((node) => ({ node: node.node, text: `- ⚠️ [${node.factId ?? node.key}] ${node.key}: ${node.value}` }));

/** As they came: the newest last. */
const fastParts = (nodes: readonly MemoryNode[]): Parts => {
  const facts = nodes.filter((node) => node.kind === "fact");
  const others = facts.filter(({ isConstraint }) => isConstraint !== true);
  return {
    constraints: constraintLines(facts),
    facts: others.map((node) => ({ node: node.node, text: told(node) })),
    outdated: [],
  };
};

const fittingParts = (
  graph: MemoryGraph,
  retriever: Retriever,
  nodes: readonly MemoryNode[],
  { now, query }: ContextRequest,
): Parts => {
  const review = new Set(graph.needsReview());
  const { scoreOf } = retriever.retrieve(query, now);
  const facts = nodes.filter(isFact);
  const ranked = facts
    .filter(({ isConstraint }) => isConstraint !== true)
    .map((node) => ({ node, score: scoreOf(node.node) }))
    .sort((one, other) => one.score - other.score || one.node.node - other.node.node);
  const fitting = ranked.filter(({ score }) => score > 0);
  // One that does not fit is still more than none.
  const shown = fitting.length === 0 ? ranked.slice(-1) : fitting;
  const recalculated = new Set(shown.flatMap(({ node }) => toRecalculate(graph, node.node, review)).map(({ node }) => node));
  const outdated = nodes.filter((node) => (review.has(node.node) || isOutdated(node)) && !recalculated.has(node.node));
  return {
    constraints: constraintLines(facts),
    facts: shown.map(({ node }) => factLine(graph, node, review)),
    outdated: outdated.map((node) => ({ node: node.node, text: told(node) })),
  };
};

const verbatim = (node: MemoryNode): Line => ({ node: node.node, text: node.value });

const conversationLines = (said: readonly MemoryNode[], room: number): readonly Line[] => {
  const recent = ofSubject(said.filter(({ kind }) => kind === "conversation")).map((node) => ({
    node: node.node,
    text: `${node.key}: ${node.value}`,
  }));
  const verbatimLines = lastThatFit(recent, room);
  const left = room - verbatimLines.reduce((sum, line) => sum + cost(line), 0);
  const summaries = said.filter(({ kind }) => kind === "conversation-summary").map(verbatim);
  return [...lastThatFit(summaries, left), ...verbatimLines];
};

/** What a heading takes, and the empty line before it. */
const headingCost = (names: readonly SectionName[]): number =>
  names.reduce((sum, name) => sum + (headings[name].length + 3) / 4, 0);

/**
 * What is remembered as a text for a model, within a budget that is divided among its parts. Identity is told whole, whatever it takes;
 * each other part tells what comes last in it and fits, of the facts at least one.
 */
export const assembleContext = (
  graph: MemoryGraph,
  retriever: Retriever,
  request: ContextRequest,
  settings: ContextSettings = defaultContextSettings,
): AssembledContext => {
  const budget = contextBudget(request.windowTokens, settings);
  const nodes = graph.nodes().filter((node) => !isExpired(node, request.now));
  const identity = nodes.filter(({ kind }) => kind === "identity").map(verbatim);
  const { shares } = settings;
  const identityTokens = identity.reduce((sum, line) => sum + cost(line), 0);
  const others = shares.facts + shares.conversation + shares.environment;
  // What identity takes more than its share is taken from all others alike.
  const scale = others === 0 ? 0 : Math.min(1, Math.max(0, budget - identityTokens) / budget / others);
  const roomOf = (share: number, names: readonly SectionName[]): number => share * scale * budget - headingCost(names);
  const factRoom = roomOf(shares.facts, ["constraints", "facts", "outdated"]);
  const parts = request.isFast === true ? fastParts(nodes) : fittingParts(graph, retriever, nodes, request);
  const constraints = lastThatFit(parts.constraints, factRoom);
  const roomLeft = (room: number, taken: readonly Line[]): number => room - taken.reduce((sum, line) => sum + cost(line), 0);
  const facts = lastThatFit(parts.facts, roomLeft(factRoom, constraints), 1);
  const outdated = lastThatFit(parts.outdated, roomLeft(roomLeft(factRoom, constraints), facts));
  const said = nodes.filter(({ kind }) => kind === "conversation" || kind === "conversation-summary");
  const around = nodes.filter(({ kind }) => kind === "environment").slice(-newestEnvironment);
  const sections = [
    ...sectionOf("identity", identity),
    ...sectionOf("constraints", constraints),
    ...sectionOf("facts", facts),
    ...sectionOf("outdated", outdated),
    ...sectionOf("conversation", conversationLines(said, roomOf(shares.conversation, ["conversation"]))),
    ...sectionOf(
      "environment",
      lastThatFit(
        around.map((node) => ({ node: node.node, text: `- ${node.key}: ${node.value}` })),
        roomOf(shares.environment, ["environment"]),
      ),
    ),
  ];
  const text = sections.map((section) => section.text).join("\n\n");
  return { text, sections, tokens: text === "" ? 0 : tokensIn(text), budget };
};
