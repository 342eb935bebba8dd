import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import type { Clock } from "../../../kernel/base/clock.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ForbiddenPart } from "../../../kernel/memory/graph.ts";
import { createWorkbench, type Workbench } from "../../tools/builtin/workbench.fake.ts";
import { effectRisks } from "../../tools/rules/risk.ts";
import { betweenness } from "../algorithms/betweenness.ts";
import { applyGraphEdits } from "../apply-edits.ts";
import { type EntityGraph, graphOf } from "../entity-files.ts";
import { rowsOf } from "../entity-rows.ts";
import { createGraphTools } from "./graph-tools.ts";
import { createBetweenMeasures } from "./measure-between.ts";
import { betweenLines } from "./measure-text.ts";

const openBench = (contents: Readonly<Record<string, string>> = {}): Workbench =>
  createWorkbench(contents, { more: createGraphTools({ clock: createFakeClock() }) });

const family = {
  entities: [
    { name: "Ada Lovelace", kind: "person", facts: { born: "1815" }, evidence: "Ada was born in 1815" },
    { name: "Charles Babbage", kind: "person" },
    { name: "Analytical Engine", kind: "machine" },
  ],
  relations: [
    { from: "Ada Lovelace", kind: "knows", to: "Charles Babbage", evidence: "they met in 1833" },
    { from: "Charles Babbage", kind: "designed", to: "Analytical Engine" },
    { from: "ada-lovelace", kind: "wrote-about", to: "Analytical Engine", weight: 5 },
    { from: "Analytical Engine", kind: "inspired", to: "Harvard Mark I" },
  ],
};

const withFamily = async (): Promise<Workbench> => {
  const bench = openBench();
  await bench.call("relate", family);
  return bench;
};

test("relate adds entities, facts and relations, one file for each entity, and says what it added", async () => {
  const bench = openBench();
  expect(await bench.call("relate", family)).toBe(
    [
      "+ Ada Lovelace is a person",
      "+ Ada Lovelace: born 1815",
      "+ Ada Lovelace knows Charles Babbage",
      "+ Ada Lovelace wrote about Analytical Engine",
      "+ Charles Babbage is a person",
      "+ Charles Babbage designed Analytical Engine",
      "+ Analytical Engine is a machine",
      "+ Analytical Engine inspired Harvard Mark I",
    ].join("\n"),
  );
  const changes = await bench.changes();
  expect(Object.keys(changes).sort()).toEqual([
    "/.graph",
    "/.graph/ada-lovelace.json",
    "/.graph/analytical-engine.json",
    "/.graph/charles-babbage.json",
  ]);
  expect(changes["/.graph/ada-lovelace.json"]).toBe(`{"id":"ada-lovelace"
,"kind":"person"
,"label":"Ada Lovelace"
,"aliases":[]
,"facts":[
{"key":"born","value":"1815","from":1000,"evidence":"Ada was born in 1815"}
]
,"relations":[
{"kind":"knows","to":"charles-babbage","name":"Charles Babbage","weight":1,"from":1000,"evidence":"they met in 1833"}
,{"kind":"wrote-about","to":"analytical-engine","name":"Analytical Engine","weight":5,"from":1000}
]
}
`);
});

test("saying the same again changes nothing", async () => {
  const bench = await withFamily();
  const before = await bench.changes();
  expect(await bench.call("relate", family)).toBe("The graph says this already; nothing was changed.");
  expect(await bench.changes()).toEqual(before);
});

test("another value supersedes the one before, which is kept as past; an ended relation too", async () => {
  const bench = await withFamily();
  const text = await bench.call("relate", {
    entities: [{ name: "Ada Lovelace", facts: { born: "10 December 1815" } }],
    ended: [{ from: "Ada Lovelace", kind: "knows", to: "Charles Babbage" }],
  });
  expect(text).toBe("− Ada Lovelace: born 1815\n− Ada Lovelace knows Charles Babbage\n+ Ada Lovelace: born 10 December 1815");
  const file = (await bench.changes())["/.graph/ada-lovelace.json"];
  expect(file).toContain('"value":"1815","from":1000,"superseded":{"at":1000,"by":"10 December 1815"}');
  expect(file).toContain('"weight":1,"from":1000,"superseded":{"at":1000},"evidence":"they met in 1833"');
});

