import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { GraphEdit } from "../../kernel/memory/graph.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, plannedProvider } from "../workbench.fake.ts";

/** What a person does to the graph, one thing after the other: each of a kind of its own. */
const acts: readonly (readonly GraphEdit[])[] = [
  [
    { type: "put-entity", name: "Ada", kind: "person" },
    { type: "set-fact", entity: "Ada", key: "born", value: "1815" },
    { type: "relate", from: "Ada", kind: "knows", to: "Bob" },
    { type: "put-entity", name: "Robert", kind: "person" },
    { type: "put-entity", name: "Bob", kind: "person" },
  ],
  [{ type: "set-fact", entity: "Ada", key: "born", value: "1816" }],
  [{ type: "merge", keep: "Bob", gone: "Robert" }],
  [{ type: "forbid", what: { type: "relation", from: "Ada", kind: "knows", to: "Bob" } }],
  [{ type: "end-relation", from: "Ada", kind: "knows", to: "Bob" }],
  [{ type: "allow", what: { type: "relation", from: "Ada", kind: "knows", to: "Bob" } }],
  [{ type: "remove-entity", entity: "Bob" }],
];
const imported = JSON.stringify({ entities: [{ id: "eve", kind: "person", label: "Eve" }], relations: [] });

/** The graph's files without their times: each tab lives at another one. */
const graphOf = async (tab: OpenTab): Promise<string> =>
  Object.entries(await tab.files())
    .flatMap(([path, text]) => (path.startsWith("/.graph/") ? [`${path}\n${text.replace(/"(from|at)":\d+/g, '"$1":0')}`] : []))
    .join("\n");

/** `did` hears of each act that was answered. */
const story = async ({ workspace }: OpenTab, did: () => Promise<void>): Promise<void> => {
  const desk = await workspace.graphDesk();
  for (const edits of acts) {
    expect(await desk.edit(edits, undefined)).toMatchObject({ ok: true });
    await did();
  }
  expect(await desk.imported(imported, "eve.json", undefined)).toMatchObject({ ok: true });
  await did();
};

test("a tab that dies at any commit of a change to the graph has made all of it or nothing, and the log says which", async () => {
  const states: string[] = [];
  const whole = createDoom();
  const first = await createWorkbench(plannedProvider([])).open({ point: whole.point });
  const before = whole.commits();
  const keep = async (): Promise<void> => void states.push(await graphOf(first));
  await keep();
  await story(first, keep);
  first.workspace.close();
  expect(new Set(states).size).toBe(acts.length + 2);
  const total = whole.commits();
  expect(total - before).toBeGreaterThanOrEqual(acts.length + 1);
  for (let point = before + 1; point <= total; point += 1) {
    const bench = createWorkbench(plannedProvider([]));
    const doom = createDoom((commit) => commit === point);
    let answered = 0;
    const told = async (): Promise<void> => {
      answered += 1;
    };
    await Promise.race([doom.death, bench.open({ point: doom.point }).then((tab) => story(tab, told))]);
    const tab = await bench.open();
    const is = states.indexOf(await graphOf(tab));
    expect([answered, answered + 1], `dead at commit ${point}`).toContain(is);
    expect(auditLog(await tab.entries()), `dead at commit ${point}`).toEqual([]);
    tab.workspace.close();
  }
});
