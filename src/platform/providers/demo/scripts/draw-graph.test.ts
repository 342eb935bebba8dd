import { expect, test } from "vitest";
import { entityIdAt } from "../../../../kernel/memory/graph.ts";
import { isMerged, readEntityText } from "../../../../kernel/memory/graph-file.ts";
import { plantHunters } from "../../../../page/ui/parts/samples/plant-hunters.ts";
import { createDemoWorld } from "../demo-world.fake.ts";
import { sampleFiles } from "../sample-files.ts";

test("drawing who is who reads the notes, grows the graph in two steps and asks it one question", async () => {
  const demo = await createDemoWorld(() => ({ type: "approve" }));
  await demo.say("Draw who is who in the notes");
  expect(demo.calls()).toEqual(["read", "read", "read", "read", "relate", "relate", "path_between"]);
  expect(demo.answer()).toContain("> Tomas —noted→ nozzle 4 in the fern house dripped all night —concerns→ Fern house");
  expect(demo.approvals).toEqual([]);
  const ada = demo.world.textAt("/.graph/ada.json");
  expect(ada).toContain('"to":"repot-the-dendrobium-bench"');
  expect(ada).toContain('"evidence":"11, Repot the Dendrobium bench, Ada, open"');
});

test("notes that say otherwise make another graph, and notes that say nothing make none", async () => {
  const rota = { path: "/plans/volunteer-rota.md", text: "- Tuesdays: Noor (seeds)\n" };
  const other = await createDemoWorld(() => ({ type: "approve" }), [rota]);
  await other.say("Draw who is who");
  expect(other.world.tree.paths().filter((path) => path.startsWith("/.graph/"))).toEqual(["/.graph/noor.json"]);
  expect(other.world.textAt("/.graph/noor.json")).toContain('"kind":"looks-after","to":"seeds"');
  const none = await createDemoWorld(
    () => ({ type: "approve" }),
    sampleFiles.map(({ path }) => ({ path, text: "Nothing.\n" })),
  );
  await none.say("Draw who is who");
  expect(none.answer()).toContain("there is nothing to draw");
});

test("what a message points at is looked up, whatever its words are", async () => {
  const demo = await createDemoWorld(() => ({ type: "approve" }));
  await demo.say("Draw who is who in the notes");
  const tomas = { type: "entity", id: "tomas", label: "Tomas", kind: "person" } as const;
  await demo.say("Make notes on this", "default", {}, [tomas]);
  expect(demo.calls()).toEqual(["neighbours"]);
  expect(demo.answer()).toContain("- Tomas: comes on Wednesdays");
});

test("a text that is named is read, related part by part with its sentences, and asked one question", async () => {
  const text = [
    "# Letters",
    "",
    ...Array.from({ length: 40 }, (_, at) => `Ada${at}, a botanist, wrote to Bob${at} in 18${10 + at}.`),
    "Ada39 knows Ada0.",
  ].join("\n");
  const demo = await createDemoWorld(() => ({ type: "approve" }), [{ path: "/texts/letters.md", text }]);
  await demo.say("Grow a graph from /texts/letters.md.");
  expect(demo.calls()).toEqual(["read", "relate", "relate", "path_between"]);
  expect(demo.answer()).toContain("41 relations, each with the sentence that says so");
  const last = demo.world.textAt("/.graph/ada39.json") ?? "";
  expect(last).toContain('"kind":"botanist"');
  expect(last).toContain('{"key":"wrote to Bob39","value":"1849"');
  expect(last).toContain('"evidence":"Ada39 knows Ada0."');
  const none = await createDemoWorld(() => ({ type: "approve" }), [{ path: "/texts/letters.md", text: "nothing to see\n" }]);
  await none.say("Grow a graph from /texts/letters.md.");
  expect(none.calls()).toEqual(["read"]);
});

test("the text that the product brings grows a graph of over 80 names and 110 relations, with kinds and dates", async () => {
  const path = `/texts/${plantHunters.name}`;
  const demo = await createDemoWorld(() => ({ type: "approve" }), [{ path, text: plantHunters.text }]);
  await demo.say(`Grow a graph from ${path}.`);
  expect(demo.answer()).toContain("> Maria Sibylla Merian ");
  const stored = demo.world.tree.paths().flatMap((one) => {
    const text = entityIdAt(one) === undefined ? undefined : demo.world.textAt(one);
    const read = text === undefined ? undefined : readEntityText(entityIdAt(one) ?? "", text);
    return read?.ok === true && !isMerged(read.value) ? [read.value] : [];
  });
  const relations = stored.flatMap((entity) => entity.relations);
  const names = new Set([...stored.map(({ id }) => id), ...relations.map(({ to }) => to)]);
  expect([stored.length >= 55, names.size >= 80, relations.length >= 110]).toEqual([true, true, true]);
  expect(new Set(stored.map(({ kind }) => kind)).size).toBeGreaterThan(8);
  expect(stored.flatMap(({ facts }) => facts).filter(({ value }) => /^1[678]\d\d$|^1900$/.test(value)).length).toBeGreaterThan(
    40,
  );
  // Everything that is said stands in the text.
  const plain = plantHunters.text.replace(/\s+/g, " ");
  for (const { evidence = "none" } of relations) expect(plain).toContain(evidence);
});
