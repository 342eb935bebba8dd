import type { Approval } from "../../kernel/approval.ts";
import type { Failure } from "../../kernel/failure.ts";
import type { MessageId, RunId, SessionId } from "../../kernel/ids.ts";
import type { LogEntry } from "../../kernel/log-entry.ts";
import type { ModelChoice } from "../../kernel/model.ts";
import type { Rule } from "../../kernel/rule.ts";
import type { SessionRow } from "../../kernel/session.ts";
import type { CommandAnswers } from "./command.ts";

/** Whether this tab owns the workspace or mirrors the tab that does. */
export type TabRole = "owner" | "mirror";

/** How well things are kept. `unsaved`: the browser refuses storage, everything lives in this tab only. */
export type StorageStatus =
  | { readonly status: "saved" }
  | { readonly status: "unsaved"; readonly reason: string }
  | { readonly status: "full"; readonly message: string }
  | { readonly status: "lost"; readonly message: string }
  /** Another tab still runs an older version and must be closed first. */
  | { readonly status: "blocked"; readonly message: string };

/** Everything about the workspace that is not the log of one session. Sent whole when any of it changes; it is small. */
export interface WorkspaceState {
  readonly role: TabRole;
  readonly storage: StorageStatus;
  readonly sessions: readonly SessionRow[];
  /** Questions that wait for an answer, over all sessions, oldest first. */
  readonly approvals: readonly Approval[];
  readonly rules: readonly Rule[];
  readonly model: ModelChoice;
  /** Origins for which a key is held in memory. Never the keys. */
  readonly keyOrigins: readonly string[];
  readonly runningRunIds: readonly RunId[];
  /** Rows that could not be read and were set aside, over the whole workspace. */
  readonly unreadable: number;
  readonly lastSeq: number;
}

/** A piece of a stream before the log has it. `offset` as in `text-appended`; at most 100 ms ahead of the log. */
export interface LiveText {
  readonly sessionId: SessionId;
  readonly messageId: MessageId;
  readonly kind: "text" | "thinking";
  readonly offset: number;
  readonly text: string;
}

/** What the worker says by itself. */
export type Update =
  | { readonly type: "hello"; readonly protocolVersion: number }
  | { readonly type: "workspace"; readonly state: WorkspaceState }
  /** Newly stored entries, in order, of every session. */
  | { readonly type: "entries"; readonly entries: readonly LogEntry[] }
  | { readonly type: "live-text"; readonly pieces: readonly LiveText[] }
  /** Something went wrong that belongs to no command. */
  | { readonly type: "notice"; readonly failure: Failure }
  | { readonly type: "pulse" };

/** Page to worker. */
export type ToWorker =
  | { readonly type: "hello"; readonly protocolVersion: number }
  | { readonly type: "command"; readonly id: number; readonly command: import("./command.ts").Command }
  | { readonly type: "visibility"; readonly visible: boolean };

/** Worker to page. */
export type ToPage =
  | { readonly type: "update"; readonly update: Update }
  | {
      readonly type: "answer";
      readonly id: number;
      readonly answer:
        | { readonly ok: true; readonly value: CommandAnswers[keyof CommandAnswers] }
        | { readonly ok: false; readonly error: Failure };
    };