test("a change of one fact is a change and no deletion; a merge is a deletion, so it is asked about", async () => {
  const start = (await (await withFamily()).changes()) as Readonly<Record<string, string>>;
  const contents = Object.fromEntries(Object.entries(start).filter(([path]) => path.endsWith(".json")));
  const bench = openBench(contents);
  await bench.call("relate", { entities: [{ name: "Ada Lovelace", facts: { born: "1816" } }] });
  expect(await effectRisks(await bench.effect(), bench.overlay.tree.contents)).toEqual(["change"]);
  await bench.call("merge_entities", { keep: "Ada Lovelace", gone: "Charles Babbage" });
  expect(await effectRisks(await bench.effect(), bench.overlay.tree.contents)).toEqual(["delete"]);
});

test("a merge brings all that is known together, and the name that is gone leads there", async () => {
  const bench = await withFamily();
  await bench.call("relate", {
    entities: [{ name: "Augusta Ada King", kind: "person", facts: { born: "1814", title: "countess" } }],
    relations: [
      { from: "Augusta Ada King", kind: "knows", to: "Charles Babbage" },
      { from: "Augusta Ada King", kind: "is", to: "Ada Lovelace" },
      { from: "Lord Byron", kind: "parent-of", to: "Augusta Ada King" },
    ],
  });
  expect(await bench.call("merge_entities", { keep: "Ada Lovelace", gone: "Augusta Ada King" })).toContain(
    "+ Augusta Ada King is the same as ada-lovelace",
  );
  expect(await bench.call("graph_query", { text: "augusta" })).toBe(
    [
      "Ada Lovelace (person, also Augusta Ada King)",
      "  Ada Lovelace: born 1815",
      "  Ada Lovelace: title countess",
      "  Ada Lovelace knows Charles Babbage",
      "  Ada Lovelace wrote about Analytical Engine",
    ].join("\n"),
  );
  expect(await bench.call("path_between", { from: "Lord Byron", to: "Augusta Ada King" })).toBe(
    "Lord Byron —parent of→ Ada Lovelace",
  );
  await bench.call("relate", { entities: [{ name: "Augusta Ada King", facts: { died: "1852" } }] });
  expect(await bench.call("graph_query", { text: "1852" })).toContain("Ada Lovelace (person");
  expect(await bench.call("merge_entities", { keep: "Ada Lovelace", gone: "Augusta Ada King" })).toBe(
    "refused: 'Ada Lovelace' and 'Augusta Ada King' are the same entity already.",
  );
});

test("a query finds words in names and values, not in ids and keys; none at all finds everything", async () => {
  const bench = await withFamily();
  const found = async (input: { readonly text?: string; readonly kind?: string }): Promise<readonly string[]> =>
    (await bench.call("graph_query", input)).split("\n").filter((line) => !line.startsWith(" "));
  expect(await found({ text: "BABB" })).toEqual(["Charles Babbage (person)"]);
  expect(await found({ text: "181" })).toEqual(["Ada Lovelace (person)"]);
  expect(await found({ text: "born" })).toEqual(["None of the 3 entities fits. Their kinds: person (2), machine (1)."]);
  expect(await found({ kind: "Machine" })).toEqual(["Analytical Engine (machine)"]);
  expect(await found({})).toHaveLength(3);
  expect(await openBench().call("graph_query", {})).toBe("The knowledge graph is empty. Add to it with relate.");
});

test("a path goes along arrows and against them, by fewest steps or by cost, also to what is only spoken of", async () => {
  const bench = await withFamily();
  const path = (more: object): Promise<string> =>
    bench.call("path_between", { from: "Harvard Mark I", to: "Ada Lovelace", ...more });
  expect(await path({})).toBe("Harvard Mark I ←inspired— Analytical Engine ←wrote about— Ada Lovelace");
  expect(await path({ cheapest: true })).toBe(
    "Harvard Mark I ←inspired— Analytical Engine ←designed— Charles Babbage ←knows— Ada Lovelace (cost 3)",
  );
  expect(await path({ directed: true })).toBe("Nothing leads from Harvard Mark I to Ada Lovelace.");
  expect(await path({ to: "Nobody" })).toBe(
    "refused: There is no 'Nobody' in the knowledge graph. Call graph_query to see what there is.",
  );
});

test("neighbours tells what lies around, by distance and direction", async () => {
  const bench = await withFamily();
  const names = async (input: object): Promise<readonly string[]> =>
    (await bench.call("neighbours", { name: "Analytical Engine", ...input })).split("\n").filter((line) => !line.startsWith(" "));
  expect(await names({})).toEqual([
    "Analytical Engine (machine)",
    "Ada Lovelace (person)",
    "Charles Babbage (person)",
    "Harvard Mark I (only spoken of)",
  ]);
  expect(await names({ direction: "out" })).toEqual(["Analytical Engine (machine)", "Harvard Mark I (only spoken of)"]);
  expect(await names({ direction: "in", limit: 1 })).toEqual([
    "Analytical Engine (machine)",
    "Ada Lovelace (person)",
    "(the nearest 1 of 2)",
  ]);
});

