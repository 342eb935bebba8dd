import type { CallId, RunId } from "../../../kernel/base/ids.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { isPermission, type Permission, permissionsOf } from "../../../kernel/rules/permission.ts";
import type { OpenUse, PermissionStep, PermissionTrail } from "../../../kernel/rules/permission-trail.ts";
import type { ToolRegistry } from "../gate/registry.ts";

type Settled = Extract<Event, { readonly type: "call-settled" }>;
type Step = Pick<PermissionStep, "permission" | "did" | "tool">;

const prefix = "permission:";

/** The permission whose rule has this id. */
const permissionOfRule = (ruleId: string): Permission | undefined => {
  const name = ruleId.startsWith(prefix) ? ruleId.slice(prefix.length) : undefined;
  return isPermission(name) ? name : undefined;
};

const ofSettled = ({ outcome, tool: name }: Settled, tools: ToolRegistry): readonly Step[] => {
  if (outcome.type === "denied") {
    const ids = outcome.violations?.map(({ ruleId }) => ruleId) ?? (outcome.ruleId === undefined ? [] : [outcome.ruleId]);
    return ids.flatMap((id) => {
      const permission = permissionOfRule(id);
      return permission === undefined ? [] : [{ permission, did: "refused" as const, tool: name }];
    });
  }
  const tool = tools.find(name);
  if (tool === undefined || (outcome.type === "stopped" && outcome.when !== "running")) return [];
  return permissionsOf(tool).map((permission) => ({ permission, did: "used" as const, tool: name }));
};

const stepsOf = (event: Event, tools: ToolRegistry): readonly Step[] => {
  switch (event.type) {
    case "rule-added":
    case "rule-changed": {
      const permission = permissionOfRule(event.rule.ruleId);
      return permission === undefined ? [] : [{ permission, did: event.rule.isOff === true ? "granted" : "revoked" }];
    }
    case "rule-removed": {
      const permission = permissionOfRule(event.ruleId);
      return permission === undefined ? [] : [{ permission, did: "granted" }];
    }
    case "call-settled":
      return ofSettled(event, tools);
    default:
      return [];
  }
};

/** Grants, revocations, uses and refusals of permissions. What a tool needs is read from the tools as they are. */
export const permissionTrail = (entries: readonly LogEntry[], tools: ToolRegistry): PermissionTrail => {
  const steps: PermissionStep[] = [];
  const open = new Map<CallId, OpenUse & { readonly runId: RunId }>();
  const agents = new Map<RunId, readonly string[]>();
  for (const { at, event, runId, seq, sessionId } of entries) {
    if (event.type === "run-started" && event.parent !== undefined && runId !== undefined)
      agents.set(runId, event.parent.agentPath);
    if (event.type === "call-requested" && runId !== undefined && sessionId !== undefined) {
      const tool = tools.find(event.tool);
      const needs = tool === undefined ? [] : permissionsOf(tool);
      if (needs.length > 0)
        open.set(event.callId, { callId: event.callId, tool: event.tool, sessionId, permissions: needs, runId });
    }
    if (event.type === "call-settled") open.delete(event.callId);
    if (event.type === "run-ended" || event.type === "run-interrupted")
      for (const [callId, use] of open) if (use.runId === runId) open.delete(callId);
    const agentPath = runId === undefined ? undefined : agents.get(runId);
    for (const step of stepsOf(event, tools))
      steps.push({
        seq,
        at,
        ...step,
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(agentPath === undefined ? {} : { agentPath }),
      });
  }
  return { steps: steps.reverse(), open: [...open.values()].map(({ runId: _of, ...use }) => use), entries: entries.length };
};
