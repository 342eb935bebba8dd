import fc from "fast-check";
import { expect, test } from "vitest";
import { entityIdAt, entityIdOf, entityPath, type GraphEntity } from "./graph.ts";
import { graphChanges } from "./graph-changes.ts";
import { entityText, readEntityText } from "./graph-file.ts";

test("an id is what a name is made of, in lower case, and the same for its ways of writing", () => {
  expect(["Ada Lovelace", "  ada  LOVELACE! ", "Æsop & Co.", "李雷", "é", "e\u0301", "!?"].map(entityIdOf)).toEqual([
    "ada-lovelace",
    "ada-lovelace",
    "æsop-co",
    "李雷",
    "é",
    "é",
    "",
  ]);
});

test("any name has an id that is its own id, fits a file name, and is found at its path", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 150 }), (name) => {
      const id = entityIdOf(name);
      expect(entityIdOf(id)).toBe(id);
      if (id === "") return;
      expect(new TextEncoder().encode(`${id}.json`).length).toBeLessThanOrEqual(255);
      expect(entityIdAt(entityPath(id))).toBe(id);
    }),
    { numRuns: 300 },
  );
  expect([entityIdAt("/.graph/A.json"), entityIdAt("/.graph/a/b.json"), entityIdAt("/graph/a.json")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

const words = fc.string({ minLength: 1, maxLength: 12 });
const validity = {
  from: fc.nat(),
  superseded: fc.option(fc.record({ at: fc.nat(), by: words }), { nil: undefined }),
  evidence: fc.option(words, { nil: undefined }),
};
const entities = fc.record({
  id: fc.constant("ada"),
  kind: words,
  label: words,
  aliases: fc.array(words, { maxLength: 2 }),
  facts: fc.array(fc.record({ key: words, value: words, ...validity }), { maxLength: 3 }),
  relations: fc.array(fc.record({ kind: words, to: words, name: words, weight: fc.nat(), ...validity }), { maxLength: 3 }),
});

test("what is written is read again, whatever stands in it, one line for each fact and relation", () => {
  fc.assert(
    fc.property(entities, (drawn) => {
      const entity = JSON.parse(JSON.stringify(drawn)) as GraphEntity;
      const text = entityText(entity);
      expect(readEntityText("ada", text)).toEqual({ ok: true, value: entity });
      const lists = [entity.facts, entity.relations].filter(({ length }) => length > 0);
      expect(text.split("\n").length).toBe(8 + entity.facts.length + entity.relations.length + lists.length);
    }),
    { numRuns: 100 },
  );
  const merged = { id: "ada", mergedInto: "augusta" };
  expect(readEntityText("ada", entityText(merged))).toEqual({ ok: true, value: merged });
});

test("what is no entity of its name is refused with its path", () => {
  for (const text of ["", "{}", "[1]", '{"id":"bob","mergedInto":"ada"}', '{"id":"ada","kind":"person","label":1}'])
    expect(readEntityText("ada", text)).toMatchObject({ ok: false });
});

test("a change is told in sentences: what was is taken out, what is is added, what is past is neither", () => {
  const ada: GraphEntity = {
    id: "ada",
    kind: "person",
    label: "Ada",
    aliases: [],
    facts: [{ key: "born", value: "1815", from: 1 }],
    relations: [{ kind: "works-with", to: "bob", name: "Bob", weight: 1, from: 1 }],
  };
  const later: GraphEntity = {
    ...ada,
    facts: [
      { key: "born", value: "1815", from: 1, superseded: { at: 2, by: "1816" } },
      { key: "born", value: "1816", from: 2 },
    ],
  };
  expect(graphChanges(ada, later)).toEqual([
    { sign: "−", text: "Ada: born 1815" },
    { sign: "+", text: "Ada: born 1816" },
  ]);
  expect(graphChanges(null, ada).map(({ sign, text }) => sign + text)).toEqual([
    "+Ada is a person",
    "+Ada: born 1815",
    "+Ada works with Bob",
  ]);
  expect(graphChanges(ada, null)).toHaveLength(3);
  expect(graphChanges(ada, { id: "ada", mergedInto: "augusta" })[0]).toEqual({ sign: "+", text: "Ada is the same as augusta" });
});
