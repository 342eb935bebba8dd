import { expect, test } from "vitest";
import { callId, sessionId } from "../../../../kernel/base/ids.ts";
import type { ToolStanding } from "../../../../kernel/limits/tool-limits.ts";
import { capabilityRules } from "../../../../kernel/rules/agent-rules.ts";
import { permissionRule } from "../../../../kernel/rules/permission.ts";
import type { PermissionTrail } from "../../../../kernel/rules/permission-trail.ts";
import { capabilitiesOf, draftOfAgent, noCapabilities } from "./capability-draft.ts";
import {
  allPermissions,
  filterSteps,
  goesOnWords,
  isGranted,
  lastUseWords,
  ruleOf,
  standingWords,
  whoNeeds,
} from "./permission-words.ts";

const tool = (name: string, permissions: ToolStanding["permissions"]): ToolStanding => ({
  name,
  access: "read",
  permissions,
  stages: [],
  limits: {},
  isOwn: false,
});
const here = sessionId("s");
const trail: PermissionTrail = {
  steps: [
    { seq: 3, at: 30, permission: "network", did: "refused", tool: "fetch" },
    { seq: 2, at: 20, permission: "network", did: "used", tool: "fetch", sessionId: here },
    { seq: 1, at: 10, permission: "file-read", did: "used", tool: "read" },
  ],
  open: [{ callId: callId("c"), tool: "fetch", sessionId: here, permissions: ["network"] }],
  entries: 9,
};

test("a permission is granted until a rule of its name is on", () => {
  expect([isGranted("network", []), standingWords(undefined)]).toEqual([true, "granted from the start"]);
  const revoked = [permissionRule("network", false, 1)];
  expect([isGranted("network", revoked), isGranted("file-read", revoked)]).toEqual([false, true]);
  expect(standingWords(ruleOf("network", revoked))).toMatch(/^revoked by you, /);
  const granted = [permissionRule("network", true, 1)];
  expect([isGranted("network", granted), standingWords(ruleOf("network", granted))]).toEqual([
    true,
    expect.stringMatching(/^granted by you, /),
  ]);
});

test("custom permissions of tools and of rules stand behind the named ones", () => {
  const tools = [tool("print", ["custom:printer"]), tool("fetch", ["network"])];
  expect(allPermissions(tools, [permissionRule("custom:gone", false, 1)]).slice(7)).toEqual(["custom:gone", "custom:printer"]);
  expect([whoNeeds("network", tools), whoNeeds("shell-exec", tools)]).toEqual(["needed by fetch", "no tool needs it"]);
});

test("the last use is the newest one that ran, and what had begun before is named", () => {
  expect(lastUseWords("network", trail)).toMatch(/^last used .* by fetch$/);
  expect(lastUseWords("file-write", trail)).toBe("not used lately");
  expect(goesOnWords("network", trail)).toMatch(/^fetch was asked for before and may still run; Stop ends it\./);
  expect(goesOnWords("file-read", trail)).toBe(undefined);
  expect(filterSteps(trail.steps, "network", "all").map(({ seq }) => seq)).toEqual([3, 2]);
  expect(filterSteps(trail.steps, "all", "used").map(({ seq }) => seq)).toEqual([2, 1]);
});

test("what the form of capabilities shows of an agent is what it would set again", () => {
  const draft = { tools: "read, grep", deniedTools: "", folders: "/notes", hosts: "a.test", calls: "5" };
  const set = capabilitiesOf(draft);
  expect(set).toEqual({ tools: ["read", "grep"], folders: ["/notes"], hosts: ["a.test"], callsPerHour: 5 });
  if (typeof set === "string") return;
  expect(draftOfAgent("research", capabilityRules("research", set, 1))).toEqual(draft);
  expect(draftOfAgent("other", capabilityRules("research", set, 1))).toEqual(noCapabilities);
  expect(capabilitiesOf({ ...noCapabilities, folders: "notes" })).toMatch(/^“notes” is no folder/);
  expect(capabilitiesOf({ ...noCapabilities, calls: "-1" })).toMatch(/^Write a whole number/);
});
