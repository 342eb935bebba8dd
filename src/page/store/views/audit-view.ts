import { type AuditKind, type AuditRecord, auditKinds, createAuditFold } from "../../../kernel/log/audit.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";

export const auditWords: Readonly<Record<AuditKind, string>> = {
  blocked: "blocked",
  "requires-confirmation": "asked",
  cached: "answered from the log",
  replayed: "repeated result",
  invalidated: "invalidated",
  completed: "completed",
  "persistence-failed": "not stored",
};

export interface AuditFilter {
  readonly kinds: ReadonlySet<AuditKind>;
  readonly text: string;
}
export const noAuditFilter: AuditFilter = { kinds: new Set(), text: "" };

/** Follows a list of entries that grows in place, reading each entry once. Another list is read from its beginning. */
export const createAuditReader = (): ((entries: readonly LogEntry[]) => readonly AuditRecord[]) => {
  let source: readonly LogEntry[] | undefined;
  let fold = createAuditFold();
  let read = 0;
  return (entries) => {
    if (entries !== source || entries.length < read) {
      source = entries;
      fold = createAuditFold();
      read = 0;
    }
    for (; read < entries.length; read += 1) {
      const entry = entries[read];
      if (entry !== undefined) fold.add(entry);
    }
    return fold.records;
  };
};

/** How often each kind occurs. */
export const countKinds = (records: readonly AuditRecord[]): Readonly<Record<AuditKind, number>> => {
  const counts: Record<AuditKind, number> = {
    blocked: 0,
    "requires-confirmation": 0,
    cached: 0,
    replayed: 0,
    invalidated: 0,
    completed: 0,
    "persistence-failed": 0,
  };
  for (const { outcome } of records) counts[outcome.kind] += 1;
  return counts;
};

/** The words that an outcome says. */
export const outcomeText = ({ outcome }: AuditRecord): string => {
  switch (outcome.kind) {
    case "blocked":
      return outcome.reason;
    case "requires-confirmation":
      return outcome.description;
    case "invalidated":
      return outcome.message;
    case "persistence-failed":
      return outcome.error;
    case "cached":
    case "replayed":
    case "completed":
      return outcome.result.text;
  }
};

const holds = (record: AuditRecord, words: string): boolean =>
  `${record.tool} ${record.headline.verb} ${record.headline.object} ${record.provenance.model} ${(record.agentPath ?? []).join(" ")}`
    .toLowerCase()
    .includes(words) || outcomeText(record).toLowerCase().includes(words);

/** The records of the chosen kinds (none chosen: all) that hold the words, newest first. */
export const filterAudit = (records: readonly AuditRecord[], { kinds, text }: AuditFilter): readonly AuditRecord[] => {
  const words = text.trim().toLowerCase();
  return records
    .filter((record) => (kinds.size === 0 || kinds.has(record.outcome.kind)) && (words === "" || holds(record, words)))
    .reverse();
};

/** Kinds that occur, or that are filtered for, in their order. */
export const offeredKinds = (counts: Readonly<Record<AuditKind, number>>, { kinds }: AuditFilter): readonly AuditKind[] =>
  auditKinds.filter((kind) => counts[kind] > 0 || kinds.has(kind));
