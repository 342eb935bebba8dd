import type { AgentTask } from "../../engine/tools/builtin/agent.ts";
import { callsRuleId } from "../../engine/tools/rules/capability-rules.ts";
import type { CallWindows } from "../../engine/tools/rules/rule-book.ts";
import type { RunId, SessionId } from "../../kernel/base/ids.ts";
import type { NestedAgent, ParentRun } from "../../kernel/conversation/nested-run.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { AgentBounds } from "../../kernel/rules/capability.ts";
import { nestedRunsIn, runsBelow } from "./nested-log.ts";

/** What a task takes away from the one that carries it out; undefined where that is nothing. */
const ownBounds = (of: RunId, { folders, hosts, maxCalls, tools }: AgentTask): AgentBounds | undefined => {
  if (folders === undefined && hosts === undefined && maxCalls === undefined && tools === undefined) return undefined;
  return {
    of,
    ...(tools === undefined ? {} : { tools }),
    ...(folders === undefined ? {} : { folders }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(maxCalls === undefined ? {} : { maxCalls }),
  };
};

/** Who acts in a run that another one asks for: bound by all that binds the asking one, and by what the task says. */
export const agentBelow = (
  parent: NestedAgent,
  of: RunId,
  task: AgentTask,
  tools: readonly string[] | undefined,
): NestedAgent => {
  const own = ownBounds(of, task);
  const bounds = own === undefined ? parent.bounds : [...(parent.bounds ?? []), own];
  return {
    agentPath: [...parent.agentPath, task.name],
    ...(tools === undefined ? {} : { tools }),
    ...(bounds === undefined ? {} : { bounds }),
  };
};

/** Who acts in a run that is taken up again. A list of tools that was written without bounds is one of them. */
export const agentTakenUp = (of: RunId, { agentPath, bounds, tools }: ParentRun): NestedAgent => ({
  agentPath,
  ...(tools === undefined ? {} : { tools, bounds: bounds ?? [{ of, tools }] }),
  ...(bounds === undefined ? {} : { bounds }),
});

/** Counts what a run and those below it called in an earlier tab, so that a reload gives nobody more calls. */
export const recountCalls = (
  windows: CallWindows,
  entries: readonly LogEntry[],
  { bounds = [], of, sessionId }: Pick<NestedAgent, "bounds"> & { readonly of: RunId; readonly sessionId: SessionId },
): void => {
  if (!bounds.some((one) => one.of === of && one.maxCalls !== undefined)) return;
  const counted = new Set<RunId>([of, ...runsBelow(nestedRunsIn(entries), of).map(({ runId }) => runId)]);
  for (const { at, event, runId } of entries) {
    if (runId === undefined || !counted.has(runId) || event.type !== "call-settled") continue;
    const { callId, outcome } = event;
    const isRefusedByCount = outcome.type === "denied" && outcome.by === "rule" && outcome.ruleId === callsRuleId(of);
    if (!isRefusedByCount) windows.admit(callsRuleId(of), { sessionId, callId, now: at });
  }
};
