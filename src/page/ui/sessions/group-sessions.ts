import type { SessionRow } from "../../../kernel/conversation/session.ts";

export interface SessionGroup {
  readonly name: "Today" | "This week" | "Older";
  readonly rows: readonly SessionRow[];
}

const dayMs = 24 * 60 * 60 * 1000;

/** Midnight, local time, of the day that `at` falls in. */
const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/**
 * Sessions whose title holds `query` (any case), newest first, by the day of their last change: today, the six days before,
 * older. Groups without a session are left out.
 */
export const groupSessions = (rows: readonly SessionRow[], query: string, now: number): readonly SessionGroup[] => {
  const wanted = query.trim().toLocaleLowerCase();
  const found = rows
    .filter((row) => row.title.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => b.updatedAt - a.updatedAt || b.createdAt - a.createdAt);
  const today = startOfDay(now);
  const week = startOfDay(today - 6 * dayMs + dayMs / 2);
  const groups: readonly SessionGroup[] = [
    { name: "Today", rows: found.filter((row) => row.updatedAt >= today) },
    { name: "This week", rows: found.filter((row) => row.updatedAt < today && row.updatedAt >= week) },
    { name: "Older", rows: found.filter((row) => row.updatedAt < week) },
  ];
  return groups.filter((group) => group.rows.length > 0);
};
