import type { FileState } from "../../src/kernel/files/file.ts";
import { effectOf } from "../../src/kernel/log/event-effect.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

type Choice = LogEntry & { readonly event: { readonly type: "branch-chosen" } };

const isChoice = (entry: LogEntry): entry is Choice => entry.event.type === "branch-chosen";

/** The entries of a session that lead to one of them, found by walking back. */
const pathTo = (session: readonly LogEntry[], head: LogEntry): ReadonlySet<number> => {
  const places = new Map(session.map(({ seq }, place) => [seq, place]));
  const path = new Set<number>();
  for (let entry: LogEntry | undefined = head; entry !== undefined; ) {
    path.add(entry.seq);
    const before: number | undefined =
      entry.parentId === undefined ? (places.get(entry.seq) ?? 0) - 1 : places.get(entry.parentId);
    entry = before === undefined ? undefined : session[before];
  }
  return path;
};

/** The effects that some entries turned off and none of them turned on again. */
const turnedOff = (entries: readonly LogEntry[]): ReadonlySet<string> => {
  const off = new Set<string>();
  for (const { event } of entries) {
    if (event.type !== "effects-undone" && event.type !== "branch-chosen") continue;
    for (const id of event.undone) off.add(id);
    for (const id of event.restored) off.delete(id);
  }
  return off;
};

/** What the effects that count leave at each path, one after the other; first what stood there before all of them. */
const replay = (
  entries: readonly LogEntry[],
  counts: (entry: LogEntry, effectId: string) => boolean,
): ReadonlyMap<string, FileState | null> => {
  const files = new Map<string, FileState | null>();
  for (const entry of entries) {
    const { effectId = "", files: changes = [] } = effectOf(entry.event) ?? {};
    for (const { path, before, after } of changes) {
      if (!files.has(path)) files.set(path, before);
      const isTurn = entry.event.type === "effects-undone" || isChoice(entry);
      if (!isTurn && counts(entry, effectId)) files.set(path, after);
    }
  }
  return files;
};

const hashOf = (state: FileState | null | undefined): string | undefined => (state?.kind === "file" ? state.hash : undefined);

const auditFilesOf = (entries: readonly LogEntry[], choice: Choice): readonly Problem[] => {
  const until = entries.filter(({ seq }) => seq <= choice.seq);
  const session = until.filter(({ sessionId }) => sessionId === choice.sessionId);
  const path = pathTo(session, choice);
  const own = new Set(session.flatMap((entry) => effectOf(entry.event)?.files.map((file) => file.path) ?? []));
  const isOwn = (entry: LogEntry): boolean => entry.sessionId === choice.sessionId;
  // What others did stands as it stands; what this session did counts as its branch has it.
  const off = turnedOff(until);
  const offHere = turnedOff(until.filter((entry) => !isChoice(entry) && (!isOwn(entry) || path.has(entry.seq))));
  const wanted = replay(until, (entry, effectId) =>
    isOwn(entry) ? path.has(entry.seq) && !offHere.has(effectId) : !off.has(effectId),
  );
  const standing = new Map<string, FileState | null>();
  for (const entry of until) for (const file of effectOf(entry.event)?.files ?? []) standing.set(file.path, file.after);
  return [...own]
    .filter((file) => !choice.event.kept.includes(file) && hashOf(wanted.get(file)) !== hashOf(standing.get(file)))
    .map((file) => `Entry ${choice.seq} chooses a branch, and ${file} is not as that branch has it.`);
};

/**
 * Only the choice of a branch goes on from an earlier entry, one of its own session, and while no run of the session is open; a
 * choice is made once; and the files are those of the chosen branch, but for those that it names as kept.
 */
export const auditBranches = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const openRun = new Map<string, string>();
  const sessionOf = new Map<number, string | undefined>();
  const choices = new Set<string>();
  for (const entry of entries) {
    const { seq, sessionId = "", runId, parentId, event } = entry;
    sessionOf.set(seq, entry.sessionId);
    if (event.type === "run-started" && event.parent === undefined && runId !== undefined) openRun.set(sessionId, runId);
    if (event.type === "run-ended" && openRun.get(sessionId) === runId) openRun.delete(sessionId);
    if (parentId !== undefined && !isChoice(entry)) problems.push(`Entry ${seq} (${event.type}) goes on from entry ${parentId}.`);
    if (!isChoice(entry)) continue;
    if (parentId === undefined || parentId >= seq || sessionOf.get(parentId) !== entry.sessionId)
      problems.push(`Entry ${seq} chooses a branch from entry ${parentId}, which is no earlier entry of its session.`);
    const run = openRun.get(sessionId);
    if (run !== undefined) problems.push(`Entry ${seq} chooses a branch while run ${run} of its session goes on.`);
    if (choices.has(entry.event.choiceId)) problems.push(`Entry ${seq} makes choice ${entry.event.choiceId} a second time.`);
    choices.add(entry.event.choiceId);
  }
  if (problems.length > 0) return problems;
  return entries.filter(isChoice).flatMap((choice) => auditFilesOf(entries, choice));
};
