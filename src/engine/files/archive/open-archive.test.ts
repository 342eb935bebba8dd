import fc from "fast-check";
import { deflateSync, unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../../kernel/base/canonical.ts";
import { archiveLimits } from "./archive-limits.ts";
import { type ArchiveItem, createArchiveWriter } from "./archive-writer.ts";
import { openArchive } from "./open-archive.ts";
import { type ForgedEntry, forgeZip, joined, textBytes } from "./zip-bytes.fake.ts";

const file = (name: string, text = "text"): ForgedEntry => ({ name, bytes: textBytes(text) });
const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** What comes out of an archive: all its files, and what was left out and why; or why it was refused. */
const outcomeOf = (bytes: Uint8Array) => {
  const opened = openArchive(bytes);
  if (!opened.ok) return opened.error;
  const files: Record<string, string> = {};
  for (const part of opened.value.parts) {
    if (part.kind === "directory") continue;
    const read = part.read();
    if (!read.ok) return read.error;
    files[part.path] = new TextDecoder().decode(read.value);
  }
  return { files, skipped: opened.value.skipped.map(({ name, reason }) => `${name}: ${reason}`) };
};

/** A good file stands beside each bad entry: it is taken, the bad one is not. */
const beside = (...bad: readonly ForgedEntry[]) => outcomeOf(forgeZip([file("good.txt"), ...bad]));
const leftOut = (...skipped: readonly string[]) => ({ files: { "/good.txt": "text" }, skipped });

describe("an entry that cannot be taken is left out by name", () => {
  test.each<readonly [string, ForgedEntry, string]>([
    ["a path that climbs", file("../up.txt"), "../up.txt: its path leads out of its folder"],
    ["a path that climbs later", file("a/../../up.txt"), "a/../../up.txt: its path leads out of its folder"],
    ["a path that climbs and returns", file("a/../b.txt"), "a/../b.txt: its path leads out of its folder"],
    ["an absolute path", file("/etc/passwd"), "/etc/passwd: its path is absolute"],
    ["a drive", file("C:/windows.txt"), "C:/windows.txt: it starts with a drive letter; paths start at /"],
    ["a backslash", file("..\\up.txt"), "..\\up.txt: it holds a backslash; folders are separated by /"],
    ["a NUL", file("a\0.txt"), "a\0.txt: it holds a NUL character"],
    ["a line break", file("a\n.txt"), "a\n.txt: it holds a control character"],
    [
      "a name that turns around",
      file("a\u{202e}txt.exe"),
      "a\u{202e}txt.exe: it holds a character that reverses the direction of text",
    ],
    ["a long name", file("n".repeat(256)), `${"n".repeat(256)}: a name in it is longer than 255 bytes`],
    ["a deep path", file(`${"d/".repeat(64)}f`), `${"d/".repeat(64)}f: it has more than 64 parts`],
    ["the product's folder", file(".Agent/rules"), ".Agent/rules: the folder /.agent belongs to the product"],
    ["a symbolic link", { ...file("link", "/etc"), mode: 0o120777 }, "link: it is a link to another place"],
    ["a device", { ...file("device"), mode: 0o060644 }, "device: it is neither a file nor a folder"],
    ["an encrypted file", { ...file("secret"), flags: 0x801 }, "secret: it is encrypted; unpack it elsewhere first"],
    ["strong encryption", { ...file("secret"), method: 99 }, "secret: it is encrypted; unpack it elsewhere first"],
    ["another packing", { ...file("a.lzma"), method: 14 }, "a.lzma: it is packed in a way (14) that is not read here"],
    [
      "a name in no known encoding",
      { name: Uint8Array.of(0xff, 0xfe), bytes: textBytes("x"), flags: 0 },
      "a name that cannot be read: its name is in an unknown encoding",
    ],
    ["no name at all", file("./", ""), "./: it has no name"],
  ])("%s", (_name, bad, said) => expect(beside(bad)).toEqual(leftOut(said)));

  const clash = "another entry has the same name, but for upper and lower case at most";
  test("of two that have one name neither is taken", () =>
    expect(beside(file("a.txt", "one"), file("a.txt", "two"))).toEqual(leftOut(`a.txt: ${clash}`, `a.txt: ${clash}`)));
  test("nor of two that differ in case", () =>
    expect(beside(file("Read.me"), file("read.ME"))).toEqual(leftOut(`Read.me: ${clash}`, `read.ME: ${clash}`)));
  test("nor of two that differ in how they write an accent", () =>
    expect(beside(file("\u{e9}"), file("e\u{301}"))).toEqual(leftOut(`\u{e9}: ${clash}`, `e\u{301}: ${clash}`)));
  test("nothing stands in a folder that is a file", () =>
    expect(beside(file("a"), file("a/b"))).toEqual({
      files: { "/good.txt": "text", "/a": "text" },
      skipped: ["a/b: it stands in a folder that is a file as well"],
    }));
});

describe("an archive that lies is refused as a whole", () => {
  const manyEntries = (count: number) => forgeZip(Array.from({ length: count }, (_, index) => ({ name: `f${index}` })));
  const bomb = deflateSync(zeros(8 * 1024 * 1024));
  const large = zeros(70_000).map((_, index) => (index * 7919) % 251);
  test.each<readonly [string, () => Uint8Array, string | RegExp]>([
    ["a bomb that says its size", () => forgeZip([{ name: "bomb", bytes: zeros(8 * 1024 * 1024) }]), /more than 250 times/],
    [
      "a bomb that says another size",
      () => forgeZip([{ name: "bomb", packed: bomb, method: 8, sizeBytes: 1_000_000, crc: 0 }]),
      /does not unpack to the 1000000 bytes/,
    ],
    [
      "a large bomb that says another size",
      () => {
        const packed = deflateSync(zeros(64 * 1024 * 1024));
        return forgeZip([{ name: "bomb", packed, method: 8, sizeBytes: 1_048_576, crc: 0 }]);
      },
      /does not unpack to the 1048576 bytes/,
    ],
    ["less than it says", () => forgeZip([{ name: "a", bytes: large, sizeBytes: 70_001 }]), /does not unpack to the 70001 bytes/],
    ["another checksum", () => forgeZip([{ ...file("a"), crc: 1 }]), '"a" is damaged: its checksum is another one.'],
    ["no deflated data", () => forgeZip([{ name: "a", packed: textBytes("@@@@"), method: 8, sizeBytes: 9 }]), /does not unpack/],
    ["two sizes of one entry", () => forgeZip([{ ...file("a"), localSizeBytes: 7 }]), '"a" has two different sizes.'],
    [
      "a stored size that differs",
      () => forgeZip([{ ...file("a"), stored: true, sizeBytes: 9 }]),
      '"a" has two different sizes.',
    ],
    [
      "far more packed than unpacked",
      () => forgeZip([{ name: "a", packed: large, method: 8, sizeBytes: 10 }]),
      '"a" has two different sizes.',
    ],
    ["two names of one entry", () => forgeZip([{ ...file("a"), localName: "b" }]), /another name where its contents are/],
    ["entries that share bytes", () => forgeZip([file("a"), { ...file("b"), name: "a", contentsOf: 0 }]), /share the same bytes/],
    ["more entries than there are", () => forgeZip([file("a")], { entries: 2 }), /damaged at entry 2 of 2/],
    ["a list of files elsewhere", () => forgeZip([file("a")], { offset: 3 }), /is not where it says/],
    ["bytes between", () => forgeZip([file("a")], { between: zeros(8) }), /is not where it says/],
    ["bytes behind the end", () => forgeZip([file("a")], { behind: zeros(4) }), /its end is missing/],
    ["one part of several", () => forgeZip([file("a")], { disk: 1 }), /one part of several/],
    ["the large kind", () => forgeZip([file("a")], { offset: 0xffffffff }), /zip64/],
    ["a folder with contents", () => forgeZip([{ ...file("a/"), bytes: textBytes("x") }]), '"a/" is a folder with contents.'],
    ["too many entries", () => manyEntries(20_001), "it holds 20001 entries; at most 20000 are brought in at once."],
    [
      "too much altogether",
      () =>
        forgeZip(
          Array.from({ length: 9 }, (_, i) => ({
            name: `f${i}`,
            packed: zeros(140_000),
            method: 8,
            sizeBytes: 32 * 1024 * 1024,
          })),
        ),
      /unpacked it would be 288 MB/,
    ],
    ["nothing", () => new Uint8Array(), "it is too short to be a zip archive."],
    ["noise", () => zeros(500).map((_, index) => (index * 31) % 256), /its end is missing/],
  ])("%s", (_name, make, said) => {
    const outcome = outcomeOf(make());
    if (typeof said === "string") expect(outcome).toBe(said);
    else expect(outcome).toMatch(said);
  });

  test("one that is too large is not looked into", () => {
    const limits = { ...archiveLimits, archiveBytes: 100 };
    expect(openArchive(forgeZip([file("a", "x".repeat(500)), file("b"), file("c")]), limits)).toEqual({
      ok: false,
      error: `it is larger than ${100 / 1024 / 1024} MB; divide it, and bring in one part after the other.`,
    });
  });

  test("cut off anywhere, or with any one byte changed, it gives what it had or is refused", () => {
    const whole = forgeZip([file("a.txt", "first ".repeat(40)), file("b/c.txt", "second")]);
    const good = outcomeOf(whole);
    for (let length = 0; length < whole.length; length += 1) expect(typeof outcomeOf(whole.slice(0, length))).toBe("string");
    const texts = new Set(["first ".repeat(40), "second"]);
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Uint8Array.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 0x41;
      const outcome = outcomeOf(flipped);
      if (typeof outcome !== "string") for (const text of Object.values(outcome.files)) expect(texts).toContain(text);
    }
    expect(good).toEqual({ files: { "/a.txt": "first ".repeat(40), "/b/c.txt": "second" }, skipped: [] });
  });
});

