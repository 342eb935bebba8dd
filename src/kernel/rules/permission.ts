import { ruleId } from "../base/ids.ts";
import type { Tool } from "../contracts/tool.ts";
import type { Rule } from "./rule.ts";

/** What a tool needs of the sandbox. `custom:` and a name of its own: compared by that name. */
export type Permission =
  | "file-read"
  | "file-write"
  | "network"
  | "database-read"
  | "database-write"
  | "shell-exec"
  | "secret-access"
  | `custom:${string}`;

/** Those that every workspace has. */
export const namedPermissions: readonly Permission[] = [
  "file-read",
  "file-write",
  "network",
  "database-read",
  "database-write",
  "shell-exec",
  "secret-access",
];

export const isPermission = (value: unknown): value is Permission =>
  namedPermissions.some((one) => one === value) || (typeof value === "string" && /^custom:[\w.-]{1,64}$/.test(value));

const reads: readonly Permission[] = ["file-read"];
const writes: readonly Permission[] = ["file-read", "file-write"];
const reaches: readonly Permission[] = ["network"];
const nothing: readonly Permission[] = [];

/** What a tool declares; one that declares nothing needs what its access says. A tool that needs nothing is never refused for it. */
export const permissionsOf = ({ access, permissions }: Pick<Tool, "access" | "permissions">): readonly Permission[] => {
  if (permissions !== undefined) return permissions;
  switch (access) {
    case "read":
      return reads;
    case "write":
      return writes;
    case "external":
      return reaches;
    case "container":
      return nothing;
  }
};

/** What a person did to a permission: while the rule is on, whoever needs it is denied. Both are one rule of one id. */
export const permissionRule = (permission: Permission, isGranted: boolean, now: number): Rule => ({
  ruleId: ruleId(`permission:${permission}`),
  match: { permissions: [permission] },
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: now,
  sentence: `The permission ${permission} is revoked, and this call needs it.`,
  from: { type: "permission", permission },
  ...(isGranted ? { isOff: true } : {}),
});
