import type { CallId, Seq, SessionId } from "../base/ids.ts";
import type { Permission } from "./permission.ts";

/** One thing that happened to a permission, or with it. */
export interface PermissionStep {
  /** The entry that says so. */
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly permission: Permission;
  /** `refused`: a call that needs it was denied because it is revoked. `used`: a call that needs it ran. */
  readonly did: "granted" | "revoked" | "used" | "refused";
  readonly tool?: string;
  readonly sessionId?: SessionId;
  /** Who acted below the session's own agent. */
  readonly agentPath?: readonly string[];
}

/** A call that needs the permission and has no end in the log: it runs, or waits. */
export interface OpenUse {
  readonly callId: CallId;
  readonly tool: string;
  readonly sessionId: SessionId;
  readonly permissions: readonly Permission[];
}

/** What the end of the log says of permissions. */
export interface PermissionTrail {
  /** The newest first. */
  readonly steps: readonly PermissionStep[];
  /** Of runs that go on. */
  readonly open: readonly OpenUse[];
  /** How many entries were looked at, from the newest back. */
  readonly entries: number;
}
