import { expect, test } from "vitest";
import type { JsonValue } from "../base/json.ts";
import type { Access } from "../contracts/tool.ts";
import { checkRule } from "./check-rule.ts";
import { isPermission, namedPermissions, type Permission, permissionRule, permissionsOf } from "./permission.ts";

test.each<readonly [Access, readonly Permission[]]>([
  ["read", ["file-read"]],
  ["write", ["file-read", "file-write"]],
  ["external", ["network"]],
  ["container", []],
])("a tool that declares nothing and is a %s needs %j", (access, needs) => {
  expect(permissionsOf({ access })).toEqual(needs);
  expect(permissionsOf({ access, permissions: ["custom:printer"] })).toEqual(["custom:printer"]);
  expect(permissionsOf({ access, permissions: [] })).toEqual([]);
});

test("there are seven named permissions, and any number of custom ones that are told apart by their names", () => {
  expect(namedPermissions.length).toBe(7);
  expect([...namedPermissions, "custom:a", "custom:a.b-c"].every(isPermission)).toBe(true);
  expect(["", "custom:", "custom:a b", "network ", "Network", 1, null].some(isPermission)).toBe(false);
});

test("granted or revoked, a permission is one rule that can be stored, under one id", () => {
  const rules = [permissionRule("network", false, 1), permissionRule("network", true, 2)];
  expect(rules.map((rule) => checkRule(rule as unknown as JsonValue).ok)).toEqual([true, true]);
  expect(new Set(rules.map(({ ruleId }) => ruleId)).size).toBe(1);
  expect(rules.map(({ isOff }) => isOff)).toEqual([undefined, true]);
});
