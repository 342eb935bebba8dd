import fc from "fast-check";
import { expect, test } from "vitest";
import { blameLines } from "./blame.ts";
import { linkLog } from "./link-log.ts";
import { createLogScript, type LogScript } from "./log-script.fake.ts";

const blame = (script: LogScript, path: string, from: number, to: number) => {
  const state = script.state(path);
  if (state?.kind !== "file") throw new Error("nothing is there");
  return blameLines(linkLog(script.entries), script.linesOf, { path, hash: state.hash, from, to });
};

test("each line belongs to the entry that put it there, however the lines around it changed since", async () => {
  const script = createLogScript();
  const first = script.change("sample", { "/a.md": "one\ntwo\nthree\n" });
  const second = script.change("person", { "/a.md": "zero\none\ntwo\nthree\n" }, ["/a.md"]);
  const third = script.change("person", { "/a.md": "zero\none\nTWO\nthree\n" }, ["/a.md"]);
  expect(await blame(script, "/a.md", 1, 4)).toEqual([
    { from: 1, to: 1, seq: second, moved: [] },
    { from: 2, to: 2, seq: first, moved: [] },
    { from: 3, to: 3, seq: third, moved: [] },
    { from: 4, to: 4, seq: first, moved: [] },
  ]);
});

test("moves, copies and undo of a file are followed, and a line that one act took from another file", async () => {
  const script = createLogScript();
  const text = "a line of its own\nsecond\n";
  const wrote = script.change("person", { "/a.md": text });
  const moved = script.change("person", { "/a.md": null, "/b.md": text });
  const copied = script.change("person", { "/c.md": text }, ["/b.md"]);
  expect(await blame(script, "/c.md", 1, 2)).toEqual([{ from: 1, to: 2, seq: wrote, moved: [copied, moved] }]);
  script.change("person", { "/b.md": "else\n" });
  const undone = script.undo({ "/b.md": text });
  expect(await blame(script, "/b.md", 2, 2)).toEqual([{ from: 2, to: 2, seq: wrote, moved: [undone, moved] }]);
  const cut = script.change("person", { "/b.md": "second\n", "/d.md": "a line of its own\nnew\n" }, ["/b.md"]);
  expect(await blame(script, "/d.md", 1, 2)).toEqual([
    { from: 1, to: 1, seq: wrote, moved: [cut, undone, moved] },
    { from: 2, to: 2, seq: cut, moved: [] },
  ]);
});

test("lines that an erased session wrote belong to nobody", async () => {
  const script = createLogScript();
  script.change("person", { "/a.md": "one\n" });
  const second = script.change("person", { "/a.md": "one\ntwo\n" }, ["/a.md"]);
  script.entries[0] = { ...script.entries[0]!, event: { type: "erased-entry" } }; // It was added above.
  expect(await blame(script, "/a.md", 1, 2)).toEqual([
    { from: 1, to: 1, seq: undefined, moved: [] },
    { from: 2, to: 2, seq: second, moved: [] },
  ]);
});

test("every line is blamed on exactly one entry, which left such a line there", async () => {
  const word = fc.constantFrom("a", "b", "c", "d");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      async (versions) => {
        const script = createLogScript();
        for (const words of versions) script.change("person", { "/a.md": words.map((one) => `${one}\n`).join("") }, ["/a.md"]);
        const last = versions.at(-1) ?? [];
        const blamed = await blame(script, "/a.md", 1, last.length);
        expect(blamed.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at))).toEqual(
          last.map((_, at) => at + 1),
        );
        const countIn = (words: readonly string[] | undefined, one: string): number =>
          (words ?? []).filter((other) => other === one).length;
        for (const { from, seq, to } of blamed)
          for (let line = from; line <= to; line += 1) {
            const text = last[line - 1] ?? "";
            expect(countIn(versions[(seq ?? 0) - 1], text)).toBeGreaterThan(0);
          }
      },
    ),
    { numRuns: 100 },
  );
});
