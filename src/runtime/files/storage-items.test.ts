import { expect, test } from "vitest";
import type { Result } from "../../kernel/base/result.ts";
import { utf8Length } from "../../kernel/base/utf8-length.ts";
import { createWorkbench, type OpenTab, plannedProvider, say } from "../workbench.fake.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const write = (content: string) => ({ tool: "write", input: { file_path: "/fern.md", content } });
const first = "first ".repeat(100);
const bench = () =>
  createWorkbench(plannedProvider([{ text: "Twice. ", calls: [write(first), write("second")] }]), () => ({ type: "approve" }));
const worked = async (factory = bench()): Promise<OpenTab> => {
  const tab = await factory.open();
  await say(tab, "Write twice");
  await tab.until(() => tab.workspace.snapshot().sessions[0]?.status === "completed");
  return tab;
};

test("every byte of the log, the files and what is beside them is counted once, and a session by what deleting it frees", async () => {
  const tab = await worked();
  const entries = await tab.entries();
  const files = await tab.files();
  const items = unwrapped(await tab.workspace.readStorageItems());
  const sizeOf = (of: readonly unknown[]): number => of.reduce<number>((sum, one) => sum + utf8Length(JSON.stringify(one)), 0);
  const filesBytes = Object.values(files).reduce((sum, text) => sum + utf8Length(text), 0);
  expect(items.classes).toEqual([
    { kind: "log", bytes: sizeOf(entries), count: entries.length },
    { kind: "files", bytes: filesBytes, count: Object.keys(files).length },
    { kind: "older", bytes: first.length, count: 1 },
    { kind: "kept", bytes: 0, count: 0 },
  ]);
  const own = entries.filter(({ sessionId }) => sessionId !== undefined);
  expect(items.sessions).toEqual([
    {
      sessionId: own[0]?.sessionId,
      title: "Write twice",
      bytes: sizeOf(own) + first.length,
      entries: own.length,
    },
  ]);
  expect(items.files.map(({ bytes }) => bytes)).toEqual(items.files.map(({ bytes }) => bytes).toSorted((a, b) => b - a));
  expect(items.files).toContainEqual({ path: "/fern.md", bytes: 6 });
  tab.workspace.close();
});

test("everything is erased only where it was typed, and the next workspace is a fresh one", async () => {
  const factory = bench();
  const fresh = await factory.open();
  const start = await fresh.files();
  fresh.workspace.close();
  const tab = await worked(factory);
  expect(await tab.workspace.wipe("erase")).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(tab.workspace.snapshot().sessions).toHaveLength(1);
  unwrapped(await tab.workspace.wipe(" Erase everything "));
  expect(await tab.workspace.createSession("late")).toMatchObject({ ok: false, error: { type: "superseded" } });
  tab.workspace.close();
  const next = await factory.open();
  expect([next.workspace.snapshot().sessions, await next.files()]).toEqual([[], start]);
  expect(unwrapped(await next.workspace.readStorageItems()).classes).toMatchObject([
    { count: 1 },
    {},
    { count: 0 },
    { count: 0 },
  ]);
  next.workspace.close();
});
