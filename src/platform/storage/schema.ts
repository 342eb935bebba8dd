import type { DBSchema } from "idb";
import type { Seq } from "../../kernel/base/ids.ts";
import { type TableName, type Tables, tableNames } from "../../kernel/contracts/store.ts";

/**
 * One commit's entries, packed: entry `firstSeq + n` is element `n` of the JSON array in `bytes` (UTF-8). Its place and its
 * count never change, also when entries in it are erased.
 */
export interface LogRow {
  readonly firstSeq: Seq;
  readonly count: number;
  readonly bytes: Uint8Array;
  /** What the row's entries can be found by; see topics.ts. */
  readonly topics: readonly string[];
}

/** Who may write: an owner whose epoch is not this one has been superseded. */
export interface LeaseRow {
  readonly key: "workspace";
  readonly epoch: number;
}

export interface WorkspaceSchema extends DBSchema {
  readonly log: { readonly key: Seq; readonly value: LogRow; readonly indexes: { readonly topics: string } };
  readonly lease: { readonly key: string; readonly value: LeaseRow };
  readonly files: { readonly key: string; readonly value: Tables["files"] };
  readonly blobs: { readonly key: string; readonly value: Tables["blobs"] };
  readonly sessions: { readonly key: string; readonly value: Tables["sessions"] };
  readonly approvals: { readonly key: string; readonly value: Tables["approvals"] };
  readonly rules: { readonly key: string; readonly value: Tables["rules"] };
  readonly settings: { readonly key: string; readonly value: Tables["settings"] };
  readonly drafts: { readonly key: string; readonly value: Tables["drafts"] };
  readonly days: { readonly key: string; readonly value: Tables["days"] };
  readonly kept: { readonly key: string; readonly value: Tables["kept"] };
}

type StoreName = TableName | "log" | "lease";

/** Every object store: a write transaction covers them all, because only the projection knows which rows follow. */
export const storeNames: readonly StoreName[] = ["log", "lease", ...tableNames];
