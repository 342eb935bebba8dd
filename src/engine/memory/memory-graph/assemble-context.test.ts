import { describe, expect, test } from "vitest";
import { assembleContext, type ContextRequest } from "./assemble-context.ts";
import { checkContextSettings, contextBudget, defaultContextSettings } from "./context-budget.ts";
import { ofSubject } from "./conversation-part.ts";
import { createMemoryGraph, type MemoryGraph, type NewFact } from "./memory-graph.ts";
import type { NewNode } from "./node.ts";
import { createRetriever } from "./retrieve.ts";

const of = (graph: MemoryGraph, request: Partial<ContextRequest> = {}) =>
  assembleContext(graph, createRetriever(graph), { query: "database", now: 100, ...request });
const said = (value: string, more: Partial<NewNode> = {}): NewNode => ({
  kind: "conversation",
  key: "user",
  value,
  authority: "user",
  createdAt: 0,
  ...more,
});
const fact = (factId: string, key: string, value: string, more: Partial<NewFact> = {}): NewFact => ({
  factId,
  key,
  value,
  authority: "user",
  createdAt: 0,
  ...more,
});

const full = (): MemoryGraph => {
  const graph = createMemoryGraph();
  graph.add({ kind: "environment", key: "branch", value: "main", authority: "system", createdAt: 0 });
  graph.add(said("we talked about the schema", { kind: "conversation-summary" }));
  graph.add(said("how is it going?"));
  graph.addFact(fact("f1", "database", "PostgreSQL 15"));
  graph.addFact(fact("f2", "cache of the database", "Redis", { authority: "external" }));
  graph.addFact(fact("c1", "deploys", "never on Fridays", { isConstraint: true, authority: "policy" }));
  graph.add({ kind: "identity", key: "me", value: "You are the shop's engineer.", authority: "system", createdAt: 0 });
  return graph;
};

describe("the context (FT-3)", () => {
  test("has its parts in a fixed order, each fact with who vouches for it, the most relevant last", () => {
    expect(of(full(), { query: "database 15" }).text).toBe(
      [
        "## Identity\nYou are the shop's engineer.",
        "## Constraints\n- ⚠️ [c1] deploys: never on Fridays",
        "## Facts\n- [ext] cache of the database: Redis\n- [usr] database: PostgreSQL 15",
        "## Conversation\nwe talked about the schema\nuser: how is it going?",
        "## Environment\n- branch: main",
      ].join("\n\n"),
    );
  });

  test("names the product and those who set it up, the person and their peers, and all others apart", () => {
    const graph = createMemoryGraph();
    for (const authority of ["system", "policy", "executive", "user", "peer", "external"] as const)
      graph.addFact(fact(authority, `database ${authority}`, "x", { authority }));
    const [section] = of(graph).sections;
    expect(section?.text.match(/\[\w+\]/gu)).toEqual(["[org]", "[org]", "[org]", "[usr]", "[usr]", "[ext]"]);
  });

  test("keeps conversation and surroundings beside fifty long facts in a small window, and stays inside its budget", () => {
    const graph = full();
    for (let number = 0; number < 50; number += 1) graph.addFact(fact(`x${number}`, `database ${number}`, "detail ".repeat(40)));
    const { budget, sections, tokens } = of(graph, { windowTokens: 8_192 });
    expect(budget).toBe(2_000);
    expect(tokens).toBeLessThanOrEqual(budget);
    expect(sections.map(({ name }) => name)).toEqual(["identity", "constraints", "facts", "conversation", "environment"]);
  });

  test("cuts the least relevant facts first", () => {
    const graph = createMemoryGraph();
    for (let number = 0; number < 50; number += 1) graph.addFact(fact(`x${number}`, `detail ${number}`, "database ".repeat(40)));
    graph.addFact(fact("best", "database host engine", "short"));
    const { sections } = of(graph, { query: "database host engine", windowTokens: 8_192 });
    const [facts] = sections;
    expect(facts?.nodes.at(-1)).toBe(50);
    expect(facts?.nodes.length).toBeLessThan(50);
  });

  test("keeps one fact, also where it alone is over the budget (EC-9)", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("long", "database", "x".repeat(12_000)));
    expect(of(graph, { windowTokens: 100 }).sections.map(({ nodes }) => nodes)).toEqual([[0]]);
  });

  test("tells identity whole at every budget (EC-5)", () => {
    const graph = full();
    for (const windowTokens of [100, 8_192, 200_000])
      expect(of(graph, { windowTokens }).text).toContain("You are the shop's engineer.");
    const long = createMemoryGraph();
    long.add({ kind: "identity", key: "me", value: "i".repeat(9_000), authority: "system", createdAt: 0 });
    long.addFact(fact("f", "database", "PostgreSQL"));
    expect(of(long, { windowTokens: 100 }).sections.map(({ name }) => name)).toEqual(["identity", "facts"]);
  });

  test("of nothing is an empty text (EC-1), and never says undefined (EC-10)", () => {
    expect(of(createMemoryGraph())).toEqual({ text: "", sections: [], tokens: 0, budget: 8_000 });
    expect(of(full()).text).not.toMatch(/undefined|null|NaN/u);
  });

  test("leaves out what is expired (EC-4), and tells the five newest of the surroundings", () => {
    const graph = createMemoryGraph();
    for (let number = 0; number < 7; number += 1)
      graph.add({
        kind: "environment",
        key: `e${number}`,
        value: "x",
        authority: "system",
        createdAt: number,
        ...(number === 5 ? { expiresAt: 100 } : {}),
      });
    expect(of(graph).sections.map(({ nodes }) => nodes)).toEqual([[1, 2, 3, 4, 6]]);
  });
});

