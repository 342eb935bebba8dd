import { expect, test } from "vitest";
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
  expect(demo.answer()).toContain("> Tomas: comes on Wednesdays");
});
