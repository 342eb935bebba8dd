import type { LogEntry } from "../../../kernel/log/log-entry.ts";

/** The entry with a number; entries stand in order. */
export const entryAt = (entries: readonly LogEntry[], seq: number | undefined): LogEntry | undefined => {
  let [low, high] = [0, entries.length - 1];
  while (seq !== undefined && low <= high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry === undefined || entry.seq === seq) return entry;
    if (entry.seq < seq) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
};
