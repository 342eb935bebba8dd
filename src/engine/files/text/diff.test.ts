import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { cpuTimeMs } from "../search/cpu-time.fake.ts";
import { diffContents } from "./diff.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The diff as people write it: hunks separated by an empty line. */
const drawn = (before: string, after: string): string => {
  const diff = diffContents(bytes(before), bytes(after));
  if (diff.type !== "text") return diff.type;
  const hunks = diff.hunks.map(({ lines }) => lines.map(({ sign, number, text }) => `${sign}${number} ${text}`).join("\n"));
  return [`+${diff.added} -${diff.removed}`, ...hunks].join("\n\n");
};
const letters = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join("");

test("a change is shown with three lines around it", () => {
  expect(drawn(letters(1, 9), `${letters(1, 4)}five\n5b\n${letters(6, 9)}`)).toBe(
    "+2 -1\n\n 2 2\n 3 3\n 4 4\n-5 5\n+5 five\n+6 5b\n 7 6\n 8 7\n 9 8",
  );
});

test("changes share a hunk while at most six lines lie between them", () => {
  const hunksWith = (between: number): number => {
    const diff = diffContents(bytes(letters(1, between + 2)), bytes(`x\n${letters(2, between + 1)}y\n`));
    return diff.type === "text" ? diff.hunks.length : -1;
  };
  expect([hunksWith(5), hunksWith(6), hunksWith(7)]).toEqual([1, 1, 2]);
});

test("equal, empty and unfinished contents", () => {
  expect(drawn("a\n", "a\n")).toBe("+0 -0");
  expect(drawn("", "")).toBe("+0 -0");
  expect(drawn("", "a\nb\n")).toBe("+2 -0\n\n+1 a\n+2 b");
  expect(drawn("a\nb\n", "")).toBe("+0 -2\n\n-1 a\n-2 b");
  expect(drawn("a", "a\n")).toBe("+1 -1\n\n-1 a\n+1 a");
  expect(drawn("a\r\n", "a\n")).toBe("+1 -1\n\n-1 a\r\n+1 a");
});

test("binary and large contents have sizes instead of lines", () => {
  expect(diffContents(bytes("a\n"), new Uint8Array([97, 0]))).toEqual({ type: "binary", beforeBytes: 2, afterBytes: 2 });
  expect(diffContents(new Uint8Array([0xff, 0xfe]), bytes(""))).toEqual({ type: "binary", beforeBytes: 2, afterBytes: 0 });
  const large = "a".repeat(1024 * 1024 + 1);
  expect(diffContents(bytes(""), bytes(large))).toEqual({ type: "too-large", beforeBytes: 0, afterBytes: large.length });
  expect(diffContents(bytes(""), bytes(large.slice(1))).type).toBe("text");
});

test("for every two texts the removed and the kept lines are the old text, the added and the kept ones the new", () => {
  const text = fc.array(fc.constantFrom("a\n", "b\n", "c\n", "\n", "d"), { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffContents(bytes(before), bytes(after));
      if (diff.type !== "text") throw new Error(diff.type);
      const split = (whole: string): readonly string[] => (whole === "" ? [] : whole.replace(/\n$/, "").split("\n"));
      const [old, next] = [split(before), split(after)];
      let [added, removed] = [0, 0];
      for (const { lines } of diff.hunks) {
        for (const { sign, number, text: line } of lines) {
          expect(line).toBe((sign === "-" ? old : next)[number - 1]);
          if (sign === "+") added += 1;
          if (sign === "-") removed += 1;
        }
      }
      expect([diff.added, diff.removed]).toEqual([added, removed]);
      expect(old.length - removed + added).toBe(next.length);
    }),
  );
});

test("two texts of 1 MiB without a line in common are compared within two seconds", () => {
  const random = createFakeRandom();
  const noise = (): Uint8Array =>
    bytes(
      Array.from({ length: 100_000 }, () => `${Math.floor(random.next() * 1e9)}\n`)
        .join("")
        .slice(0, 1024 * 1024),
    );
  const startedAt = cpuTimeMs();
  const diff = diffContents(noise(), noise());
  expect(cpuTimeMs() - startedAt).toBeLessThan(2_000);
  expect(diff.type === "text" && diff.hunks.length).toBe(1);
});
