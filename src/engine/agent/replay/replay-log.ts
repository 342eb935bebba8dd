import { canonicalHash, type Hash } from "../../../kernel/base/canonical.ts";
import type { RunId, SessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { branchPath } from "../../../kernel/conversation/branch-path.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import type { FileState } from "../../../kernel/files/file.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { effectOf } from "../../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { foldMessages, foldNestedRun } from "../fold-messages.ts";
import { isEntryOf, readRun } from "./recorded-run.ts";
import { type Around, isNested, replayRun } from "./replay-run.ts";
import type { Difference } from "./script.ts";

/** What came of running a log again. */
export type Replay =
  /** Every run told the same again; `hash` is that of the conversations and files that it led to. */
  | { readonly type: "same"; readonly hash: Hash; readonly runs: number; readonly requests: number }
  | { readonly type: "differs"; readonly difference: Difference };

const filesOf = (effects: readonly WorkspaceEffect[]): ReadonlyMap<string, FileState> => {
  const files = new Map<string, FileState>();
  for (const { path, after } of effects.flatMap((effect) => effect.files)) {
    if (after === null) files.delete(path);
    else files.set(path, after);
  }
  return files;
};

const plain = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value));

/** What conversations and files come to: of equal workspaces the same, whatever the order in which it is told. */
const hashOf = (histories: ReadonlyMap<SessionId, readonly Message[]>, effects: readonly WorkspaceEffect[]): Hash =>
  canonicalHash(plain({ files: Object.fromEntries(filesOf(effects)), histories: Object.fromEntries(histories) }));

const sessionsIn = (entries: readonly LogEntry[]): ReadonlyMap<SessionId, readonly LogEntry[]> => {
  const sessions = new Map<SessionId, LogEntry[]>();
  for (const entry of entries) {
    if (entry.sessionId === undefined) continue;
    const session = sessions.get(entry.sessionId);
    if (session === undefined) sessions.set(entry.sessionId, [entry]);
    else session.push(entry);
  }
  return sessions;
};

const effectsIn = (entries: readonly LogEntry[]): readonly WorkspaceEffect[] =>
  entries.flatMap(({ event }) => effectOf(event) ?? []);

/** The hash of a log as it stands: what its replay has to come to. */
export const hashOfLog = (entries: readonly LogEntry[]): Hash => {
  const histories = new Map([...sessionsIn(entries)].map(([id, session]) => [id, foldMessages(branchPath(session)).history]));
  return hashOf(histories, effectsIn(entries));
};

const runsIn = (session: readonly LogEntry[]): readonly RunId[] =>
  session.filter(isEntryOf("run-started")).flatMap(({ runId }) => runId ?? []);

/**
 * Runs everything in a log again, offline: the real loop for each run, answered by the log wherever a model, a tool, a person,
 * time or chance decided. No request leaves and no tool runs. It fails at the first entry that the loop tells otherwise. Takes a
 * whole log or the entries of one session; damaged or erased entries make a session unreplayable and are passed over with it.
 */
export const replayLog = async (entries: readonly LogEntry[], around?: Around): Promise<Replay> => {
  const histories = new Map<SessionId, readonly Message[]>();
  let [runs, requests] = [0, 0];
  // Which session a damaged entry was of cannot be told.
  const isReadable = !entries.some(isEntryOf("unsupported-entry", "unreadable-entry"));
  for (const [id, session] of sessionsIn(entries)) {
    const path = new Set(branchPath(session));
    let { history } = foldMessages([...path]);
    for (const runId of isReadable && !session.some(isEntryOf("erased-entry")) ? runsIn(session) : []) {
      const run = readRun(session, runId);
      if (run === undefined) continue;
      const replayed = await replayRun(session, run, around);
      if (replayed.type === "differs") return replayed;
      runs += 1;
      requests += replayed.requests;
      const after = endOf(session, runId);
      if (replayed.history === undefined || after === undefined) continue;
      const until = session.filter(({ seq }) => seq <= after);
      const told = (isNested(run) ? foldNestedRun(until, runId) : foldMessages(branchPath(until, after))).history;
      const remembered = withoutRefused(until, replayed.history);
      const difference = compareHistories(told, remembered, after);
      if (difference !== undefined) return { type: "differs", difference };
      if (isLast(path, run.started, after)) history = remembered;
    }
    histories.set(id, history);
  }
  return { type: "same", hash: hashOf(histories, effectsIn(entries)), runs, requests };
};

const isRootStart = ({ event }: LogEntry): boolean => event.type === "run-started" && event.parent === undefined;

/** Whether a run is the last of the active branch, and its end is on it. */
const isLast = (path: ReadonlySet<LogEntry>, started: LogEntry, end: number): boolean => {
  const onPath = [...path];
  return onPath.findLast(isRootStart) === started && onPath.some(({ seq }) => seq === end);
};

/** Blocks that a provider did not take back are in the loop's memory until its run ends; the log forgets them at once. */
const withoutRefused = (session: readonly LogEntry[], history: readonly Message[]): readonly Message[] => {
  const refused = session.filter(isEntryOf("thinking-dropped")).filter(({ event }) => event.why === "refused");
  const providers = new Set(refused.map(({ event }) => event.provider));
  if (providers.size === 0) return history;
  return history.map((message) => {
    const blocks = message.blocks.filter((block) => block.type !== "opaque" || !providers.has(block.provider));
    return blocks.length === message.blocks.length ? message : { ...message, blocks };
  });
};

const endOf = (session: readonly LogEntry[], runId: RunId): number | undefined =>
  session.find((entry) => entry.runId === runId && entry.event.type === "run-ended")?.seq;

const compareHistories = (told: readonly Message[], remembered: readonly Message[], seq: number): Difference | undefined => {
  const index = told.findIndex((message, at) => canonicalHash(plain(message)) !== canonicalHash(plain(remembered[at] ?? null)));
  if (index === -1 && told.length === remembered.length) return undefined;
  const at = index === -1 ? told.length : index;
  return { seq, message: `After this run, message ${at + 1} of the conversation is not what its loop had in mind.` };
};
