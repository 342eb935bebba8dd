import type { MemoryRow } from "../../../kernel/memory/memory-view.ts";

/** Which items a list shows. `kept`: those that count, and those whose place another one took. */
export type MemoryFilter = "kept" | "waiting" | "bin";

export interface MemoryCounts {
  readonly kept: number;
  /** Of the kept, those that are not recalled unasked any more. */
  readonly faded: number;
  readonly waiting: number;
  readonly bin: number;
}

const faded = 0.05;

export const isIn = ({ item: { status } }: MemoryRow, filter: MemoryFilter): boolean =>
  filter === "waiting"
    ? status === "pending"
    : filter === "bin"
      ? status === "forgotten"
      : status === "active" || status === "superseded";

export const countMemories = (rows: readonly MemoryRow[]): MemoryCounts => ({
  kept: rows.filter(({ item }) => item.status === "active").length,
  faded: rows.filter(({ item, strength }) => item.status === "active" && item.pinned !== true && strength < faded).length,
  waiting: rows.filter((row) => isIn(row, "waiting")).length,
  bin: rows.filter((row) => isIn(row, "bin")).length,
});

/** The items of a list whose text, kind or tags hold every word: the pinned first, those that were replaced last. */
export const filterMemories = (rows: readonly MemoryRow[], filter: MemoryFilter, search: string): readonly MemoryRow[] => {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const place = ({ item }: MemoryRow): number => (item.status === "superseded" ? 2 : item.pinned === true ? 0 : 1);
  return rows
    .filter((row) => {
      const { kind, tags, text } = row.item;
      const all = `${text} ${kind} ${tags.join(" ")}`.toLowerCase();
      return isIn(row, filter) && words.every((word) => all.includes(word));
    })
    .toSorted((one, other) => place(one) - place(other));
};
