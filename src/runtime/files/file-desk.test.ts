import { describe, expect, test } from "vitest";
import { createWorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { type Hash, hashBytes, hashText } from "../../kernel/base/canonical.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { type EffectId, sessionId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { FileAct } from "../../kernel/files/file-act.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { createEffectLog } from "../history/effects.ts";
import { createUndoing } from "../history/undoing.ts";
import { workspaceProjection } from "../projection.ts";
import { createContents } from "./contents.ts";
import { createFileDesk } from "./file-desk.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const reasonOf = (result: Result<unknown, { readonly type: string; readonly message: string }>): string =>
  result.ok ? "done" : `${result.error.type}: ${result.error.message}`;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const session = sessionId("session_1");

const open = (heldKey = "sk-held-0123456789") => {
  const [clock, random] = [createFakeClock(), createFakeRandom()];
  const store = createInMemoryStore({ clock }, { projection: workspaceProjection });
  const contents = createContents(store);
  const tree = createWorkspaceTree([], contents.read);
  store.subscribe((entries) => {
    for (const { event } of entries) tree.apply(effectOf(event)?.files ?? []);
  });
  const deps = { clock, random, store, tree };
  const desk = createFileDesk({
    ...deps,
    contents,
    keyOriginIn: (text) => (text.includes(heldKey) ? "https://a.test" : undefined),
  });
  const undoing = createUndoing({ ...deps, effects: createEffectLog(deps.store) });
  const change = async (...acts: readonly FileAct[]) => desk.change(acts, session);
  const files = async (): Promise<Readonly<Record<string, string>>> => {
    const texts: Record<string, string> = {};
    for (const path of tree.paths()) {
      const state = tree.state(path);
      texts[path] = state?.kind === "file" ? new TextDecoder().decode(await tree.contents(state.hash)) : "(folder)";
    }
    return texts;
  };
  const write = (path: string, text: string, base: Hash | null = null): FileAct => ({ type: "write", path, text, base });
  const undo = async (effectId: EffectId | undefined): Promise<void> => {
    if (effectId === undefined) throw new Error("Nothing was changed.");
    unwrapped(await undoing.undo(session, effectId));
  };
  return { ...deps, desk, change, files, write, undo };
};

describe("a person's own acts", () => {
  test("bring a version of a file back with its label, as an entry that undo takes back, unless another one stands there", async () => {
    const { change, files, store, tree, undo, write } = open();
    const hashAt = (path: string): Hash | null => {
      const state = tree.state(path);
      return state?.kind === "file" ? state.hash : null;
    };
    unwrapped(await change({ type: "add", folder: "/in", name: "a.md", bytes: bytesOf("first\n") }));
    const first = store.lastSeq();
    const outside = tree.state("/in/a.md")?.origins;
    unwrapped(await change({ type: "delete", path: "/in/a.md" }));
    unwrapped(await change(write("/in/a.md", "second\n")));
    const second = hashAt("/in/a.md");
    const restore = (base: Hash | null, at = first): FileAct => ({ type: "restore", path: "/in/a.md", at, base });

    expect([
      reasonOf(await change(restore(null))),
      reasonOf(await change(restore(second, first + 1))),
      reasonOf(await change(restore(second, first + 900))),
      (await files())["/in/a.md"],
    ]).toEqual([
      "conflict: /in/a.md exists already. Nothing was written; choose another name.",
      `invalid-input: There was no file /in/a.md after event ${first + 1}. Nothing was changed.`,
      `invalid-input: There was no file /in/a.md after event ${first + 900}. Nothing was changed.`,
      "second\n",
    ]);
    const restored = unwrapped(await change(restore(second)));
    expect([(await files())["/in/a.md"], tree.state("/in/a.md")?.origins]).toEqual(["first\n", outside]);
    expect(outside).toEqual([{ type: "import", name: "a.md" }]);
    await undo(restored.effectId);
    expect((await files())["/in/a.md"]).toBe("second\n");
  });

  test("make, write, move and delete, each as one entry that undo takes back", async () => {
    const { change, files, store, undo, write } = open();
    const made = unwrapped(
      await change({ type: "make-folder", path: "/a/b" }, write("/a/b/one.md", "one\n"), write("/two.md", "two\n")),
    );
    expect(made.paths).toEqual(["/a/b", "/a/b/one.md", "/two.md"]);
    const before = await files();
    expect(before).toEqual({ "/a": "(folder)", "/a/b": "(folder)", "/a/b/one.md": "one\n", "/two.md": "two\n" });

    const moved = unwrapped(await change({ type: "move", from: "/a", to: "/c/d" }));
    expect(await files()).toEqual({
      "/c": "(folder)",
      "/c/d": "(folder)",
      "/c/d/b": "(folder)",
      "/c/d/b/one.md": "one\n",
      "/two.md": "two\n",
    });
    await undo(moved.effectId);
    expect(await files()).toEqual(before);

    const deleted = unwrapped(await change({ type: "delete", path: "/a" }, { type: "delete", path: "/two.md" }));
    expect(await files()).toEqual({});
    await undo(deleted.effectId);
    expect(await files()).toEqual(before);
    await undo(made.effectId);
    expect(await files()).toEqual({});

    const log = unwrapped(await store.read({ type: "all" })).entries;
    expect(log.map(({ event, origins, sessionId }) => [event.type, origins, sessionId])).toEqual([
      ["files-changed", [{ type: "user" }], session],
      ["files-changed", [{ type: "user" }], session],
      ["effects-undone", [{ type: "user" }], session],
      ["files-changed", [{ type: "user" }], session],
      ["effects-undone", [{ type: "user" }], session],
      ["effects-undone", [{ type: "user" }], session],
    ]);
  });

  test("all of them happen, or none", async () => {
    const { change, files, store, write } = open();
    expect(reasonOf(await change(write("/a.md", "a"), { type: "delete", path: "/missing" }))).toBe(
      'invalid-input: "/missing" does not exist. Nothing was changed.',
    );
    expect([await files(), store.lastSeq()]).toEqual([{}, 0]);
  });

  test("what cannot be done is refused with its reason, and nothing is stored", async () => {
    const { change, store, write } = open();
    unwrapped(await change(write("/a.md", "a"), { type: "make-folder", path: "/f" }));
    const seq = store.lastSeq();
    const acts: readonly FileAct[] = [
      write("/a.md", "b"),
      write("/f", "b"),
      write("/a.md/x", "b"),
      write("/../x", "b"),
      { type: "make-folder", path: "/f" },
      { type: "make-folder", path: "/.agent/x" },
      { type: "move", from: "/f", to: "/f/g" },
      { type: "move", from: "/f", to: "/a.md" },
      { type: "move", from: "/nothing", to: "/b" },
      { type: "move", from: "/", to: "/b" },
      { type: "delete", path: "/" },
      { type: "add", folder: "/", name: ".agent/rules", bytes: bytesOf("x") },
      { type: "add", folder: "/", name: "k.txt", bytes: bytesOf("my sk-held-0123456789") },
      { type: "add", folder: "/", name: "big", bytes: new Uint8Array(32 * 1024 * 1024 + 1) },
    ];
    const reasons: string[] = [];
    for (const act of acts) reasons.push(reasonOf(await change(act)));
    expect(reasons).toEqual([
      "conflict: /a.md exists already. Nothing was written; choose another name.",
      "invalid-input: /f is a folder, not a file. Choose another name. Nothing was changed.",
      'invalid-input: "/a.md" is a file, not a folder. Nothing was changed.',
      'invalid-input: The path "/../x" is refused: it leads out of the workspace. Nothing was changed.',
      "invalid-input: /f exists already. Choose another name. Nothing was changed.",
      'invalid-input: The path "/.agent/x" is refused: the folder /.agent belongs to the product. Nothing was changed.',
      "invalid-input: /f cannot be moved into itself. Nothing was changed.",
      "invalid-input: /a.md exists already, and moving never replaces. Choose another name. Nothing was changed.",
      'invalid-input: "/nothing" does not exist. Nothing was changed.',
      "invalid-input: The workspace itself cannot be moved, replaced or deleted; name something in it. Nothing was changed.",
      "invalid-input: The workspace itself cannot be moved, replaced or deleted; name something in it. Nothing was changed.",
      'invalid-input: The path "/.agent/rules" is refused: the folder /.agent belongs to the product. Nothing was changed.',
      "invalid-input: k.txt holds the key for https://a.test, and a key belongs in the key field alone. Nothing was changed.",
      'invalid-input: "/big" would be larger than 33554432 bytes; nothing was written. Nothing was changed.',
    ]);
    expect(store.lastSeq()).toBe(seq);
  });

  test("a text is saved over the content that it was made from, and over no other", async () => {
    const { change, files, write } = open();
    unwrapped(await change(write("/a.md", "one\n")));
    unwrapped(await change(write("/a.md", "two\n", hashText("one\n"))));
    expect(reasonOf(await change(write("/a.md", "three\n", hashText("one\n"))))).toBe(
      "conflict: /a.md was changed since you began. Nothing was written, and your text is kept; compare the two first.",
    );
    expect(await files()).toEqual({ "/a.md": "two\n" });
    unwrapped(await change({ type: "delete", path: "/a.md" }));
    expect(reasonOf(await change(write("/a.md", "three\n", hashText("two\n"))))).toContain("/a.md was deleted since you began.");
    expect(await files()).toEqual({});
  });

  test("what changes between looking and storing is not overwritten", async () => {
    const world = open();
    const { change, files, store, write } = world;
    unwrapped(await change(write("/a.md", "one\n")));
    const other = createFileDesk({ ...world, contents: createContents(store), keyOriginIn: () => undefined });
    const [mine, theirs] = await Promise.all([
      change(write("/a.md", "mine\n", hashText("one\n"))),
      other.change([write("/a.md", "theirs\n", hashText("one\n"))], session),
    ]);
    expect([mine, theirs].filter(({ ok }) => ok).length).toBe(1);
    expect(await files()).toEqual({ "/a.md": mine.ok ? "mine\n" : "theirs\n" });
  });

  test("files that are brought in keep their bytes, get names that can stand, and say where from", async () => {
    const { change, files, tree } = open();
    const binary = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
    const added = unwrapped(
      await change(
        { type: "add", folder: "/", name: "a.md", bytes: bytesOf("1") },
        { type: "add", folder: "/", name: "a.md", bytes: bytesOf("2") },
        { type: "add", folder: "/in", name: "../../up.txt", bytes: bytesOf("3") },
        { type: "add", folder: "/in", name: "photos/x\u202Egnp.exe", bytes: binary },
      ),
    );
    expect(added.paths).toEqual(["/a.md", "/a (2).md", "/in/file/file/up.txt", "/in/photos/x_gnp.exe"]);
    expect(await files()).toMatchObject({ "/a.md": "1", "/a (2).md": "2", "/in/file/file/up.txt": "3" });
    const stored = tree.state("/in/photos/x_gnp.exe");
    expect(stored?.kind === "file" && (await tree.contents(stored.hash))).toEqual(binary);
    expect([tree.state("/a (2).md")?.origins, tree.state("/in/photos/x_gnp.exe")?.origins]).toEqual([
      [{ type: "import", name: "a.md" }],
      [{ type: "import", name: "photos/x\u202Egnp.exe" }],
    ]);
  });

  test("text from outside stays labelled when a person edits it", async () => {
    const { change, store, tree, write } = open();
    unwrapped(await change({ type: "add", folder: "/", name: "a.md", bytes: bytesOf("theirs\n") }));
    unwrapped(await change(write("/a.md", "theirs, edited\n", hashText("theirs\n"))));
    const origin = { type: "import", name: "a.md" } as const;
    expect(tree.state("/a.md")?.origins).toEqual([origin]);
    const log = unwrapped(await store.read({ type: "all" })).entries;
    expect(log.at(-1)?.origins).toEqual([{ type: "user" }, origin]);
  });

  test("saving what stands there already is no entry", async () => {
    const { change, store, write } = open();
    unwrapped(await change(write("/a.md", "one\n")));
    const seq = store.lastSeq();
    expect(unwrapped(await change(write("/a.md", "one\n", hashText("one\n"))))).toEqual({ paths: ["/a.md"] });
    expect(store.lastSeq()).toBe(seq);
  });

  test("too much at once is refused whole", async () => {
    const { change, store } = open();
    const act: FileAct = { type: "make-folder", path: "/x" };
    expect(reasonOf(await change(...Array.from({ length: 2_001 }, () => act)))).toBe(
      "invalid-input: At most 2000 files and 128 MB are taken at once. Nothing was changed; bring them in parts.",
    );
    expect(store.lastSeq()).toBe(0);
  });
});

describe("a search in texts", () => {
  const fill = async () => {
    const world = open();
    unwrapped(
      await world.change(world.write("/a.md", "Fern\nmoss\nfern, again\n"), world.write("/b/c.txt", "a.fern*\n"), {
        type: "add",
        folder: "/",
        name: "x.bin",
        bytes: Uint8Array.from([0, 1, 2]),
      }),
    );
    return world;
  };
  const search = { text: "fern", isPattern: false, matchCase: false };

  test("finds lines by file, in any case or in one, by letter or by pattern", async () => {
    const { desk } = await fill();
    const lines = async (wanted: Partial<typeof search> & { readonly glob?: string }): Promise<readonly string[]> =>
      unwrapped(await desk.search("s", { ...search, ...wanted })).files.flatMap(({ path, lines }) =>
        lines.map(({ number, text }) => `${path}:${number} ${text}`),
      );
    expect(await lines({})).toEqual(["/a.md:1 Fern", "/a.md:3 fern, again", "/b/c.txt:1 a.fern*"]);
    expect(await lines({ matchCase: true })).toEqual(["/a.md:3 fern, again", "/b/c.txt:1 a.fern*"]);
    expect(await lines({ text: ".fern*" })).toEqual(["/b/c.txt:1 a.fern*"]);
    expect(await lines({ text: "^f.rn$", isPattern: true })).toEqual(["/a.md:1 Fern"]);
    expect(await lines({ glob: "*.txt" })).toEqual(["/b/c.txt:1 a.fern*"]);
    expect(reasonOf(await desk.search("s", { ...search, text: "(", isPattern: true }))).toMatch(
      /^invalid-input: The pattern is not valid/,
    );
  });

  test("a search that is stopped, or followed by another one, ends with what it has", async () => {
    const { desk } = await fill();
    const first = desk.search("s", search);
    const second = desk.search("s", search);
    const other = desk.search("t", search);
    await desk.stopSearch("t");
    expect([unwrapped(await first).ended, unwrapped(await second).ended, unwrapped(await other).ended]).toEqual([
      "time",
      "complete",
      "time",
    ]);
  });
});

test("a content is read as it is, and one that is gone is named", async () => {
  const { change, desk, write } = open();
  unwrapped(await change(write("/a.md", "one\n")));
  expect(unwrapped(await desk.bytes(hashText("one\n"))).bytes).toEqual(bytesOf("one\n"));
  expect(reasonOf(await desk.bytes(hashText("never")))).toMatch(/^not-found: /);
});

test("a text is compared with what it was made from and with what stands there by now", async () => {
  const { change, desk, write } = open();
  unwrapped(
    await change(write("/a.md", "one\ntwo\nthree\n"), { type: "add", folder: "/", name: "b", bytes: Uint8Array.from([0]) }),
  );
  const base = hashText("one\ntwo\nthree\n");
  unwrapped(await change(write("/a.md", "one\ntwo\n3\n", base)));
  expect(unwrapped(await desk.compareThree(base, "1\ntwo\nthree\n", hashText("one\ntwo\n3\n")))).toEqual({
    type: "pieces",
    pieces: [
      { type: "yours", base: ["one\n"], lines: ["1\n"] },
      { type: "same", lines: ["two\n"] },
      { type: "theirs", base: ["three\n"], lines: ["3\n"] },
    ],
  });
  expect(unwrapped(await desk.compareThree(base, "mine\n", null))).toEqual({
    type: "pieces",
    pieces: [{ type: "conflict", base: ["one\n", "two\n", "three\n"], yours: ["mine\n"], theirs: [] }],
  });
  expect(unwrapped(await desk.compareThree(base, "mine\n", hashBytes(Uint8Array.from([0]))))).toEqual({ type: "incomparable" });
});

test("a preview takes along what the page and its style sheets name, and says what is missing", async () => {
  const { change, desk, write } = open();
  unwrapped(
    await change(
      write("/site/style.css", "@import 'more.css'; p { background: url(../img/a.png) }"),
      write("/site/more.css", "@import 'style.css'; i { background: url(https://evil.example/x.png) }"),
      write("/img/a.png", "not really"),
      write("/secret.txt", "x"),
      write("/app.js", "1"),
    ),
  );
  const html =
    '<link rel=stylesheet href=style.css><script src=/app.js></script><img src=gone.png><a href="../secret.txt">x</a><a href=#top>y</a>';
  const preview = unwrapped(await desk.preview("/site/index.html", html));
  expect({ ...preview, files: preview.files.map(({ path, mediaType }) => `${path} ${mediaType}`) }).toEqual({
    html,
    path: "/site/index.html",
    files: ["/site/style.css text/css", "/app.js text/javascript", "/img/a.png image/png", "/site/more.css text/css"],
    missing: ["gone.png", "https://evil.example/x.png"],
    hash: preview.hash,
  });
  unwrapped(await change(write("/app.js", "2", hashText("1"))));
  expect(unwrapped(await desk.preview("/site/index.html", html)).hash).not.toBe(preview.hash);
});
