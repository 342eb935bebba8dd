import type { Seq } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { judgeEvent } from "./event-shapes.ts";
import { firstMisfit, hasShape, isRecord } from "./shape.ts";

/** How much of damaged data an `unreadable-entry` keeps, in UTF-16 units. */
export const maxRawChars = 2_000;

const encoder = new TextEncoder();

/** An entry as JSON without its place and time: `place` completes it. Throws on values that are not JSON (cycles, bigint). */
export const encodeDraft = (draft: EntryDraft): string =>
  JSON.stringify(draft.at === undefined ? draft : { ...draft, at: undefined });

/** A draft always has `causes`, so what follows the opening brace is never empty. */
export const place = (draftJson: string, seq: Seq, at: number): string => `{"seq":${seq},"at":${at},${draftJson.slice(1)}`;

/** The bytes of a log row from the JSON of its entries. */
export const encodeRow = (entries: readonly string[]): Uint8Array => encoder.encode(`[${entries.join(",")}]`);

/** A log row as found: only its key is certain, because the database keeps it. */
export interface StoredRow {
  readonly firstSeq: Seq;
  readonly count: unknown;
  readonly bytes: unknown;
}

/** Text of a value that may be anything a database can hold: cycles, big integers, objects with a hostile `toString`. */
export const shown = (value: unknown): string => {
  try {
    return JSON.stringify(value, (_name, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)) ?? typeof value;
  } catch {
    // A cycle is no JSON; its kind is all there is to say.
    return typeof value;
  }
};

const textOfDamaged = (value: unknown): string => {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value.subarray(0, maxRawChars * 4)).slice(0, maxRawChars);
  return (typeof value === "string" ? value : shown(value)).slice(0, maxRawChars);
};

const unreadable = (seq: Seq, at: number, reason: string, raw: string): LogEntry => ({
  seq,
  at,
  causes: [],
  origins: [],
  event: { type: "unreadable-entry", reason, raw },
});

type ParsedRow =
  | { readonly status: "parsed"; readonly values: readonly unknown[] }
  | { readonly status: "damaged"; readonly reason: string };

/** The JSON array of a row, whatever its elements are. */
export const parseRow = (row: StoredRow): ParsedRow => {
  if (!(row.bytes instanceof Uint8Array)) return { status: "damaged", reason: "The record holds no bytes." };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(row.bytes);
  } catch {
    // The decoder throws for exactly one reason.
    return { status: "damaged", reason: "The record is not valid UTF-8." };
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    // As above: the parser throws for exactly one reason.
    return { status: "damaged", reason: "The record is not valid JSON." };
  }
  if (!Array.isArray(values)) return { status: "damaged", reason: "The record is not a list of entries." };
  if (values.length !== row.count) {
    return {
      status: "damaged",
      reason: `The record should hold ${shown(row.count).slice(0, 40)} entries and holds ${values.length}.`,
    };
  }
  return { status: "parsed", values };
};

const parsedLength = (bytes: Uint8Array): number => {
  try {
    const values: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(values) ? values.length : 0;
  } catch {
    // Damaged beyond counting: the parser throws for exactly one reason.
    return 0;
  }
};

/** A larger count in a damaged row is part of the damage. */
const mostPlausible = 100_000;

/** How many places a row takes in the log, as far as it can be told; at least 1. */
export const coveredCount = ({ count, bytes }: StoredRow): number => {
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 1 && count <= mostPlausible) return count;
  return bytes instanceof Uint8Array ? Math.max(1, parsedLength(bytes)) : 1;
};

const optionalFields = [
  ["sessionId", "string"],
  ["runId", "string"],
  ["callId", "string"],
  ["turn", "number"],
  ["parentId", "number"],
] as const;

const envelopeProblem = (value: Readonly<Record<string, unknown>>, seq: Seq): string | undefined => {
  if (value.seq !== seq) return `it says place ${shown(value.seq).slice(0, 40)} at place ${seq}`;
  const misfit = firstMisfit(value, { at: "number", causes: "list", origins: "list", event: "object" });
  if (misfit !== undefined) return `its "${misfit}" is missing or damaged`;
  for (const [name, type] of optionalFields) {
    if (value[name] !== undefined && typeof value[name] !== type) return `its "${name}" is damaged`;
  }
  const { causes, origins } = value as { readonly causes: readonly unknown[]; readonly origins: readonly unknown[] };
  if (!causes.every((cause) => typeof cause === "number")) return 'its "causes" are damaged';
  return origins.every((origin) => hasShape(origin, { type: "text" })) ? undefined : 'its "origins" are damaged';
};

/** An entry as it was found at a place; damaged or of another version, it stands there as such. `neighbourAt`: dates it where it has no time. */
export const decodeEntry = (value: unknown, seq: Seq, neighbourAt: number): LogEntry => {
  if (!isRecord(value)) return unreadable(seq, neighbourAt, "The entry is not an object.", textOfDamaged(value));
  const at = typeof value.at === "number" ? value.at : neighbourAt;
  const problem = envelopeProblem(value, seq);
  const verdict = problem === undefined ? judgeEvent(value.event) : { status: "damaged" as const, reason: problem };
  if (verdict.status === "known") return value as unknown as LogEntry;
  const event: Event =
    verdict.status === "unsupported"
      ? { type: "unsupported-entry", original: value as JsonValue }
      : { type: "unreadable-entry", reason: `The entry cannot be used: ${verdict.reason}.`, raw: textOfDamaged(value) };
  if (problem === undefined) return { ...(value as unknown as LogEntry), event };
  const sessionId =
    typeof value.sessionId === "string" ? { sessionId: value.sessionId as NonNullable<LogEntry["sessionId"]> } : {};
  return { seq, at, ...sessionId, causes: [], origins: [], event };
};

/**
 * The entries at the places from `row.firstSeq`: exactly the row's, never past `lastPossible`. What is damaged stands in place
 * as `unreadable-entry`, what this version does not know as `unsupported-entry`. `neighbourAt` dates entries without a time.
 */
export const decodeRow = (row: StoredRow, lastPossible: Seq, neighbourAt: number): readonly LogEntry[] => {
  const parsed = parseRow(row);
  if (parsed.status === "parsed") {
    return parsed.values.map((value, index) => decodeEntry(value, row.firstSeq + index, neighbourAt));
  }
  const count = Math.max(1, Math.min(coveredCount(row), lastPossible - row.firstSeq + 1));
  const raw = textOfDamaged(row.bytes);
  return Array.from({ length: count }, (_, index) =>
    // The raw text is the record's, so its first place keeps it.
    unreadable(row.firstSeq + index, neighbourAt, parsed.reason, index === 0 ? raw : ""),
  );
};

/** Placeholders for places that no record covers. */
export const missingEntries = (from: Seq, to: Seq, neighbourAt: number): readonly LogEntry[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
    unreadable(from + index, neighbourAt, "The record of this entry is missing.", ""),
  );
