import { contentHash } from "../../kernel/files/file.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { memoryIdAt } from "../../kernel/memory/memory.ts";
import type { MemoryChange } from "../../kernel/memory/memory-view.ts";
import { changeBy } from "../files/state-reader.ts";

/** What an entry changes of each item. One that only goes from one folder to another is changed once. */
export const memoryChangesIn = (entry: LogEntry): readonly { readonly memoryId: string; readonly change: MemoryChange }[] => {
  const byId = new Map<string, { from: string | null; to: string | null }>();
  for (const { path, before, after } of effectOf(entry.event)?.files ?? []) {
    const memoryId = memoryIdAt(path);
    if (memoryId === undefined) continue;
    const known = byId.get(memoryId);
    byId.set(memoryId, { from: contentHash(before) ?? known?.from ?? null, to: contentHash(after) ?? known?.to ?? null });
  }
  return [...byId].flatMap(([memoryId, { from, to }]) => (from === to ? [] : [{ memoryId, change: changeBy(entry, from, to) }]));
};
