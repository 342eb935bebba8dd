import fc from "fast-check";
import { expect, test } from "vitest";
import { findStateNameProblem, nameOfStateFile, stateFileName, statePath, statePlaceAt, valuesFolder } from "./state.ts";

const names = fc.string({ unit: "grapheme", maxLength: 12 }).filter((name) => findStateNameProblem(name) === undefined);

test("every key of every tenant stands at a path of its own, which tells it again", () => {
  fc.assert(
    fc.property(names, fc.option(names, { nil: "" }), (key, tenant) => {
      const path = statePath({ tenant, key });
      expect(statePlaceAt(path)).toEqual({ tenant, key });
      expect(path.startsWith(`${valuesFolder(tenant)}/`)).toBe(true);
      expect(path).toMatch(/^\/\.state\/[\w.!~*'()%-]+\/values\/[\w.!~*'()%-]+\.json$/);
    }),
  );
});

test("names that no file can have are refused with the reason", () => {
  expect(["", "\ud800", "x".repeat(201), "ä".repeat(34), "a/b", "..", "__proto__", " "].map(findStateNameProblem)).toEqual([
    "is empty",
    "holds half of a surrogate pair",
    expect.stringContaining("is too long"),
    expect.stringContaining("is too long"),
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(stateFileName("a/b")).toBe("a%2Fb.json");
});

test("other files beside the values stand for nothing", () => {
  const paths = [
    "/.state/shared/values/a%2fb.json",
    "/.state/shared/values/%E0.json",
    "/.state/shared/values/notes.md",
    "/.state/shared/values/.json",
    "/.state/shared/values/deep/a.json",
    "/.state/shared/snapshots/a.json",
    "/.state/other/values/a.json",
    "/.state/tenant-/values/a.json",
    "/.stately/shared/values/a.json",
    "/plants/fern.md",
  ];
  expect(paths.map(statePlaceAt)).toEqual(paths.map(() => undefined));
  expect(nameOfStateFile("a.txt")).toBeUndefined();
});
