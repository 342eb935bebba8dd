import { hashBytes } from "../../kernel/base/canonical.ts";
import { approvalId, callId, effectId, messageId, ruleId, runId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { Commit, Effect } from "../../kernel/contracts/store.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";
import type { Approval } from "../../kernel/rules/approval.ts";

/** Small whole values for the tests of stores. */

export const sessionA = sessionId("session_a");
export const sessionB = sessionId("session_b");

export const draft = (event: Event, session: SessionId | null = sessionA): EntryDraft => ({
  ...(session === null ? {} : { sessionId: session }),
  causes: [],
  origins: [],
  event,
});

export const said = (text: string, session: SessionId | null = sessionA): EntryDraft =>
  draft({ type: "steer-queued", messageId: messageId("message_1"), text }, session);

export const commitOf = (...entries: readonly EntryDraft[]): Commit => ({
  entries,
  effects: [],
  expects: [],
  durability: "relaxed",
});

export const blob = (text: string): Effect & { readonly type: "put"; readonly table: "blobs" } => {
  const bytes = new TextEncoder().encode(text);
  return { type: "put", table: "blobs", row: { key: hashBytes(bytes), bytes } };
};

export const fileState = (text: string, version: string): FileState => {
  const { key, bytes } = blob(text).row;
  return { kind: "file", hash: key, sizeBytes: bytes.byteLength, modifiedAt: 1_000, version: effectId(version) };
};

/** The effect that writes `after` (null: removes) at a path. */
export const effectAt = (path: string, before: FileState | null, after: FileState | null, id: string): WorkspaceEffect => ({
  effectId: effectId(id),
  files: [{ path, before, after }],
  reads: [],
  hash: `effect-hash-${id}`,
});

/** A commit that writes a text at a path, blob included. */
export const writes = (path: string, text: string, version: string, session: SessionId = sessionA): Commit => ({
  entries: [
    draft({ type: "files-changed", by: "person", effect: effectAt(path, null, fileState(text, version), version) }, session),
  ],
  effects: [blob(text)],
  expects: [],
  durability: "strict",
});

export const approval = (id: string, overrides: Partial<Approval> = {}): Approval => ({
  approvalId: approvalId(id),
  status: "pending",
  sessionId: sessionA,
  runId: runId("run_1"),
  callId: callId("call_1"),
  turn: 1,
  tool: "delete_file",
  headline: { verb: "Deleted", object: "/a.md" },
  kind: "effect",
  risks: ["delete"],
  input: { path: "/a.md" },
  inputHash: "input-hash",
  effect: { effectId: effectId("effect_0"), files: [], reads: [], hash: "effect-hash" },
  rule: { ruleId: ruleId("rule_1"), sentence: "Ask before deleting." },
  askedAt: 1_000,
  causes: [],
  origins: [],
  editedFields: [],
  ...overrides,
});

export const asks = (id: string, session: SessionId = sessionA): Commit =>
  commitOf(draft({ type: "approval-requested", approval: approval(id, { sessionId: session }) }, session));

export const answers = (id: string): Commit => ({
  ...commitOf(
    draft({ type: "approval-answered", approvalId: approvalId(id), callId: callId("call_1"), answer: { type: "approve" } }),
  ),
  expects: [{ type: "approval-status", approvalId: id, status: "pending" }],
});
