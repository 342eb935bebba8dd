import { expect, test } from "vitest";
import type { RemoteChoice } from "../../kernel/model/model.ts";
import { createWorkbench, type OpenTab, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const choice: RemoteChoice = { provider: "openai-chat", baseUrl: "http://localhost:9/v1", model: "m" };

/** A server that gives up waiting by itself, each time; a status that is not asked again. */
const failing = () => {
  let asked = 0;
  const fetch: typeof globalThis.fetch = async () => {
    asked += 1;
    return new Response("not what was asked for", { status: 200, headers: { "content-type": "text/plain" } });
  };
  return { fetch, asked: () => asked };
};

const ended = (tab: OpenTab): Promise<void> =>
  tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0 && statusOf(tab) !== "empty");

test("an address that failed again and again is left alone: nothing is sent, the log says so, and every run is replayed", async () => {
  const server = failing();
  const tab = await createWorkbench(plannedProvider([]), undefined, server.fetch).open();
  const { workspace } = tab;
  expect(await workspace.changeProviderCircuit({ failures: 2, recoveryMs: 3_600_000 })).toMatchObject({ ok: true });
  expect(await workspace.chooseModel(choice)).toMatchObject({ ok: true });
  for (const text of ["One", "Two", "Three"]) {
    await say(tab, text);
    await ended(tab);
  }
  const entries = await tab.entries();
  const changes = entries.flatMap(({ event }) => (event.type === "circuit-changed" ? [event] : []));
  expect(changes).toEqual([
    { type: "circuit-changed", about: { type: "provider", name: "http://localhost:9" }, to: "open", failures: 2 },
  ]);
  const held = entries.flatMap(({ event }) =>
    event.type === "run-interrupted" && event.reason.type === "held-back" ? [event.reason.by] : [],
  );
  const asked = server.asked();
  expect(held).toEqual(["circuit"]);
  await workspace.changeProviderCircuit(null);
  await say(tab, "Four");
  await ended(tab);
  expect(server.asked()).toBeGreaterThan(asked);
});

test("a circuit that cannot be is refused, and what was set stays", async () => {
  const { workspace } = await createWorkbench(plannedProvider([])).open();
  await workspace.changeProviderCircuit({ failures: 2, recoveryMs: 5 });
  expect(await workspace.changeProviderCircuit({ failures: 0, recoveryMs: 5 })).toMatchObject({ ok: false });
  expect(workspace.snapshot().providerCircuit).toEqual({ failures: 2, recoveryMs: 5 });
});

test("an address that is left alone is left alone after a reload too", async () => {
  const server = failing();
  const bench = createWorkbench(plannedProvider([]), undefined, server.fetch);
  const first = await bench.open();
  await first.workspace.changeProviderCircuit({ failures: 2, recoveryMs: 3_600_000 });
  await first.workspace.chooseModel(choice);
  for (const text of ["One", "Two"]) {
    await say(first, text);
    await ended(first);
  }
  first.workspace.close();
  const asked = server.asked();
  const again = await bench.open();
  await say(again, "Three");
  await ended(again);
  const last = (await again.entries()).findLast(({ event }) => event.type === "run-interrupted")?.event;
  expect(last).toMatchObject({ reason: { type: "held-back", by: "circuit" } });
  expect(server.asked()).toBe(asked);
});
