import { expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import type { ListenUpdate } from "../../../kernel/contracts/tool.ts";
import type { PreparedOperation } from "../../../kernel/tools/operation.ts";
import { createOverlay } from "../../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../../files/overlay/workspace-tree.fake.ts";
import { createPlanCleanupTool } from "./plan-cleanup.ts";

const tool = createPlanCleanupTool();
const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join("");
const untidy = {
  "/a.tmp": "x",
  "/notes/old-plan.md": "old",
  "/notes/plan.md": "plan",
  "/notes/folder.md": "holds the word old inside a word: no",
  "/empty.txt": "",
  "/long.log": lines(101),
  "/short.log": lines(100),
  "/binary.log": new Uint8Array([0, 1, 2]),
  "/.hidden.tmp": "kept",
};

const open = (contents: Readonly<Record<string, string | Uint8Array>>) => {
  const overlay = createOverlay(createFakeWorkspace(contents).tree, { effectId: effectId("effect_1"), now: 1 });
  const context = { files: overlay.files, signal: new AbortController().signal, now: 1_000 };
  const heard = async (input: { readonly path?: string } = {}): Promise<readonly ListenUpdate[]> => {
    const updates: ListenUpdate[] = [];
    for await (const update of tool.prepare(input, context)) updates.push(update);
    return updates;
  };
  const prepared = async (): Promise<PreparedOperation> => {
    const last = (await heard()).at(-1);
    if (last?.type !== "ready") throw new Error(`It is ${last?.type}.`);
    return last.prepared;
  };
  const changed = async () =>
    (await overlay.effect()).files.map(({ path, after }) => `${path} ${after === null ? "gone" : "cut"}`);
  return { overlay, context, heard, prepared, changed };
};

test("a plan names every deletion and cut, and is carried out exactly so", async () => {
  const { context, prepared, changed } = open(untidy);
  const plan = await prepared();
  expect(plan).toMatchObject({ operationId: `cleanup ${plan.revision}`, expiresAt: 601_000 });
  expect(plan.snapshot.split("\n")).toEqual([
    "Delete /a.tmp (1 bytes): its name says that it is left over",
    "Delete /empty.txt (0 bytes): it is empty",
    "Cut /long.log to its last 50 of 101 lines",
    "Delete /notes/old-plan.md (3 bytes): its name says that it is left over",
  ]);
  const result = await tool.execute(plan, {}, context);
  expect(result).toMatchObject({ ok: true, value: { isError: false } });
  expect(await changed()).toEqual(["/a.tmp gone", "/empty.txt gone", "/long.log cut", "/notes/old-plan.md gone"]);
});

test("a plan is refused once a file that it touches changed, came or went, and nothing is changed", async () => {
  const plan = await open(untidy).prepared();
  const { "/a.tmp": _gone, ...without } = untidy;
  for (const contents of [{ ...untidy, "/a.tmp": "y" }, { ...untidy, "/b.bak": "new" }, without]) {
    const { context, changed } = open(contents);
    expect(await tool.execute(plan, {}, context)).toMatchObject({ ok: true, value: { isError: true } });
    expect(await changed()).toEqual([]);
  }
});

test("a change of a file that the plan does not touch leaves it as it is", async () => {
  const plan = await open(untidy).prepared();
  const { context } = open({ ...untidy, "/notes/plan.md": "another plan" });
  expect(await tool.execute(plan, {}, context)).toMatchObject({ value: { isError: false } });
});

test("where nothing is left over there is nothing to ask, and a missing folder is a refusal", async () => {
  const { heard } = open({ "/a.md": "a" });
  expect((await heard()).at(-1)).toMatchObject({ type: "done", output: { isError: false } });
  expect((await heard({ path: "/x" })).at(-1)).toMatchObject({ type: "done", output: { isError: true } });
});
