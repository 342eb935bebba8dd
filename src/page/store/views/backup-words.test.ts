import { expect, test } from "vitest";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import { backupDueDays, backupWord } from "./backup-words.ts";

const day = 86_400_000;
const sessions = [{ createdAt: 10 * day }, { createdAt: 12 * day }] as unknown as readonly SessionRow[];

test("the word tells of a backup as soon as there is something to lose", () => {
  expect(backupWord({ sessions: [], lastSeq: 1 }, 20 * day)).toBeUndefined();
  expect(backupWord({ sessions, lastSeq: 9 }, 20 * day)).toBe("no backup");
  const lastBackup = { madeAt: 18 * day, seq: 9 };
  expect(backupWord({ sessions, lastSeq: 9, lastBackup }, 18.9 * day)).toBe("backup today");
  expect(backupWord({ sessions, lastSeq: 9, lastBackup }, 20 * day)).toBe("backup 2 d ago");
});

test("a backup is due after a week in which something changed, and never where nothing did", () => {
  const due = (now: number, lastSeq: number, lastBackup?: { madeAt: number; seq: number }) =>
    backupDueDays({ sessions, lastSeq, ...(lastBackup === undefined ? {} : { lastBackup }) }, now * day);
  expect([due(16.9, 9), due(17, 9)]).toEqual([undefined, 7]);
  expect([due(30, 9, { madeAt: 12 * day, seq: 9 }), due(30, 10, { madeAt: 12 * day, seq: 9 })]).toEqual([undefined, 18]);
  expect(backupDueDays({ sessions: [], lastSeq: 9 }, 99 * day)).toBeUndefined();
});
