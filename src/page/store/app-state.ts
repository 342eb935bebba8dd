import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { MessageId, Seq, SessionId } from "../../kernel/base/ids.ts";
import type { KeptFile } from "../../kernel/conversation/branch.ts";
import type { Reference } from "../../kernel/conversation/message.ts";
import type { Delivery } from "../../kernel/conversation/waiting.ts";
import type { Answer, Command } from "../../wire/protocol/command.ts";
import type { WorkspaceState } from "../../wire/protocol/update.ts";
import type { Attachment, PictureSource } from "./pictures/attachment.ts";
import type { Route } from "./route.ts";
import type { SessionView } from "./session-view.ts";
import type { BranchWish } from "./take-branch.ts";

export type InspectorTab =
  | "files"
  | "memory"
  | "history"
  | "timeline"
  | "audit"
  | "state"
  | "graph"
  | "tasks"
  | "branches"
  | "limits"
  | "why";
export const inspectorTabs: readonly InspectorTab[] = [
  "files",
  "memory",
  "history",
  "timeline",
  "audit",
  "state",
  "graph",
  "tasks",
  "branches",
  "limits",
  "why",
];
export type Theme = "system" | "light" | "dark";

/** A text of a file that is not saved. `base`: the content that it was made from; `null`: there was none. */
export interface FileDraft {
  readonly text: string;
  readonly base: Hash | null;
}

/** How the worker is. `restarting`: it fell silent and is started again from the log. */
export type Connection =
  | { readonly status: "starting" }
  | { readonly status: "ready" }
  | { readonly status: "restarting"; readonly reason: string }
  | { readonly status: "failed"; readonly failure: Failure };

export interface Notice {
  readonly id: number;
  readonly tone: "info" | "error";
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** A branch would have files otherwise that others changed since; it is taken only when the person lets them stay. */
export interface BranchQuestion {
  readonly kept: readonly KeptFile[];
  readonly answer: (agreed: boolean) => void;
}

/** The page's whole state: a fold of updates, and the person's own choices. Whatever can be computed is a view. */
export interface AppState {
  readonly connection: Connection;
  readonly online: boolean;
  readonly workspace: WorkspaceState | undefined;
  /** Why the workspace cannot be opened yet; undefined once it is. */
  readonly blocked: string | undefined;
  /** The session that is open, live; undefined while it loads or when none is open. */
  readonly session: SessionView | undefined;
  readonly sessionError: Failure | undefined;
  /** The newest entry of any session that changed files, since the page was loaded; 0 before the first. */
  readonly filesChangedSeq: Seq;
  /** The same session as it was right after an entry, read-only, while the ruler is moved. */
  readonly scrubbed: { readonly at: Seq; readonly view: SessionView } | undefined;
  readonly route: Route;
  readonly theme: Theme;
  readonly drafts: Readonly<Record<string, string>>;
  /** What messages that are being written are about, by session. */
  readonly references: Readonly<Record<string, readonly Reference[]>>;
  /** Texts of files that are not saved, by path. */
  readonly fileDrafts: Readonly<Record<string, FileDraft>>;
  /** Whether the last of them would be there after a reload; not where storage is refused or full, or it looks like a key. */
  readonly fileDraftsKept: boolean;
  /** Pictures of messages that are being written, by session. */
  readonly attachments: Readonly<Record<string, readonly Attachment[]>>;
  readonly notices: readonly Notice[];
  /** What is asked before the open session goes to another branch. */
  readonly branchQuestion: BranchQuestion | undefined;
  /** The message that is written anew where it stands. */
  readonly editing: MessageId | undefined;
  readonly paletteOpen: boolean;
  readonly shortcutsOpen: boolean;
  readonly sessionSheetOpen: boolean;
  /** Models that endpoints offered since the page was loaded, by `endpointName`. */
  readonly modelLists: Readonly<Record<string, readonly string[]>>;
}

/** What components can do. Each command is answered once; failures are shown where they belong by the caller. */
export interface AppActions {
  readonly send: <C extends Command>(command: C) => Promise<Answer<C["type"]>>;
  readonly go: (route: Route) => void;
  readonly scrubTo: (at: Seq | undefined) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setDraft: (sessionId: SessionId | "new", text: string) => void;
  /** Undefined: the text of this path is saved, or given up. */
  /** Points the message that is written in a session at something more, or at it no longer. */
  readonly refer: (sessionId: SessionId, reference: Reference, on: boolean) => void;
  readonly setFileDraft: (path: string, draft: FileDraft | undefined) => void;
  /** Adds pictures to the message that is written in a session, and the texts of text files to its words. Each that cannot be taken is named in a notice, with its reason. */
  readonly attach: (sessionId: SessionId, sources: readonly PictureSource[]) => Promise<void>;
  readonly detach: (sessionId: SessionId, ids: readonly string[]) => void;
  readonly notify: (notice: Omit<Notice, "id">) => void;
  readonly dismissNotice: (id: number) => void;
  /**
   * Goes on from another place of a session, and shows it as it is then. A file that would stay as others left it is asked about
   * first; what could not be done is said in a notice. Resolves whether the session is there.
   */
  readonly takeBranch: (wish: BranchWish) => Promise<boolean>;
  readonly setEditing: (messageId: MessageId | undefined) => void;
  readonly answerBranchQuestion: (agreed: boolean) => void;
  readonly setPaletteOpen: (open: boolean) => void;
  readonly setShortcutsOpen: (open: boolean) => void;
  /** The sheet with what the open session sets for itself. */
  readonly setSessionSheetOpen: (open: boolean) => void;
  readonly keepModelList: (endpoint: string, models: readonly string[]) => void;
  /**
   * Sends a message in a session, making the session first when there is none; clears the draft and detaches its pictures
   * when it is stored. Where the model is out of reach, the message is queued instead and nothing sends it but the person. While a
   * run goes on the message steers it, or with `later` is said when it has completed; where that run is over by then, steering is
   * refused and the message stays in its box.
   */
  readonly say: (text: string, sessionId?: SessionId, pictures?: readonly Attachment[], delivery?: Delivery) => Promise<void>;
}
