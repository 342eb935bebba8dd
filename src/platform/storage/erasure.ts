import type { SessionId } from "../../kernel/base/ids.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { coveredCount, encodeRow, parseRow } from "./codec.ts";
import type { LogRow } from "./schema.ts";
import { isRecord } from "./shape.ts";
import { effectTopic, sessionTopic } from "./topics.ts";

/** The entry that says a session is gone. */
export const sessionDeleted = (sessionId: SessionId): EntryDraft => ({
  sessionId,
  causes: [],
  origins: [],
  event: { type: "session-deleted" },
});

/** What is left of an entry: its place and time. */
export const erasedEntry = ({ seq, at }: { readonly seq: number; readonly at: number }): LogEntry => ({
  seq,
  at,
  causes: [],
  origins: [],
  event: { type: "erased-entry" },
});

const hashPattern = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * Every content hash that a text names. Text is searched instead of known fields, so that entries of newer versions and
 * damaged records keep their contents too.
 */
export const hashesIn = (text: string): readonly string[] => text.match(hashPattern) ?? [];

export interface ErasedRow {
  /** The row as it is to be stored; absent when nothing in it belongs to the session. */
  readonly row?: LogRow;
  /** Hashes that the erased entries named. */
  readonly hashes: readonly string[];
}

/** The index also takes a lone text for a list, so a damaged row may be found by one. */
const topicsOf = ({ topics }: { readonly topics: unknown }): readonly string[] =>
  Array.isArray(topics) ? topics.filter((topic) => typeof topic === "string") : [];

const carriesEffect = (value: unknown): boolean => isRecord(value) && isRecord(value.event) && isRecord(value.event.effect);

/** A damaged row cannot be taken apart: it goes as a whole when no other session is in it, and stays otherwise. */
const eraseDamagedRow = (row: LogRow, sessionId: SessionId): ErasedRow => {
  const others = topicsOf(row).some((topic) => topic.startsWith(sessionTopic("")) && topic !== sessionTopic(sessionId));
  if (others) return { hashes: [] };
  const count = coveredCount(row);
  const entries = Array.from({ length: count }, (_, index) => JSON.stringify(erasedEntry({ seq: row.firstSeq + index, at: 0 })));
  const hashes = row.bytes instanceof Uint8Array ? hashesIn(new TextDecoder().decode(row.bytes)) : [];
  return { row: { firstSeq: row.firstSeq, count, bytes: encodeRow(entries), topics: [] }, hashes };
};

/** Erases a session's entries from a row; every other entry stays as it was stored. */
export const eraseFromRow = (row: LogRow, sessionId: SessionId): ErasedRow => {
  const parsed = parseRow(row);
  if (parsed.status === "damaged") return eraseDamagedRow(row, sessionId);
  const hashes: string[] = [];
  const remaining: unknown[] = [];
  const entries = parsed.values.map((value, index) => {
    const text = JSON.stringify(value);
    if (!isRecord(value) || value.sessionId !== sessionId) {
      remaining.push(value);
      return text;
    }
    hashes.push(...hashesIn(text));
    const at = typeof value.at === "number" ? value.at : 0;
    return JSON.stringify(erasedEntry({ seq: row.firstSeq + index, at }));
  });
  const keepsEffects = remaining.some(carriesEffect);
  const topics = topicsOf(row).filter((topic) => topic !== sessionTopic(sessionId) && (topic !== effectTopic || keepsEffects));
  return { row: { firstSeq: row.firstSeq, count: row.count, bytes: encodeRow(entries), topics }, hashes };
};