test("measures of the whole graph are told in lines", async () => {
  const bench = await withFamily();
  const measure = async (name: string): Promise<readonly string[]> =>
    (await bench.call("graph_query", { measure: name })).split("\n");
  expect((await measure("between"))[1]).toBe("Analytical Engine: 0.667");
  expect((await measure("importance"))[1]).toMatch(/^Harvard Mark I: 0\.4/);
  expect((await measure("communities"))[0]).toBe("2 communities, modularity 0.00:");
  expect(await measure("cycles")).toEqual(["No cycle: no relations lead back to where they start."]);
  expect(await measure("order")).toEqual(["Ada Lovelace", "Charles Babbage", "Analytical Engine", "Harvard Mark I"]);
  await bench.call("relate", { relations: [{ from: "Analytical Engine", kind: "made-famous", to: "Ada Lovelace" }] });
  expect(await measure("cycles")).toEqual(["Ada Lovelace → Analytical Engine → Ada Lovelace"]);
  expect(await measure("order")).toEqual([
    "There is no order, because of a cycle: Ada Lovelace → Analytical Engine → Ada Lovelace",
  ]);
});

test("what cannot be taken is refused as a whole, with its reason", async () => {
  const bench = await withFamily();
  const before = await bench.changes();
  expect(await bench.call("relate", {})).toBe("refused: Name at least one entity, relation or ended relation.");
  expect(
    await bench.call("relate", {
      entities: [{ name: "Somebody" }],
      ended: [{ from: "Ada Lovelace", kind: "hates", to: "Charles Babbage" }],
    }),
  ).toBe("refused: There is no relation 'Ada Lovelace hates Charles Babbage' in the graph.");
  expect(await bench.call("merge_entities", { keep: "Ada Lovelace", gone: "Nobody" })).toBe(
    "refused: There is no entity 'Nobody' in the graph.",
  );
  expect(await bench.call("relate", { relations: [{ from: "!!!", kind: "knows", to: "Ada" }] })).toBe(
    "invalid: relations[0].from has no letter and no digit.",
  );
  expect(await bench.changes()).toEqual(before);
});

test("an entity that was damaged by hand is named", async () => {
  const bench = openBench({ "/.graph/ada.json": "Ada" });
  expect(await bench.call("graph_query", {})).toContain("/.graph/ada.json was changed by hand and cannot be read");
});

test("whatever is related in whatever order, asked names are found and a path is as short as it can be", async () => {
  const names = ["Ana", "Bo", "Çelik", "Δημήτρης", "李雷", "Éva", "गीता"];
  const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names));
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1 }), async (pairs, seed) => {
      const bench = openBench();
      const random = createFakeRandom(seed);
      for (const [from, to] of pairs) await bench.call("relate", { relations: [{ from, kind: "knows", to }] });
      const steps = new Map([[pairs[0]![0], 0]]);
      for (const [name, so] of steps)
        for (const [a, b] of pairs) {
          const other = a === name ? b : b === name ? a : undefined;
          if (other !== undefined && !steps.has(other)) steps.set(other, so + 1);
        }
      const known = [...new Set(pairs.flat())];
      const to = known[Math.floor(random.next() * known.length)]!;
      const path = await bench.call("path_between", { from: pairs[0]![0], to });
      const so = steps.get(to);
      if (so === undefined) expect(path).toBe(`Nothing leads from ${pairs[0]![0]} to ${to}.`);
      else expect(path.split(/ [—←]/).length - 1).toBe(so);
    }),
    { numRuns: 25 },
  );
});

const forbid = (bench: Workbench, ...parts: readonly ForbiddenPart[]) =>
  applyGraphEdits(
    bench.overlay.files,
    parts.map((what) => ({ type: "forbid", what })),
    1_000,
  );

