import type { Failure } from "../../kernel/base/failure.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { WorkspaceSnapshot } from "../../kernel/log/workspace-snapshot.ts";
import type { Command, CommandAnswers } from "./command.ts";

export type { LiveText } from "../../kernel/conversation/live.ts";

/** Whether this tab owns the workspace or mirrors the tab that does. */
export type TabRole = "owner" | "mirror";

/** The workspace as one tab sees it. Sent whole when any of it changes; it is small. */
export interface WorkspaceState extends WorkspaceSnapshot {
  readonly role: TabRole;
}

/** What the worker says by itself. */
export type Update =
  | { readonly type: "hello"; readonly protocolVersion: number }
  | { readonly type: "workspace"; readonly state: WorkspaceState }
  /** Newly stored entries, in order, of every session. */
  | { readonly type: "entries"; readonly entries: readonly LogEntry[] }
  | { readonly type: "live-text"; readonly pieces: readonly LiveText[] }
  /** The workspace cannot be opened yet. The next `workspace` says that it was. */
  | { readonly type: "blocked"; readonly message: string }
  /** Something went wrong that belongs to no command. */
  | { readonly type: "notice"; readonly failure: Failure }
  | { readonly type: "pulse" };

/** Page to worker. */
export type ToWorker =
  /** First, and what the worker waits for. `demoPace`: how fast the Demo model writes; 1 is a human pace, 0 is at once. */
  | { readonly type: "hello"; readonly protocolVersion: number; readonly demoPace: number }
  | { readonly type: "command"; readonly id: number; readonly command: Command }
  | { readonly type: "visibility"; readonly visible: boolean }
  /** Whether the browser has a network, told after each hello and whenever it changes. */
  | { readonly type: "connectivity"; readonly online: boolean }
  /** Says that `liveTextPerReceipt` more batches of live text have come. */
  | { readonly type: "live-text-received" };

/**
 * How many batches of live text one receipt stands for: waking the other thread costs more than a batch itself. Twice as many may
 * be on their way, never more, so a page that is busy finds a short queue.
 */
export const liveTextPerReceipt = 4;

/** How a command ended, whatever its type. */
export type AnyAnswer =
  | { readonly ok: true; readonly value: CommandAnswers[keyof CommandAnswers] }
  | { readonly ok: false; readonly error: Failure };

/** Worker to page. */
export type ToPage =
  | { readonly type: "update"; readonly update: Update }
  | { readonly type: "answer"; readonly id: number; readonly answer: AnyAnswer };

/** Tab to tab, over one BroadcastChannel per workspace. Only the owner answers. */
export type BetweenTabs =
  | { readonly type: "ask-state" }
  | { readonly type: "update"; readonly update: Update }
  | { readonly type: "command"; readonly from: string; readonly id: number; readonly command: Command }
  | { readonly type: "answer"; readonly to: string; readonly id: number; readonly answer: AnyAnswer };
