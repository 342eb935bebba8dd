import {
  approvalId,
  callId,
  effectId,
  messageId,
  type RunId,
  ruleId,
  runId,
  type SessionId,
  sessionId,
} from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Access, Headline } from "../../kernel/contracts/tool.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { CallOutcome, Event, RunOutcome, RunSummary } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage, type Usage } from "../../kernel/model/usage.ts";
import type { Approval } from "../../kernel/rules/approval.ts";

/** Writes a log by hand, the way the worker would: gapless, one line after the other. For tests and stories. */
export interface EntryScript {
  readonly entries: LogEntry[];
  readonly sessionId: SessionId;
  readonly wait: (ms: number) => void;
  readonly add: (event: Event, extra?: Partial<LogEntry>) => LogEntry;
  readonly user: (id: string, text: string) => void;
  readonly startRun: (id: string) => void;
  readonly startTurn: (turn: number) => void;
  readonly startMessage: (id: string) => void;
  readonly think: (id: string, offset: number, text: string) => void;
  readonly write: (id: string, offset: number, text: string) => void;
  readonly endMessage: (id: string, usage?: Usage) => void;
  readonly request: (message: string, id: string, headline: Headline, access?: Access, input?: JsonValue) => void;
  readonly start: (id: string) => void;
  readonly settle: (id: string, outcome: CallOutcome, durationMs?: number, effect?: WorkspaceEffect) => void;
  readonly endRun: (outcome: RunOutcome, summary?: Partial<RunSummary>) => void;
}

export const fakeUsage: Usage = { ...noUsage, inputTokens: 1_200, outputTokens: 80 };
export const fakeEffect = (id: string, path: string, added = 1, removed = 0): WorkspaceEffect => ({
  effectId: effectId(id),
  files: [
    {
      path,
      before:
        removed === 0 ? null : { kind: "file", hash: `${id}-before`, sizeBytes: 400, modifiedAt: 1, version: effectId("old") },
      after: added === 0 ? null : { kind: "file", hash: `${id}-after`, sizeBytes: 500, modifiedAt: 2, version: effectId(id) },
      lines: { added, removed },
    },
  ],
  reads: [],
  hash: `${id}-hash`,
});

export const fakeSummary: RunSummary = {
  turns: 2,
  usage: { ...noUsage, inputTokens: 4_100, outputTokens: 900 },
  calls: 3,
  callsFailed: 0,
  filesChanged: 1,
  durationMs: 14_200,
};

export const fakeApproval = (id: string, call: string, more: Partial<Approval> = {}): Approval => ({
  approvalId: approvalId(id),
  status: "pending",
  sessionId: sessionId("s"),
  runId: runId("r"),
  callId: callId(call),
  turn: 1,
  tool: "edit",
  headline: { verb: "Edit", object: "/notes/plan.md" },
  kind: "effect",
  risks: ["change"],
  input: { path: "/notes/plan.md", old: "a", new: "b" },
  inputHash: "hash",
  effect: fakeEffect(`${id}-effect`, "/notes/plan.md", 9, 7),
  rule: { ruleId: ruleId("risky"), sentence: "Ask before a change that removes more than 30 % of a file" },
  askedAt: 1_700_000_000_000,
  causes: [],
  origins: [],
  editedFields: [],
  ...more,
});

export const createEntryScript = (name = "s", startAt = 1_700_000_000_000): EntryScript => {
  const session = sessionId(name);
  const entries: LogEntry[] = [];
  let [at, turn] = [startAt, 0];
  let run: RunId | undefined;
  const add: EntryScript["add"] = (event, extra = {}) => {
    at += 10;
    const place = { ...(run === undefined ? {} : { runId: run }), ...(turn === 0 ? {} : { turn }) };
    const entry: LogEntry = {
      seq: entries.length + 1,
      at,
      sessionId: session,
      ...place,
      causes: [],
      origins: [],
      event,
      ...extra,
    };
    entries.push(entry);
    return entry;
  };
  return {
    entries,
    sessionId: session,
    add,
    wait: (ms) => {
      at += ms;
    },
    user: (id, text) => void add({ type: "user-message", messageId: messageId(id), blocks: [{ type: "text", text }] }),
    startRun: (id) => {
      [run, turn] = [runId(id), 0];
      add({ type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky" });
    },
    startTurn: (number) => {
      turn = number;
      add({ type: "turn-started" });
    },
    startMessage: (id) => void add({ type: "attempt-started", messageId: messageId(id) }),
    think: (id, offset, text) => void add({ type: "thinking-appended", messageId: messageId(id), offset, text }),
    write: (id, offset, text) => void add({ type: "text-appended", messageId: messageId(id), offset, text }),
    endMessage: (id, usage = fakeUsage) =>
      void add({ type: "message-ended", messageId: messageId(id), reason: { type: "end-turn" }, usage, durationMs: 900 }),
    request: (message, id, headline, access = "read", input = { path: headline.object }) => {
      const tool = headline.verb.toLowerCase();
      const names = { messageId: messageId(message), callId: callId(id), wireId: `wire-${id}` };
      add({ type: "call-requested", ...names, tool, input, headline, access });
    },
    start: (id) => void add({ type: "call-started", callId: callId(id), tool: "tool", inputHash: "hash", access: "read" }),
    settle: (id, outcome, durationMs = 40, effect) =>
      void add({
        type: "call-settled",
        callId: callId(id),
        tool: "tool",
        inputHash: "hash",
        outcome,
        durationMs,
        ...(effect === undefined ? {} : { effect }),
      }),
    endRun: (outcome, summary = {}) => {
      add({ type: "run-ended", outcome, summary: { ...fakeSummary, ...summary } });
      [run, turn] = [undefined, 0];
    },
  };
};
