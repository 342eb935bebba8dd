import { hashText } from "../../kernel/base/canonical.ts";
import { callId, type EffectId, effectId, messageId, runId, type Seq, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Access } from "../../kernel/contracts/tool.ts";
import type { FileChange, FileState } from "../../kernel/files/file.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Origin } from "../../kernel/rules/origin.ts";

/** Files as an act leaves them: the text at a path; `null`: nothing. */
export type Files = Readonly<Record<string, string | null>>;

export interface CallParts {
  readonly input?: JsonValue;
  readonly result?: string;
  readonly access?: Access;
  readonly origins?: readonly Origin[];
  readonly files?: Files;
  readonly reads?: readonly string[];
}

/** A log that is written by hand, with the files that it leaves. */
export interface LogScript {
  readonly entries: LogEntry[];
  readonly add: (event: Event, extra?: Partial<LogEntry>) => Seq;
  readonly say: (text: string, extra?: Partial<LogEntry>) => Seq;
  readonly startRun: (
    id: string,
    extra?: Partial<LogEntry> & { readonly parentCall?: string; readonly parentRun?: string },
  ) => Seq;
  /** An answer that is asked for, written and ended; gives the place of its request. */
  readonly answer: (id: string, text: string, calls?: readonly string[], extra?: Partial<LogEntry>) => Seq;
  /** A call that was asked for with `answer` is settled. */
  readonly settle: (id: string, tool: string, parts: CallParts, extra?: Partial<LogEntry>) => Seq;
  readonly change: (
    by: "person" | "sample" | "schedule",
    files: Files,
    reads?: readonly string[],
    origins?: readonly Origin[],
  ) => Seq;
  /** Puts texts back as an undo does. */
  readonly undo: (files: Files) => Seq;
  readonly state: (path: string) => FileState | undefined;
  readonly linesOf: (hash: string) => Promise<readonly string[] | undefined>;
  readonly inputs: Map<string, JsonValue>;
}

const home: SessionId = sessionId("session_1");

export const createLogScript = (): LogScript => {
  const entries: LogEntry[] = [];
  const tree = new Map<string, FileState>();
  const blobs = new Map<string, string>();
  const inputs = new Map<string, JsonValue>();
  let effects = 0;
  let about: Partial<LogEntry> = { sessionId: home };

  const add: LogScript["add"] = (event, extra = {}) => {
    const seq = entries.length + 1;
    entries.push({ seq, at: seq * 1_000, causes: [], origins: [], ...about, ...extra, event });
    return seq;
  };
  const stateFor = (text: string, version: EffectId, origins: readonly Origin[]): FileState => {
    const hash = hashText(text);
    blobs.set(hash, text);
    const labels = origins.length === 0 ? {} : { origins };
    return { kind: "file", hash, sizeBytes: text.length, modifiedAt: 0, version, ...labels };
  };
  const effectFor = (files: Files, reads: readonly string[], origins: readonly Origin[] = []): WorkspaceEffect => {
    effects += 1;
    const id = effectId(`effect_${effects}`);
    const read = reads.map((path) => ({ path, version: tree.get(path)?.version ?? null }));
    const changes = Object.entries(files).map(([path, text]): FileChange => {
      const before = tree.get(path) ?? null;
      const after = text === null ? null : stateFor(text, id, origins);
      if (after === null) tree.delete(path);
      else tree.set(path, after);
      return { path, before, after };
    });
    return { effectId: id, files: changes, reads: read, hash: `hash_${id}` };
  };

  return {
    entries,
    inputs,
    add,
    say: (text, extra) =>
      add({ type: "user-message", messageId: messageId(`said_${entries.length + 1}`), blocks: [{ type: "text", text }] }, extra),
    startRun: (id, { parentCall, parentRun, ...extra } = {}) => {
      const parent =
        parentCall === undefined
          ? {}
          : { parent: { runId: runId(parentRun ?? ""), callId: callId(parentCall), agentPath: ["helper"] } };
      about = { sessionId: home, ...extra, runId: runId(id) };
      return add({ type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky", ...parent });
    },
    answer: (id, text, calls = [], extra) => {
      const start = add({ type: "attempt-started", messageId: messageId(id) }, extra);
      if (text !== "") add({ type: "text-appended", messageId: messageId(id), offset: 0, text }, extra);
      for (const call of calls)
        add(
          {
            type: "call-requested",
            messageId: messageId(id),
            callId: callId(call),
            wireId: call,
            tool: "tool",
            input: inputs.get(call) ?? {},
            headline: { verb: "Did", object: call },
            access: call.startsWith("out") ? "external" : "write",
          },
          extra,
        );
      add(
        { type: "message-ended", messageId: messageId(id), reason: { type: "end-turn" }, usage: noUsage, durationMs: 1 },
        extra,
      );
      return start;
    },
    settle: (id, tool, { files, origins, reads = [], result = "" }, extra) => {
      const effect = files === undefined ? {} : { effect: effectFor(files, reads, origins) };
      const labels = origins === undefined ? {} : { origins };
      return add(
        {
          type: "call-settled",
          callId: callId(id),
          tool,
          outcome: { type: "done", output: { text: result, isError: false }, ...labels },
          durationMs: 1,
          ...effect,
        },
        { callId: callId(id), ...extra },
      );
    },
    change: (by, files, reads = [], origins = []) =>
      add({ type: "files-changed", by, effect: effectFor(files, reads, origins) }, { origins }),
    undo: (files) => add({ type: "effects-undone", effect: effectFor(files, []), undone: [], restored: [] }),
    state: (path) => tree.get(path),
    linesOf: async (hash) => blobs.get(hash)?.split(/(?<=\n)/u),
  };
};
