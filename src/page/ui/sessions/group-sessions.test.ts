import { expect, test } from "vitest";
import { sessionId } from "../../../kernel/base/ids.ts";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { groupSessions } from "./group-sessions.ts";

const now = new Date(2026, 9, 14, 12, 0).getTime();
const row = (title: string, updatedAt: number): SessionRow => ({
  sessionId: sessionId(title),
  title,
  createdAt: updatedAt,
  updatedAt,
  status: "completed",
  level: "ask-risky",
  usage: noUsage,
  fingerprint: "m",
});
const titles = (query: string, rows: readonly SessionRow[]) =>
  groupSessions(rows, query, now).map((group) => [group.name, ...group.rows.map(({ title }) => title)]);

const rows = [
  row("Older by a day", new Date(2026, 9, 7, 23, 59, 59).getTime()),
  row("First of the week", new Date(2026, 9, 8, 0, 0).getTime()),
  row("Yesterday night", new Date(2026, 9, 13, 23, 59, 59).getTime()),
  row("Midnight", new Date(2026, 9, 14, 0, 0).getTime()),
  row("Noon", now),
];

test("a session stands in the group of its last change, newest first", () => {
  expect(titles("", rows)).toEqual([
    ["Today", "Noon", "Midnight"],
    ["This week", "Yesterday night", "First of the week"],
    ["Older", "Older by a day"],
  ]);
});

test("search keeps the titles that hold the words, in any case, and drops empty groups", () => {
  expect(titles("  NIGHT ", rows)).toEqual([
    ["Today", "Midnight"],
    ["This week", "Yesterday night"],
  ]);
  expect(titles("nowhere", rows)).toEqual([]);
});