describe("what was superseded (FT-4)", () => {
  const changed = (): MemoryGraph => {
    const graph = createMemoryGraph();
    graph.addFact(fact("db", "database", "MySQL"));
    graph.addFact(fact("pool", "database pool", "20", { dependsOn: ["db"] }));
    const conclusion = graph.add({ kind: "conclusion", key: "driver", value: "use mysql2", authority: "peer", createdAt: 0 });
    graph.link(conclusion, 0, "cites-premise");
    graph.addFact(fact("db2", "database", "PostgreSQL", { supersedes: "db" }));
    return graph;
  };

  test("is told with the fact that took its place, and who has to recalculate below it", () => {
    expect(of(changed()).text).toBe(
      [
        "## Facts",
        "- [usr] database pool: 20 (depends on database)",
        "- [usr] database: PostgreSQL (changed from: MySQL)",
        "  RECALCULATE: database pool rests on what this changed.",
        "",
        "## Outdated",
        "- [usr] database: MySQL",
        "- [usr] driver: use mysql2",
      ].join("\n"),
    );
  });

  test("needs no notes where it has to be fast", () => {
    expect(of(changed(), { isFast: true }).text).toBe("## Facts\n- [usr] database pool: 20\n- [usr] database: PostgreSQL");
  });
});

describe("the fast way (FT-5)", () => {
  test("tells facts as they came, whatever is asked, with all five parts and no skill", () => {
    const graph = full();
    graph.add({ kind: "skill", key: "deploying", value: "how to deploy the database", authority: "peer", createdAt: 0 });
    const { sections, text } = of(graph, { isFast: true, query: "cache" });
    expect(text).toBe(of(graph, { isFast: true, query: "PostgreSQL" }).text);
    expect(sections.map(({ name, nodes }) => [name, nodes])).toEqual([
      ["identity", [6]],
      ["constraints", [5]],
      ["facts", [3, 4]],
      ["conversation", [1, 2]],
      ["environment", [0]],
    ]);
    expect(of(graph).text).toContain("how to deploy the database");
  });
});

describe("the conversation", () => {
  const values = (...texts: readonly string[]) =>
    ofSubject(texts.map((value, node) => ({ ...said(value), node }))).map(({ value }) => value);

  test("is told without interruptions, from where somebody leaves to before they are back", () => {
    expect(values("a", "Hold on, the door", "pizza?", "ok, back to the plan", "b")).toEqual(["a", "ok, back to the plan", "b"]);
    expect(values("a", "wait a second", "one more")).toEqual(["a", "wait a second", "one more"]);
  });

  test("is told without what was only tried out", () => {
    const graph = createMemoryGraph();
    graph.add(said("kept"));
    graph.add(said("what if", { scope: "exploratory" }));
    expect(of(graph).text).toBe("## Conversation\nuser: kept");
  });
});

describe("the budget (INV-4)", () => {
  test("is a fraction of the window beside an answer, at least 2,000, and 8,000 where nobody knows the window", () => {
    const budgets = [undefined, 100, 8_192, 16_384, 32_768, 65_536, 128_000].map((window) =>
      contextBudget(window, defaultContextSettings),
    );
    expect(budgets).toEqual([8_000, 2_000, 2_000, 4_915, 11_468, 24_576, 49_561]);
  });

  test("has settings that are brought into their bounds or refused (PC-1)", () => {
    const shares = { identity: 1, facts: 2, conversation: 1, environment: 0 };
    expect(checkContextSettings({ fraction: 3, shares })).toEqual({
      ok: true,
      value: { fraction: 0.9, shares: { identity: 0.25, facts: 0.5, conversation: 0.25, environment: 0 } },
    });
    expect(checkContextSettings({ fraction: 0.01, shares })).toMatchObject({ value: { fraction: 0.1 } });
    for (const wrong of [
      { fraction: -1, shares },
      { fraction: 0.4, shares: { ...shares, facts: -0.1 } },
      { fraction: Number.NaN, shares },
      { fraction: 0.4, shares: { identity: 0, facts: 0, conversation: 0, environment: 0 } },
    ])
      expect(checkContextSettings(wrong).ok).toBe(false);
  });
});
