import { afterEach, expect, test, vi } from "vitest";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import { createFakeFileSystem } from "./file-system.fake.ts";
import { createLightningFs, openLightningFs } from "./lightning-fs.ts";
import { decode, encode } from "./text-encoder-shim.ts";

afterEach(() => vi.useRealTimers());

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "ok",
    (cause: unknown) => (cause instanceof FileSystemError ? cause.code : cause),
  );

test("every call reaches the files underneath at once", async () => {
  const files = createFakeFileSystem();
  const fs = openLightningFs(files);
  await fs.mkdir("/notes");
  await fs.writeFile("/notes/a.md", "text");
  await fs.writeFile("/notes/b.bin", Uint8Array.of(0, 255));
  expect(await files.readFile("/notes/a.md")).toEqual(new TextEncoder().encode("text"));
  expect(await fs.readFile("/notes/b.bin")).toEqual(Uint8Array.of(0, 255));
  expect([...(await fs.readdir("/notes"))].sort()).toEqual(["a.md", "b.bin"]);
  expect(await fs.stat("/notes/a.md")).toEqual({ type: "file", size: 4, mtimeMs: 1 });
  expect(await fs.stat("/")).toEqual({ type: "dir", size: 0, mtimeMs: 1 });
  await fs.rename("/notes", "/papers");
  await fs.unlink("/papers/b.bin");
  expect(await files.readdir("/papers")).toEqual(["a.md"]);
  expect(await codeOf(fs.rmdir("/papers"))).toBe("ENOTEMPTY");
  await fs.unlink("/papers/a.md");
  await fs.rmdir("/papers");
  expect(await codeOf(fs.stat("/papers"))).toBe("ENOENT");
});

test("opening looks at nothing", async () => {
  const files = createFakeFileSystem();
  createLightningFs(files);
  await Promise.resolve();
  expect(files.calls).toEqual([]);
});

test("the callback half speaks to the same files", async () => {
  const files = createFakeFileSystem();
  const fs = createLightningFs(files);
  const written = await new Promise<unknown>((resolve) => fs.writeFile("/a", "x", undefined, resolve));
  expect(written).toBeNull();
  expect(await files.readFile("/a")).toEqual(new TextEncoder().encode("x"));
});

test("text keeps its byte order mark, both ways", async () => {
  const { promises } = createLightningFs(createFakeFileSystem());
  const text = "\uFEFFa\r\nb\u0000\u{1F600}";
  await promises.writeFile("/a.txt", text);
  expect(await promises.readFile("/a.txt", "utf8")).toBe(text);
  expect(await promises.readFile("/a.txt", { encoding: "utf8" })).toBe(text);
  expect(decode(encode(text))).toBe(text);
});

test("an encoding other than utf8 is refused", async () => {
  const { promises } = createLightningFs(createFakeFileSystem());
  const reading = promises.readFile as unknown as (path: string, encoding: string) => Promise<unknown>;
  const writing = promises.writeFile as unknown as (path: string, data: string, encoding: string) => Promise<unknown>;
  expect(await codeOf(reading("/a", "latin1"))).toBe("ENOTSUP");
  expect(await codeOf(writing("/a", "x", "latin1"))).toBe("ENOTSUP");
});

test("moving onto itself keeps the file, moving a folder into itself is refused", async () => {
  const fs = openLightningFs(createFakeFileSystem());
  await fs.writeFile("/a", "x");
  await fs.rename("/a", "/a");
  await fs.rename("/a", "/./a");
  expect(await fs.readFile("/a")).toEqual(Uint8Array.of(120));
  await fs.mkdir("/folder");
  await fs.mkdir("/folder/inner");
  expect(await codeOf(fs.rename("/folder", "/folder/inner/folder"))).toBe("EINVAL");
  expect(await codeOf(fs.rename("/folder", "/folder"))).toBe("ok");
  expect(await fs.readdir("/folder")).toEqual(["inner"]);
  expect(await codeOf(fs.rename("/none", "/none"))).toBe("ENOENT");
  await fs.rename("/folder", "/folder2");
  expect(await fs.readdir("/folder2")).toEqual(["inner"]);
});

test("links, permissions and times are refused by name", async () => {
  const { promises } = createLightningFs(createFakeFileSystem());
  await promises.writeFile("/a", "x");
  const refused = [
    promises.symlink("/a", "/b"),
    promises.readlink("/a"),
    promises.chmod("/a", 0o777),
    promises.chown("/a", 1, 1),
    promises.utimes("/a", 1, 1),
    promises.lutimes("/a", 1, 1),
    promises.backFile("/a"),
  ];
  expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => "ENOTSUP"));
  expect(await promises.readdir("/")).toEqual(["a"]);
});

test("copies files and folders, counts bytes, and never copies into itself", async () => {
  const { promises } = createLightningFs(createFakeFileSystem());
  await promises.mkdir("/from");
  await promises.mkdir("/from/deep");
  await promises.writeFile("/from/deep/a", "1234");
  await promises.writeFile("/from/b", "12");
  expect(await promises.du("/from")).toBe(6);
  expect(await codeOf(promises.cp("/from", "/to"))).toBe("EISDIR");
  await promises.cp("/from", "/to", { recursive: true, filter: (path) => !path.endsWith("/b") });
  expect(await promises.readdir("/to")).toEqual(["deep"]);
  expect(await promises.readFile("/to/deep/a", "utf8")).toBe("1234");
  expect(await codeOf(promises.cp("/from", "/from/deep/x", { recursive: true }))).toBe("EINVAL");
  expect(await codeOf(promises.cp("/from/b", "/to/deep/a", { force: false, errorOnExist: true }))).toBe("EEXIST");
  await promises.cp("/from/b", "/to/deep/a", { force: false });
  expect(await promises.readFile("/to/deep/a", "utf8")).toBe("1234");
  await promises.cp("/from/b", "/to/deep/a");
  expect(await promises.readFile("/to/deep/a", "utf8")).toBe("12");
});

test("the path check sees paths as they were written, before they are normalised", async () => {
  const seen: string[] = [];
  const fs = createLightningFs(createFakeFileSystem(), (path) => {
    seen.push(path);
    if (path.includes("..")) throw new FileSystemError("EINVAL", "outside");
  });
  await fs.promises.writeFile("//a/.", "x");
  expect(await codeOf(fs.promises.readFile("/../etc/passwd"))).toBe("EINVAL");
  expect(await codeOf(fs.promises.rename("/a", "/b/../../c"))).toBe("EINVAL");
  expect(await codeOf(fs.promises.symlink("/../target", "/link"))).toBe("ENOTSUP");
  expect(seen).toEqual(["//a/.", "/../etc/passwd", "/a", "/b/../../c", "/link"]);
});

test("no timer outlives a call", async () => {
  vi.useFakeTimers();
  const fs = openLightningFs(createFakeFileSystem());
  await fs.writeFile("/a", "x");
  await Promise.all([fs.readFile("/a"), fs.readFile("/a"), fs.stat("/a")]);
  expect(vi.getTimerCount()).toBe(0);
});

test("100 calls at once all end", async () => {
  const fs = openLightningFs(createFakeFileSystem());
  await Promise.all(Array.from({ length: 100 }, (_, index) => fs.writeFile(`/${index}`, `${index}`)));
  expect(await fs.readdir("/")).toHaveLength(100);
});
