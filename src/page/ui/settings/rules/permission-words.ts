import type { ToolStanding } from "../../../../kernel/limits/tool-limits.ts";
import { namedPermissions, type Permission } from "../../../../kernel/rules/permission.ts";
import type { PermissionStep, PermissionTrail } from "../../../../kernel/rules/permission-trail.ts";
import type { Rule } from "../../../../kernel/rules/rule.ts";
import { moment } from "./rule-words.ts";

const says: ReadonlyMap<Permission, string> = new Map([
  ["file-read", "Read files"],
  ["file-write", "Change files"],
  ["network", "Reach the network"],
  ["database-read", "Read the state"],
  ["database-write", "Change the state"],
  ["shell-exec", "Run commands"],
  ["secret-access", "Use secrets"],
]);

export const permissionWords = (permission: Permission): string => says.get(permission) ?? permission.replace("custom:", "");

/** The rule that says what a person did to a permission. Absent: nothing yet, so it is granted. */
export const ruleOf = (permission: Permission, rules: readonly Rule[]): Rule | undefined =>
  rules.find(({ from }) => from?.type === "permission" && from.permission === permission);

export const isGranted = (permission: Permission, rules: readonly Rule[]): boolean => {
  const rule = ruleOf(permission, rules);
  return rule === undefined || rule.isOff === true;
};

/** Every permission that there is: the named ones, then those of the tools and of the rules, by name. */
export const allPermissions = (tools: readonly ToolStanding[], rules: readonly Rule[]): readonly Permission[] => {
  const custom = new Set<Permission>();
  for (const { permissions } of tools) for (const one of permissions) if (!says.has(one)) custom.add(one);
  for (const { from } of rules) if (from?.type === "permission" && !says.has(from.permission)) custom.add(from.permission);
  return [...namedPermissions, ...[...custom].sort()];
};

export const whoNeeds = (permission: Permission, tools: readonly ToolStanding[]): string => {
  const names = tools.filter(({ permissions }) => permissions.includes(permission)).map(({ name }) => name);
  return names.length === 0 ? "no tool needs it" : `needed by ${names.join(", ")}`;
};

/** Since when it stands so, and by whom. */
export const standingWords = (rule: Rule | undefined): string => {
  if (rule === undefined) return "granted from the start";
  return `${rule.isOff === true ? "granted" : "revoked"} by you, ${moment(rule.madeAt)}`;
};

export const lastUseWords = (permission: Permission, trail: PermissionTrail): string => {
  const used = trail.steps.find((step) => step.permission === permission && step.did === "used");
  return used === undefined ? "not used lately" : `last used ${moment(used.at)} by ${used.tool ?? "a tool"}`;
};

/** What a revocation does not reach: what had begun before it. */
export const goesOnWords = (permission: Permission, { open }: PermissionTrail): string | undefined => {
  const names = open.filter(({ permissions }) => permissions.includes(permission)).map(({ tool }) => tool);
  if (names.length === 0) return undefined;
  return `${names.join(", ")} ${names.length === 1 ? "was" : "were"} asked for before and may still run; Stop ends ${names.length === 1 ? "it" : "them"}. The next call is refused.`;
};

export const didWords: Readonly<Record<PermissionStep["did"], string>> = {
  granted: "granted",
  revoked: "revoked",
  used: "used",
  refused: "refused",
};

/** Who did a step. */
export const stepWords = ({ agentPath, did, tool }: PermissionStep): string =>
  did === "granted" || did === "revoked"
    ? "by you"
    : `${tool ?? ""}${agentPath === undefined ? "" : ` of ${agentPath.join(" › ")}`}`;

/** The steps of one permission (`all`: of each) and one kind (`all`: each). */
export const filterSteps = (
  steps: readonly PermissionStep[],
  permission: Permission | "all",
  did: PermissionStep["did"] | "all",
): readonly PermissionStep[] =>
  steps.filter((step) => (permission === "all" || step.permission === permission) && (did === "all" || step.did === did));
