import type { Hash } from "../base/canonical.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import type { Failure } from "../base/failure.ts";
import type { Seq } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import type { FileState } from "../files/file.ts";
import type { WorkspaceEffect } from "../log/effect.ts";
import type { Event } from "../log/event.ts";
import type { LogEntry } from "../log/log-entry.ts";
import type { Approval } from "../rules/approval.ts";
import type { Rule } from "../rules/rule.ts";
import type { Commit, Expectation, LogQuery, Store, TableName, Tables } from "./store.ts";

export interface FakeStore extends Store {
  /** Everything stored so far, without copying. */
  readonly entries: readonly LogEntry[];
  readonly events: () => readonly Event[];
  readonly approvals: ReadonlyMap<string, Approval>;
  readonly files: ReadonlyMap<string, FileState>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly blobs: ReadonlyMap<Hash, Uint8Array>;
  /** How many commits were stored. */
  readonly commits: () => number;
  /** Asked before each commit; a failure that it gives back refuses the commit, which writes nothing. */
  refuse: (commit: Commit) => Failure | undefined;
}

interface FakeTables {
  readonly files: Map<string, FileState>;
  readonly approvals: Map<string, Approval>;
  readonly rules: Map<string, Rule>;
  readonly blobs: Map<Hash, Uint8Array>;
}

const applyFiles = (tables: FakeTables, effect: WorkspaceEffect | undefined): void => {
  for (const { path, after } of effect?.files ?? []) {
    if (after === null) tables.files.delete(path);
    else tables.files.set(path, after);
  }
};

const applyEvent = (tables: FakeTables, event: Event, at: number): void => {
  switch (event.type) {
    case "approval-requested":
      tables.approvals.set(event.approval.approvalId, event.approval);
      return;
    case "approval-answered": {
      const pending = tables.approvals.get(event.approvalId);
      if (pending === undefined) return;
      tables.approvals.set(event.approvalId, { ...pending, status: "answered", answer: event.answer, answeredAt: at });
      return;
    }
    case "approval-superseded":
    case "approval-expired":
      tables.approvals.delete(event.approvalId);
      return;
    case "call-settled":
      if (event.approvalId !== undefined) tables.approvals.delete(event.approvalId);
      applyFiles(tables, event.effect);
      return;
    case "files-changed":
    case "effects-undone":
    case "branch-chosen":
      applyFiles(tables, event.effect);
      return;
    case "rule-added":
    case "rule-changed":
      tables.rules.set(event.rule.ruleId, event.rule);
      return;
    case "rule-removed":
      tables.rules.delete(event.ruleId);
      return;
    default:
  }
};

const findBroken = (tables: FakeTables, expects: readonly Expectation[], lastSeq: Seq): Expectation | undefined =>
  expects.find((expected) =>
    expected.type === "last-seq"
      ? expected.seq !== lastSeq
      : expected.type === "file-version"
        ? (tables.files.get(expected.path)?.version ?? null) !== expected.version
        : tables.approvals.get(expected.approvalId)?.status !== expected.status,
  );

const matches = (entry: LogEntry, query: LogQuery): boolean => {
  switch (query.type) {
    case "all":
      return true;
    case "session":
      return entry.sessionId === query.sessionId;
    case "effects":
      return "effect" in entry.event && entry.event.effect !== undefined;
    case "range":
      return entry.seq >= query.from && entry.seq <= query.to;
    case "places":
      return query.seqs.includes(entry.seq);
  }
};

/**
 * The store in memory, for tests of the rooms above it: entries and tables change together or not at all, expectations are
 * checked, listeners hear before `append` resolves. Files, approvals and rules follow from the entries; blobs and settings
 * come as effects. An append is decided in the order of the calls and resolves one microtask later.
 */
export const createFakeStore = (clock: Pick<Clock, "now"> = systemClock): FakeStore => {
  const entries: LogEntry[] = [];
  const tables: FakeTables = { files: new Map(), approvals: new Map(), rules: new Map(), blobs: new Map() };
  const settings = new Map<string, Tables["settings"]>();
  const listeners = new Set<(entries: readonly LogEntry[]) => void>();
  let commits = 0;
  const rowsOf = (table: TableName): readonly Tables[TableName][] => {
    switch (table) {
      case "files":
        return [...tables.files].map(([key, state]) => ({ key, state }));
      case "blobs":
        return [...tables.blobs].map(([key, bytes]) => ({ key, bytes }));
      case "approvals":
        return [...tables.approvals].map(([key, approval]) => ({ key, approval }));
      case "rules":
        return [...tables.rules].map(([key, rule]) => ({ key, rule }));
      case "settings":
        return [...settings.values()];
      case "sessions":
      case "drafts":
      case "days":
      case "kept":
        return [];
    }
  };
  const applyEffects = (commit: Commit): void => {
    for (const effect of commit.effects) {
      if (effect.type === "remove") {
        if (effect.table === "blobs") tables.blobs.delete(effect.key);
        if (effect.table === "settings") settings.delete(effect.key);
      } else if (effect.table === "blobs") tables.blobs.set(effect.row.key, effect.row.bytes);
      else if (effect.table === "settings") settings.set(effect.row.key, effect.row);
    }
  };
  const store: FakeStore = {
    entries,
    events: () => entries.map(({ event }) => event),
    ...tables,
    commits: () => commits,
    refuse: () => undefined,
    state: () => tables,
    append: async (commit) => {
      const refused = store.refuse(commit);
      if (refused !== undefined) return err(refused);
      const broken = findBroken(tables, commit.expects, entries.length);
      if (broken !== undefined) return err({ type: "conflict", message: `Changed meanwhile: ${JSON.stringify(broken)}` });
      const at = clock.now();
      const stored = commit.entries.map((draft, index): LogEntry => ({ ...draft, seq: entries.length + index + 1, at }));
      applyEffects(commit);
      for (const entry of stored) {
        entries.push(entry);
        applyEvent(tables, entry.event, at);
      }
      commits += 1;
      for (const listener of listeners) listener(stored);
      return ok(stored);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: async (query) => ok({ entries: entries.filter((entry) => matches(entry, query)), unreadable: 0 }),
    get: async <Name extends TableName>(table: Name, key: string) =>
      ok(rowsOf(table).find((row) => row.key === key) as Tables[Name] | undefined),
    list: async <Name extends TableName>(table: Name) =>
      ok({
        rows: [...rowsOf(table)].sort((a, b) => (a.key < b.key ? -1 : 1)) as unknown as readonly Tables[Name][],
        unreadable: 0,
      }),
    keys: async (table) => ok([...rowsOf(table)].map(({ key }) => key).sort()),
    replace: async () => err({ type: "unexpected", message: "This store cannot be replaced." }),
    eraseSession: async (session) => {
      for (const [index, entry] of entries.entries()) {
        if (entry.sessionId === session) entries[index] = { ...entry, event: { type: "erased-entry" } };
      }
      for (const [key, approval] of tables.approvals) if (approval.sessionId === session) tables.approvals.delete(key);
      return store.append({
        entries: [{ sessionId: session, causes: [], origins: [], event: { type: "session-deleted" } }],
        effects: [],
        expects: [],
        durability: "strict",
      });
    },
    lastSeq: () => entries.length,
    close: async () => undefined,
  };
  return store;
};