const written = (items: readonly ArchiveItem[]): Uint8Array => {
  const writer = createArchiveWriter();
  return joined([...items.flatMap((item) => writer.add(item)), ...writer.end()]);
};

describe("an archive that is written here", () => {
  test("is read by another library, and one of another library is read here", () => {
    const items: readonly ArchiveItem[] = [
      { kind: "directory", path: "/notes", modifiedAt: 0 },
      {
        kind: "file",
        path: "/notes/f\u{e9}rn.md",
        modifiedAt: Date.UTC(2026, 1, 3, 4, 5, 6),
        bytes: textBytes("fern ".repeat(99)),
      },
      { kind: "file", path: "/empty", modifiedAt: Date.UTC(2200, 1), bytes: new Uint8Array() },
    ];
    const other = unzipSync(written(items));
    expect(Object.keys(other)).toEqual(["notes/", "notes/f\u{e9}rn.md", "empty"]);
    expect(new TextDecoder().decode(other["notes/f\u{e9}rn.md"])).toBe("fern ".repeat(99));
    expect(outcomeOf(zipSync({ d: { "x.txt": textBytes("x") }, "y.bin": [zeros(10), { level: 0 }] }))).toEqual({
      files: { "/d/x.txt": "x", "/y.bin": "\0".repeat(10) },
      skipped: [],
    });
  });

  test("holds every byte of every file, in their order", () => {
    const name = fc.stringMatching(/^[a-z\u{e4}\u{4e00}][a-z0-9]{0,8}$/u);
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(40_000).map((length) => zeros(length).fill(7)),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, content), { selector: ([path]) => path, maxLength: 8 }), (files) => {
        const bytes = written(files.map(([path, one]) => ({ kind: "file", path: `/${path}`, modifiedAt: 1e12, bytes: one })));
        const opened = openArchive(bytes);
        if (!opened.ok) throw new Error(opened.error);
        expect(opened.value.skipped).toEqual([]);
        const found = opened.value.parts.map((part) => {
          const read = part.read();
          return [part.path, read.ok ? hashBytes(read.value) : read.error];
        });
        expect(found).toEqual(files.map(([path, one]) => [`/${path}`, hashBytes(Uint8Array.from(one))]));
      }),
      { numRuns: 60 },
    );
  });
});
