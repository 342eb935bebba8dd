import { expect, test } from "vitest";
import type { AuditRecord } from "../../../kernel/log/audit.ts";
import { auditOf } from "../../../kernel/log/audit.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { countKinds, createAuditReader, filterAudit, noAuditFilter, offeredKinds, outcomeText } from "./audit-view.ts";
import { everyEvent } from "./every-event.fake.ts";

const entryOf = (event: LogEntry["event"], index: number): LogEntry => ({
  seq: index + 1,
  at: index,
  turn: 1,
  causes: [],
  origins: [],
  event,
});
const events = [everyEvent["call-requested"], everyEvent["approval-requested"], everyEvent["call-settled"]];

test("a list that grows is read on, and another list from its beginning", () => {
  const read = createAuditReader();
  const entries = events.slice(0, 2).map(entryOf);
  expect(read(entries).map(({ outcome }) => outcome.kind)).toEqual(["requires-confirmation"]);
  entries.push(entryOf(events[2]!, 2));
  expect(read(entries)).toEqual(auditOf(entries));
  expect(read([entries[0]!, entries[2]!]).map(({ outcome }) => outcome.kind)).toEqual(["completed"]);
});

test("records are filtered by kind and by their words, newest first", () => {
  const records: readonly AuditRecord[] = auditOf(events.map(entryOf));
  const counts = countKinds(records);
  expect([counts.completed, counts["requires-confirmation"], counts.blocked]).toEqual([1, 1, 0]);
  expect(filterAudit(records, noAuditFilter).map(({ seq }) => seq)).toEqual([3, 2]);
  expect(filterAudit(records, { ...noAuditFilter, kinds: new Set(["completed"]) }).map(({ seq }) => seq)).toEqual([3]);
  expect(filterAudit(records, { ...noAuditFilter, text: " EDITED 1 place" }).map(outcomeText)).toEqual(["Edited 1 place."]);
  expect(filterAudit(records, { ...noAuditFilter, text: "nowhere" })).toEqual([]);
  expect(offeredKinds(counts, { ...noAuditFilter, kinds: new Set(["cached"]) })).toEqual([
    "requires-confirmation",
    "cached",
    "completed",
  ]);
});
