import { expect, test } from "vitest";
import { formatBytes, formatClock, formatCount, formatDuration, formatTokens } from "./time.ts";

test("a duration keeps two or three figures and names its units", () => {
  const read = [-5, 0, 48, 999, 1000, 1449, 9940, 9960, 42_300, 59_600, 60_000, 185_000, 3_599_700, 3_600_000, 7_800_000];
  expect(read.map((ms) => formatDuration(ms, "en"))).toEqual([
    "0 ms",
    "0 ms",
    "48 ms",
    "999 ms",
    "1.0 s",
    "1.4 s",
    "9.9 s",
    "10 s",
    "42 s",
    "1 min",
    "1 min",
    "3 min 5 s",
    "1 h",
    "1 h",
    "2 h 10 min",
  ]);
});

test("tokens shorten at a thousand and at a million", () => {
  expect(
    [0, 812, 999, 1000, 18_240, 99_949, 99_950, 200_000, 999_499, 999_500, 1_300_000].map((count) => formatTokens(count, "en")),
  ).toEqual(["0", "812", "999", "1.0k", "18.2k", "99.9k", "100k", "200k", "999k", "1.0M", "1.3M"]);
});

test("sizes climb to the unit that keeps the number short", () => {
  expect([0, 812, 999, 1000, 1449, 41_000_000, 999_600, 1.5e9, 4e15].map((bytes) => formatBytes(bytes, "en"))).toEqual([
    "0 B",
    "812 B",
    "999 B",
    "1.0 KB",
    "1.4 KB",
    "41 MB",
    "1.0 MB",
    "1.5 GB",
    "4,000 TB",
  ]);
});

test("a clock has two digits for hours and minutes", () => {
  expect(formatClock(new Date(2026, 9, 14, 9, 5).getTime(), "en-GB")).toBe("09:05");
});

test("one thing is singular", () => {
  expect([0, 1, 1200].map((count) => formatCount(count, "file", "files", "en"))).toEqual(["0 files", "1 file", "1,200 files"]);
});
