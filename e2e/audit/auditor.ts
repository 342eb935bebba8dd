import type { EventType } from "../../src/kernel/log/event.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import { auditApprovals } from "./approvals.ts";
import { auditBranches } from "./branches.ts";
import { auditCalls } from "./calls.ts";
import { auditCosts } from "./costs.ts";
import { auditFiles } from "./files.ts";
import { auditForms } from "./forms.ts";
import { auditOperations } from "./operations.ts";
import { auditPermissions } from "./permissions.ts";
import { auditRuns } from "./runs.ts";
import { auditText } from "./text.ts";

/** One broken promise of the log, as a sentence that names the entry. */
export type Problem = string;

const has = (entries: readonly LogEntry[], types: readonly EventType[]): boolean =>
  entries.some(({ event }) => types.includes(event.type));

const auditSequence = (entries: readonly LogEntry[]): readonly Problem[] =>
  entries.flatMap(({ seq }, index) => (seq === index + 1 ? [] : [`Entry ${index + 1} of the log has seq ${seq}.`]));

/**
 * What every log of a workspace promises, whatever happened to it: checks the whole log, from its first entry, and gives every
 * broken promise. Pure; an empty list means that the log is sound.
 *
 * Promised: `seq` from 1 without gaps; one result for each call and none twice; what was executed is what was approved; a
 * change has an approval, a rule or a level that allows it; a run ends at most once and nothing of it follows; text has neither
 * holes nor repetitions; a run costs what its requests cost together; a run whose answers have a form completes with one that has it; every change of a file starts from what stands there; a
 * branch begins at an entry of its session, and its files are what its own effects leave.
 */
export const auditLog = (entries: readonly LogEntry[]): readonly Problem[] => {
  const always = [...auditSequence(entries), ...auditRuns(entries)];
  // What an entry follows from cannot be told where one is damaged.
  if (has(entries, ["unreadable-entry", "unsupported-entry"])) return always;
  const bySession = [
    ...auditCalls(entries),
    ...auditOperations(entries),
    ...auditApprovals(entries),
    ...auditPermissions(entries),
    ...auditText(entries),
    ...auditCosts(entries),
    ...auditForms(entries),
  ];
  // A session is erased whole, but its files stay.
  const byWorkspace = has(entries, ["erased-entry"]) ? [] : [...auditFiles(entries), ...auditBranches(entries)];
  return [...always, ...bySession, ...byWorkspace];
};
