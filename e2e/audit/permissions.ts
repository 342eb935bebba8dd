import type { Mode } from "../../src/kernel/conversation/mode.ts";
import type { WorkspaceEffect } from "../../src/kernel/log/effect.ts";
import type { Event } from "../../src/kernel/log/event.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import { pendingMemoryFolder } from "../../src/kernel/memory/memory.ts";
import { defaultLevel, type Level } from "../../src/kernel/rules/rule.ts";
import type { Problem } from "./auditor.ts";

/** A change that takes something away for certain: told from the effect alone, never from what the tool says of itself. */
const removes = ({ files }: WorkspaceEffect): boolean => {
  const arrived = new Set(files.flatMap(({ after }) => (after?.kind === "file" ? [after.hash] : [])));
  return files.some(({ before, after }) => {
    if (before?.kind !== "file") return false;
    // A file whose bytes stand somewhere else afterwards was moved, not deleted.
    return after === null && !arrived.has(before.hash);
  });
};

/** Whether the level lets a change happen without a question. Shares of lines need the contents, which the log does not have. */
const levelAllows = (level: Level, effect: WorkspaceEffect): boolean => {
  switch (level) {
    case "only-limits":
      return true;
    case "ask-risky":
      return !removes(effect);
    case "ask-every-change":
      return effect.files.length === 0;
  }
};

/** Whether the mode lets a call change files without a question. */
const acceptsEdit = ({ tool, ruleId }: Extract<Event, { readonly type: "call-settled" }>, mode: Mode | undefined): boolean =>
  mode === "accept-edits" && ruleId === "level:accept-edits:allow" && (tool === "edit" || tool === "write");

/** Whether a call only left something where it waits for the person, who is asked by that. */
const waits = ({ effect, tool }: Extract<Event, { readonly type: "call-settled" }>): boolean =>
  tool === "remember" &&
  effect?.files.every(({ after, path }) =>
    path.startsWith(`${pendingMemoryFolder}/`) ? after?.kind === "file" : after?.kind === "directory",
  ) === true;

/** Every committed change has an approval, a person's rule, or a level that lets such changes happen. */
export const auditPermissions = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const personRules = new Set<string>();
  const levelBySession = new Map<string, Level>();
  const levelByRun = new Map<string, Level>();
  const modeBySession = new Map<string, Mode>();
  for (const { seq, sessionId, runId, event } of entries) {
    if ((event.type === "rule-added" || event.type === "rule-changed") && event.rule.madeBy === "person")
      personRules.add(event.rule.ruleId);
    if (event.type === "rule-removed") personRules.delete(event.ruleId);
    if (event.type === "run-started" && runId !== undefined) levelByRun.set(runId, event.level);
    if ((event.type === "session-created" || event.type === "level-changed") && sessionId !== undefined)
      levelBySession.set(sessionId, event.level);
    if (event.type === "mode-changed" && sessionId !== undefined) modeBySession.set(sessionId, event.mode);
    if (event.type !== "call-settled" || event.outcome.type !== "done" || event.effect === undefined) continue;
    if (event.effect.files.length === 0 || event.approvalId !== undefined) continue;
    if (event.ruleId !== undefined && personRules.has(event.ruleId)) continue;
    if (acceptsEdit(event, modeBySession.get(sessionId ?? ""))) continue;
    if (waits(event)) continue;
    // A level that changes during a run may hold from the next run or at once: either is a promise kept.
    const known = [levelByRun.get(runId ?? ""), levelBySession.get(sessionId ?? "")].filter((level) => level !== undefined);
    const levels = known.length > 0 ? known : [defaultLevel];
    if (!levels.some((level) => event.effect !== undefined && levelAllows(level, event.effect)))
      problems.push(`Entry ${seq} changes ${event.effect.files.map(({ path }) => path).join(", ")} and nothing allows it.`);
  }
  return problems;
};
