import { expect, test } from "vitest";
import type { AlertMeasure } from "../../../kernel/log/alert-bound.ts";
import { boundName, measuredWords, readBound } from "./alert-words.ts";

test.each<readonly [AlertMeasure, string, number | undefined]>([
  ["error-rate", "25", 0.25],
  ["error-rate", "99.9", 0.999],
  ["error-rate", "100", undefined],
  ["error-rate", "-1", undefined],
  ["cost", "2.50", 2_500_000_000],
  ["cost", "0", undefined],
  ["mean-call-ms", " 1.5 ", 1_500],
  ["mean-call-ms", "90000", undefined],
  ["mean-call-ms", "soon", undefined],
])("%s of %j is read as %j", (measure, text, expected) => {
  const read = readBound(measure, text);
  if (expected === undefined) expect(read).toMatchObject({ ok: false, error: expect.stringMatching(/^Write /) });
  else expect(read.ok && read.value).toBeCloseTo(expected);
});

test("a bound and what passed it are said in words", () => {
  expect([boundName("error-rate", 0.25), measuredWords("error-rate", 0.4)]).toEqual([
    "More than 25% of the calls fail",
    "40% of the calls failed.",
  ]);
  expect([boundName("cost", 2_500_000_000), measuredWords("cost", 3_000_000_000)]).toEqual([
    "Costs more than $2.50",
    "it cost $3.00 so far.",
  ]);
  expect([boundName("mean-call-ms", 1_500), measuredWords("mean-call-ms", 250)]).toEqual([
    "Calls take longer than 1.5 s on average",
    "they took 0.25 s on average.",
  ]);
});
