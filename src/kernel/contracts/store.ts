import type { Hash } from "../base/canonical.ts";
import type { Failure } from "../base/failure.ts";
import type { Seq, SessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { LocalDay } from "../base/local-day.ts";
import type { Result } from "../base/result.ts";
import type { Soon } from "../base/soon.ts";
import type { DraftPicture } from "../conversation/picture.ts";
import type { SessionRow } from "../conversation/session.ts";
import type { FileState } from "../files/file.ts";
import type { EntryDraft, LogEntry } from "../log/log-entry.ts";
import type { CostSum } from "../model/cost.ts";
import type { Approval } from "../rules/approval.ts";
import type { Rule, RuleHits } from "../rules/rule.ts";

/** Rows beside the log, by table. Each is a projection of the log (or, for blobs, what the log names), keyed by `key`. */
export interface Tables {
  readonly files: { readonly key: string; readonly state: FileState };
  readonly blobs: { readonly key: Hash; readonly bytes: Uint8Array };
  readonly sessions: { readonly key: SessionId; readonly row: SessionRow };
  readonly approvals: { readonly key: string; readonly approval: Approval };
  /** `hits`: absent until it decides for the first time. */
  readonly rules: { readonly key: string; readonly rule: Rule; readonly hits?: RuleHits };
  readonly settings: { readonly key: string; readonly value: JsonValue };
  /** Pictures of messages that are being written. Their session's erasure takes them along. */
  readonly drafts: {
    readonly key: string;
    readonly sessionId: SessionId;
    readonly place: number;
    readonly picture: DraftPicture;
  };
  /** What all sessions cost on a day; deleting one takes nothing from it. */
  readonly days: { readonly key: LocalDay; readonly cost: CostSum };
  /** Bytes under names, for parts that keep something of their own; see `Persistence`. */
  readonly kept: { readonly key: string; readonly bytes: Uint8Array };
}
export type TableName = keyof Tables;
export const tableNames: readonly TableName[] = [
  "files",
  "blobs",
  "sessions",
  "approvals",
  "rules",
  "settings",
  "drafts",
  "days",
  "kept",
];

/** A change to one row. Values only: hashes, encodings and inverses are made before the transaction. */
export type Effect =
  | { readonly [Name in TableName]: { readonly type: "put"; readonly table: Name; readonly row: Tables[Name] } }[TableName]
  | { readonly type: "remove"; readonly table: TableName; readonly key: string };

/**
 * How the tables follow from the log. The writer calls `project` inside the transaction, once per entry in order, so an entry
 * and its rows are one commit; the state is a value, so an aborted transaction falls back to the one before.
 * `blobs`, `settings`, `drafts` and `kept` are not projected: their effects come with the commit.
 */
export interface Projection<State> {
  readonly initial: (rows: {
    readonly sessions: readonly Tables["sessions"][];
    readonly approvals: readonly Tables["approvals"][];
    readonly rules: readonly Tables["rules"][];
    readonly days: readonly Tables["days"][];
  }) => State;
  /** Pure and quick: most entries (stream text) change nothing and give back the same state. */
  readonly project: (state: State, entry: LogEntry) => { readonly state: State; readonly effects: readonly Effect[] };
}

/** What must still hold inside the transaction, else the commit is a `conflict` and writes nothing. */
export type Expectation =
  /** The version at a path; `null`: nothing stands there. */
  | { readonly type: "file-version"; readonly path: string; readonly version: string | null }
  /** The log ends here. */
  | { readonly type: "last-seq"; readonly seq: Seq }
  | { readonly type: "approval-status"; readonly approvalId: string; readonly status: Approval["status"] };

/**
 * A whole workspace in place of what there is. `entries`: gapless from 1. The tables follow from them, and then from `effects`;
 * whatever else there is goes, but contents that `keeps` names.
 */
export interface Replacement {
  readonly entries: readonly LogEntry[];
  readonly effects: readonly Effect[];
  /** Hashes of contents that stay, or were put there before. */
  readonly keeps: readonly Hash[];
}

/** `strict`: on disk before it resolves, survives a power cut. `relaxed`: survives a crash of the tab. */
export type Durability = "strict" | "relaxed";

export interface Commit {
  readonly entries: readonly EntryDraft[];
  readonly effects: readonly Effect[];
  readonly expects: readonly Expectation[];
  readonly durability: Durability;
}

/** What a read of the log found. Entries that cannot be used stand in place as `unreadable-entry` or `unsupported-entry`. */
export interface LogPage {
  readonly entries: readonly LogEntry[];
  readonly unreadable: number;
}

export type LogQuery =
  | { readonly type: "all" }
  | { readonly type: "session"; readonly sessionId: SessionId }
  /** Entries that carry a `WorkspaceEffect`, of every session. */
  | { readonly type: "effects" }
  | { readonly type: "range"; readonly from: Seq; readonly to: Seq }
  /** Those of these places that the log has, in order of `seq`. `seqs`: rising, each once; for places that are far apart. */
  | { readonly type: "places"; readonly seqs: readonly Seq[] };

/**
 * The workspace's one database: the log, and the tables that go with it.
 *
 * `append` is the only write. It commits entries and effects in one transaction or not at all, gives entries gapless `seq`
 * in the order of the calls, checks the owner's epoch in the same transaction, and resolves when the browser says they are
 * stored as durably as asked. Failures: `storage-full`, `storage-lost`, `superseded`, `conflict`; nothing was written then.
 */
export interface Store<State = unknown> {
  /** The projection's state after the last stored entry. */
  readonly state: () => State;
  /** What needs no disk is done when this returns. */
  readonly append: (commit: Commit) => Soon<Result<readonly LogEntry[], Failure>>;
  /** Hears every stored entry once, in order, after its commit and before its `append` resolves. Returns the way to stop. */
  readonly subscribe: (listener: (entries: readonly LogEntry[]) => void) => () => void;
  /** Entries in order of `seq`. */
  readonly read: (query: LogQuery) => Promise<Result<LogPage, Failure>>;
  readonly get: <Name extends TableName>(table: Name, key: string) => Promise<Result<Tables[Name] | undefined, Failure>>;
  /** All rows of a table, in order of key. Damaged rows are left out and counted. */
  readonly list: <Name extends TableName>(
    table: Name,
  ) => Promise<Result<{ readonly rows: readonly Tables[Name][]; readonly unreadable: number }, Failure>>;
  /**
   * Replaces every entry of a session by `erased-entry` (its place in the log stays), appends `session-deleted` and removes
   * its drafts, and blobs that no other entry and no file names. One transaction.
   */
  readonly eraseSession: (sessionId: SessionId) => Promise<Result<readonly LogEntry[], Failure>>;
  /** Keys of a table, in order. */
  readonly keys: (table: TableName) => Promise<Result<readonly string[], Failure>>;
  /**
   * Makes the workspace exactly this, in one strict transaction, or leaves it as it is. Who listens hears nothing of it: the
   * workspace has to be opened anew, and this store writes no more.
   */
  readonly replace: (replacement: Replacement) => Promise<Result<null, Failure>>;
  /** The last `seq` that is stored; 0 in an empty log. */
  readonly lastSeq: () => Seq;
  readonly close: () => Promise<void>;
}

export interface StoreDep {
  readonly store: Store;
}
