import { unzipSync, zipSync } from "fflate";
import { expect, test } from "vitest";
import type { Result } from "../../kernel/base/result.ts";
import type { FilesPreview } from "../../kernel/files/import-preview.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, plannedProvider } from "../workbench.fake.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const pick = (name: string, files: Readonly<Record<string, string>>) => {
  const archive = zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, bytesOf(text)])));
  return { name, file: new Blob([Uint8Array.from(archive)]) };
};
const open = (hook?: Parameters<ReturnType<typeof createWorkbench>["open"]>[0]) =>
  createWorkbench(plannedProvider([])).open(hook);

const previewOf = async (tab: OpenTab, picked: ReturnType<typeof pick>, into: string): Promise<FilesPreview> => {
  const preview = unwrapped(await tab.workspace.previewImport(picked, into));
  if (preview.type !== "files") throw new Error("not files");
  return preview;
};
const bringIn = async (tab: OpenTab, picked: ReturnType<typeof pick>, into: string) => {
  const { digest } = await previewOf(tab, picked, into);
  return unwrapped(await tab.workspace.importFiles(picked, into, digest));
};

const project = pick("project.zip", { "a.txt": "one\n", "src/b.ts": "two\n", "../up.txt": "x" });

test("an import says what it would do, does exactly that as one labelled step, and is taken back by undo", async () => {
  const tab = await open();
  const before = await tab.files();
  const preview = await previewOf(tab, project, "/in/here");
  expect(preview).toEqual({
    type: "files",
    into: "/in/here",
    files: [
      { path: "/in/here/a.txt", change: "new", sizeBytes: 4 },
      { path: "/in/here/src/b.ts", change: "new", sizeBytes: 4 },
    ],
    newFolders: 3,
    leftOut: [{ name: "../up.txt", reason: "its path leads out of its folder" }],
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await tab.files()).toEqual(before);

  const length = (await tab.entries()).length;
  const brought = await bringIn(tab, project, "/in/here");
  expect(brought).toEqual({ effectId: expect.any(String), added: 2, replaced: 0 });
  expect(await tab.files()).toEqual({ ...before, "/in/here/a.txt": "one\n", "/in/here/src/b.ts": "two\n" });
  const [entry, ...more] = (await tab.entries()).slice(length);
  expect(more).toEqual([]);
  expect(entry?.origins).toEqual([{ type: "user" }, { type: "import", name: "project.zip" }]);
  const rows = unwrapped(await tab.workspace.listFiles(undefined)).files;
  expect(rows.find(({ path }) => path === "/in/here/a.txt")?.origins).toEqual([{ type: "import", name: "project.zip" }]);

  unwrapped(await tab.workspace.undo(undefined, brought.effectId as never));
  expect(await tab.files()).toEqual(before);
  expect(tab.workspace.snapshot().sessions).toEqual([]);
  tab.workspace.close();
});

test("what is there already stays, what differs is replaced, and what stands in the way is left out", async () => {
  const tab = await open();
  await bringIn(tab, project, "/in");
  const second = pick("second.zip", { "a.txt": "one\n", "src/b.ts": "changed\n", "a.txt2/c": "fine" });
  const plan = await previewOf(tab, second, "/in");
  expect(plan.files).toEqual([
    { path: "/in/a.txt", change: "same", sizeBytes: 4 },
    { path: "/in/a.txt2/c", change: "new", sizeBytes: 4 },
    { path: "/in/src/b.ts", change: "replaced", sizeBytes: 8 },
  ]);
  const inTheWay = await previewOf(tab, pick("way.zip", { src: "a file", "a.txt/c": "x" }), "/in");
  expect(inTheWay.files).toEqual([]);
  expect(inTheWay.leftOut).toEqual([
    { name: "src", reason: "a folder of this name stands there" },
    { name: "a.txt/c", reason: "/in/a.txt is a file, so nothing can be put into it" },
  ]);
  tab.workspace.close();
});

test("rules and state are not put in force by a file from elsewhere", async () => {
  const tab = await open();
  const active = pick("active.zip", {
    "rules/all.toml": 'decision = "allow"',
    ".state/shared/values/x.json": "1",
    "n.md": "fine",
  });
  const preview = await previewOf(tab, active, "/");
  expect(preview.files.map(({ path }) => path)).toEqual(["/n.md"]);
  expect(preview.leftOut.map(({ name }) => name)).toEqual(["rules/all.toml", ".state/shared/values/x.json"]);
  await bringIn(tab, active, "/");
  expect(tab.workspace.snapshot().fileRules).toEqual([]);
  // Elsewhere they are files like others.
  expect((await previewOf(tab, active, "/in")).files).toHaveLength(3);
  tab.workspace.close();
});

test("an import that was looked at before the workspace changed brings nothing in", async () => {
  const tab = await open();
  const { digest } = await previewOf(tab, project, "/in");
  await bringIn(tab, pick("other.zip", { "a.txt": "mine" }), "/in");
  const before = await tab.files();
  expect(await tab.workspace.importFiles(project, "/in", digest)).toMatchObject({ ok: false, error: { type: "conflict" } });
  expect(await tab.files()).toEqual(before);
  tab.workspace.close();
});

test("a damaged archive, an impossible folder and a file that is no archive are told apart", async () => {
  const tab = await open();
  const whole = new Uint8Array(await project.file.arrayBuffer());
  const cut = { name: "cut.zip", file: new Blob([whole.slice(0, -9)]) };
  expect(await tab.workspace.previewImport(cut, "/in")).toEqual({
    ok: false,
    error: {
      type: "invalid-input",
      message:
        "The archive cut.zip was refused: its end is missing, so it is cut off or not a zip archive. Nothing was brought in and nothing was changed; look at where it came from.",
    },
  });
  expect(await tab.workspace.previewImport(project, "../up")).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(await previewOf(tab, { name: "one.md", file: new Blob(["# One"]) }, "/in")).toMatchObject({
    files: [{ path: "/in/one.md", change: "new", sizeBytes: 5 }],
  });
  tab.workspace.close();
});

test("the files leave as an archive that brings them back, without the keys that are held", async () => {
  const tab = await open();
  const key = "sk-test-0123456789abcdefghij";
  await bringIn(tab, pick("keyed.zip", { "k.txt": `key=${key}\n`, "bin/x": "\u{0}\u{1}" }), "/keyed");
  unwrapped(await tab.workspace.giveKey("https://api.example.test", key));
  const exported = unwrapped(await tab.workspace.exportFiles("/"));
  const all = await tab.files();
  expect([exported.files, exported.missing]).toEqual([Object.keys(all).length, []]);
  const held = unzipSync(new Uint8Array(await exported.file.arrayBuffer()));
  const texts = Object.fromEntries(
    Object.entries(held).flatMap(([path, bytes]) => (path.endsWith("/") ? [] : [[`/${path}`, new TextDecoder().decode(bytes)]])),
  );
  expect(texts).toEqual({ ...all, "/keyed/k.txt": "key=[key removed]\n", "/keyed/bin/x": "\u{0}\u{1}" });
  const part = unwrapped(await tab.workspace.exportFiles("/keyed"));
  expect(Object.keys(unzipSync(new Uint8Array(await part.file.arrayBuffer())))).toEqual(["bin/", "bin/x", "k.txt"]);
  expect(await tab.workspace.exportFiles("/nowhere")).toMatchObject({ ok: false, error: { type: "not-found" } });
  tab.workspace.close();
});

test("dead at any commit of an import and its undo, the workspace is as before or as after", async () => {
  const story = async (tab: OpenTab, note: () => Promise<void>): Promise<void> => {
    await note();
    const { effectId } = await bringIn(tab, project, "/in");
    await note();
    await tab.workspace.undo(undefined, effectId as never);
    await note();
  };
  const golden = createDoom();
  const first = await open({ point: golden.point });
  const before = golden.commits();
  const states: string[] = [];
  await story(first, async () => void states.push(JSON.stringify(await first.files())));
  expect([golden.commits() - before, states[0] === states[2], states[0] === states[1]]).toEqual([2, true, false]);
  for (let commit = before + 1; commit <= golden.commits(); commit += 1) {
    const doom = createDoom((count) => count === commit);
    const bench = createWorkbench(plannedProvider([]));
    let done = 0;
    const told = bench.open({ point: doom.point }).then((opened) =>
      story(opened, async () => {
        done += 1;
      }),
    );
    await Promise.race([doom.death, told]);
    const next = await bench.open();
    expect(JSON.stringify(await next.files()), `dead at commit ${commit}`).toBe(states[done]);
    next.workspace.close();
  }
});
