import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createResultCache } from "./result-cache.ts";

const setUp = (maxEntries?: number) => {
  const clock = createFakeClock();
  const cache = createResultCache<string>({ clock }, maxEntries);
  const put = (key: string, paths: readonly string[] = [], group = "read"): void =>
    cache.put({ key, group, value: `of ${key}`, paths, begun: cache.begin() });
  return { clock, cache, put };
};

test("a result is given until it is older than its time, and counted as a miss from then on", async () => {
  const { cache, clock, put } = setUp();
  put("a");
  await clock.advance(100);
  expect([cache.get("a", 100), cache.get("a", 99), cache.get("a", 1_000)]).toEqual([
    { value: "of a", ageMs: 100 },
    undefined,
    undefined,
  ]);
  expect(cache.stats()).toEqual({ hits: 1, misses: 2, entries: 0 });
});

test.each([
  ["the file itself", "/notes/a.md", true],
  ["something in a folder that was listed", "/notes/new.md", true],
  ["the folder itself", "/notes", true],
  ["something deeper than what was listed", "/notes/deep/b.md", false],
  ["something elsewhere", "/other.md", false],
])("a change of %s forgets what depends on it: %s, %s", (_, path, isForgotten) => {
  const { cache, put } = setUp();
  put("a", ["/notes", "/notes/a.md"]);
  cache.noteChange(path);
  expect(cache.get("a", 1_000) === undefined).toBe(isForgotten);
});

test("a change at the top forgets what listed the top", () => {
  const { cache, put } = setUp();
  put("a", ["/"]);
  cache.noteChange("/new.md");
  expect(cache.get("a", 1_000)).toBe(undefined);
});

test("what began before a change is not kept: nobody knows which side of it was read", () => {
  const { cache } = setUp();
  const begun = cache.begin();
  cache.noteChange("/elsewhere");
  cache.put({ key: "a", group: "read", value: "old", paths: ["/a"], begun });
  expect(cache.get("a", 1_000)).toBe(undefined);
});

test("one group is forgotten without the others, or all are; the oldest goes beyond the most that is kept", () => {
  const { cache, put } = setUp(2);
  put("a", [], "read");
  put("b", [], "grep");
  cache.invalidate("read");
  expect([cache.get("a", 9), cache.get("b", 9)?.value]).toEqual([undefined, "of b"]);
  put("c");
  put("d");
  expect(["b", "c", "d"].map((key) => cache.get(key, 9)?.value)).toEqual([undefined, "of c", "of d"]);
  cache.invalidateAll();
  expect(cache.stats().entries).toBe(0);
});

test("whatever is kept, changed and asked for, a result is never given after a change of what it was read from", () => {
  const paths = ["/a", "/b", "/c/d", "/c/e", "/c"];
  const anyAct = fc.oneof(
    fc.record({ type: fc.constant("put" as const), key: fc.nat(4), paths: fc.subarray(paths) }),
    fc.record({ type: fc.constant("change" as const), path: fc.constantFrom(...paths) }),
    fc.record({ type: fc.constant("get" as const), key: fc.nat(4) }),
  );
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 40 }), (acts) => {
      const { cache } = setUp(3);
      const valid = new Map<string, readonly string[]>();
      for (const act of acts) {
        if (act.type === "put") {
          cache.put({ key: String(act.key), group: "g", value: "v", paths: act.paths, begun: cache.begin() });
          valid.set(String(act.key), act.paths);
        } else if (act.type === "change") {
          cache.noteChange(act.path);
          for (const [key, read] of valid) if (read.includes(act.path)) valid.delete(key);
        } else if (!valid.has(String(act.key))) {
          expect(cache.get(String(act.key), 1_000)).toBe(undefined);
        }
      }
    }),
  );
});