test("what the person forbids is not told to an agent, and not said by one; the person sees it and may say it", async () => {
  const bench = await withFamily();
  const told = await forbid(
    bench,
    { type: "fact", entity: "Ada Lovelace", key: "born", value: "1815" },
    { type: "relation", from: "Ada Lovelace", kind: "knows", to: "Charles Babbage" },
    { type: "entity", entity: "Harvard Mark I" },
  );
  expect(told.map(({ sign, text }) => sign + text)).toEqual([
    "+Forbidden to agents: Ada Lovelace: born 1815",
    "+Forbidden to agents: Ada Lovelace knows Charles Babbage",
    "+Forbidden to agents: Harvard Mark I",
  ]);
  expect(await bench.call("graph_query", {})).toBe(
    [
      "Ada Lovelace (person)",
      "  Ada Lovelace wrote about Analytical Engine",
      "Analytical Engine (machine)",
      "Charles Babbage (person)",
      "  Charles Babbage designed Analytical Engine",
    ].join("\n"),
  );
  expect(await bench.call("path_between", { from: "Ada Lovelace", to: "Harvard Mark I" })).toContain(
    "There is no 'Harvard Mark I'",
  );
  expect(await bench.call("neighbours", { name: "Analytical Engine" })).not.toContain("Harvard");
  const before = await bench.changes();
  const [again, more] = [
    {
      entities: [{ name: "ada lovelace", facts: { Born: " 1815." } }],
      relations: [{ from: "Ada Lovelace", kind: "Knows", to: "Charles Babbage" }],
    },
    { relations: [{ from: "Charles Babbage", kind: "inspired", to: "harvard mark I" }] },
  ];
  expect(await bench.call("relate", again)).toBe(
    "refused: The person has forbidden to say this in the graph: Ada Lovelace: Born 1815.; Ada Lovelace Knows Charles Babbage. Leave it out; the rest may be said.",
  );
  expect(await bench.call("relate", more)).toContain(
    "forbidden to say this in the graph: Charles Babbage inspired harvard mark I",
  );
  expect(await bench.changes()).toEqual(before);
  expect(await bench.call("relate", { entities: [{ name: "Ada Lovelace", facts: { born: "10 December 1815" } }] })).toContain(
    "+ Ada Lovelace: born 10 December 1815",
  );
  await applyGraphEdits(bench.overlay.files, [{ type: "allow", what: { type: "entity", entity: "Harvard Mark I" } }], 1_000);
  expect(await bench.call("relate", more)).toBe("+ Charles Babbage inspired harvard mark I");
});

test("an agent cannot say a forbidden thing by making two names one", async () => {
  const bench = await withFamily();
  await bench.call("relate", { entities: [{ name: "Countess", facts: { title: "countess" } }] });
  await forbid(bench, { type: "fact", entity: "Ada Lovelace", key: "title", value: "countess" });
  expect(await bench.call("merge_entities", { keep: "Ada Lovelace", gone: "Countess" })).toContain(
    "refused: The person has forbidden",
  );
});

/** Time passes with each look at it, and whoever waits is waked at once. */
const createHastyClock = (onWait: () => void): Clock => {
  let elapsed = 0;
  return {
    now: () => elapsed,
    monotonic: () => {
      elapsed += 10;
      return elapsed;
    },
    after: (_, task) => {
      onWait();
      queueMicrotask(task);
      return () => {};
    },
  };
};

const ring = (count: number): EntityGraph =>
  graphOf(
    Array.from({ length: count }, (_, at) => ({
      id: `n${at}`,
      kind: "thing",
      label: `n${at}`,
      aliases: [],
      facts: [],
      relations: [{ kind: "next", to: `n${(at + 1) % count}`, name: "", weight: 1, from: 1 }],
    })),
  );

test("exact betweenness goes on in pieces, tells how far it is, and comes to what it comes to at once", async () => {
  const measures = createBetweenMeasures(createHastyClock(() => {}));
  const look = () => measures.goOn("between c1", () => Promise.resolve(ring(301)), 2, new AbortController().signal);
  const told: string[] = [];
  let status = await look();
  for (; status.ok && status.value.type === "in-progress"; status = await look()) told.push(status.value.progress.message);
  expect(told.length).toBeGreaterThan(1);
  expect(told[0]).toMatch(/^\d+ of 301 entities, \d+ %$/);
  const steps = betweenness(rowsOf(ring(301)).both);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  expect(status).toEqual({
    ok: true,
    value: {
      type: "done",
      output: { text: betweenLines([...ring(301).entities.keys()].sort(), step.value, "exact", 2).join("\n"), isError: false },
    },
  });
});

test("a stop ends exact betweenness within a piece, and nothing of it is kept", async () => {
  const stop = new AbortController();
  let reads = 0;
  const measures = createBetweenMeasures(createHastyClock(() => stop.abort()));
  const look = () =>
    measures.goOn(
      "between c1",
      () => {
        reads += 1;
        return Promise.resolve(ring(301));
      },
      2,
      stop.signal,
    );
  const status = await look();
  if (!status.ok || status.value.type !== "in-progress") throw new Error("It went on to its end.");
  expect(Number(status.value.progress.message.split(" ")[0])).toBeLessThan(10);
  await look();
  expect(reads).toBe(2);
});
