import { expect, test } from "vitest";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { createStateTools } from "../engine/tools/builtin/state.ts";
import { openFilePersistence } from "../platform/storage/file-persistence.ts";
import { scriptedAgent } from "./agent.fake.ts";
import { said } from "./said.ts";

const openFile = () => {
  const file = openFilePersistence();
  if (!file.ok) throw new Error(file.error.message);
  return file.value;
};

test("a program's checkpoints are made by turns, kept where it says, and found by the next program", async () => {
  const persistence = openFile();
  const tools = createStateTools();
  const { agent } = scriptedAgent(
    [
      [call("state_set", { key: "a", value: 1 }), finished("tool-use")],
      [call("state_set", { key: "a", value: 2 }), finished("tool-use")],
      [text("Done."), finished("end-turn")],
    ],
    { tools, persistence, checkpointing: { everyTurns: 1, keep: 2 } },
  );
  await agent.run([said("Count.")]);
  const listed = await agent.checkpoints.list();
  expect(listed).toMatchObject({
    value: [
      { by: "turns", values: 1 },
      { by: "turns", values: 1 },
    ],
  });
  agent.close();

  const { agent: next } = scriptedAgent([], { tools, persistence });
  expect(await next.checkpoints.list()).toEqual(listed);
  const [newest] = listed.ok ? listed.value : [];
  expect(await next.checkpoints.restore(newest?.checkpointId ?? "")).toMatchObject({ value: { changed: 1 } });
  expect(await next.state().get("a")).toEqual({ ok: true, value: 2 });
  next.close();
});

test("a checkpoint goes from one agent to another as a file", async () => {
  const [{ agent: one }, { agent: other }] = [scriptedAgent([]), scriptedAgent([])];
  await one.state("north").set("a", [1, null]);
  const made = await one.checkpoints.make();
  const saved = await one.checkpoints.save(made.ok ? made.value.checkpointId : "");
  const taken = await other.checkpoints.take(saved.ok ? saved.value : "");
  const id = taken.ok ? taken.value.checkpointId : "";
  expect(await other.checkpoints.plan(id)).toMatchObject({ value: { changes: [{ tenant: "north", key: "a", from: null }] } });
  expect(await other.checkpoints.restore(id)).toMatchObject({ value: { changed: 1 } });
  expect(await other.state("north").get("a")).toEqual({ ok: true, value: [1, null] });
  expect(await other.checkpoints.remove(id)).toEqual({ ok: true, value: null });
  expect(await other.checkpoints.list()).toEqual({ ok: true, value: [] });
  one.close();
  other.close();
});
