import { expect, test } from "vitest";
import benchPackage from "../package.json" with { type: "json" };
import benchLock from "../package-lock.json" with { type: "json" };

test("what the bench compares with is named in exact versions, and the lock names the same", () => {
  const versions = Object.values(benchPackage.dependencies);
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(benchLock.packages[""].dependencies).toEqual(benchPackage.dependencies);
});
