import type { FileState } from "../kernel/file.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { memoryIdAt } from "../kernel/memory.ts";
import type { MemoryChange } from "../kernel/memory-view.ts";
import { effectOf } from "./projection.ts";
import { writerOf } from "./state-reader.ts";

const hashOf = (state: FileState | null): string | null => (state?.kind === "file" ? state.hash : null);

/** What an entry changes of each item. One that only goes from one folder to another is changed once. */
export const memoryChangesIn = ({
  at,
  callId,
  event,
  seq,
  sessionId,
}: LogEntry): readonly { readonly memoryId: string; readonly change: MemoryChange }[] => {
  const byId = new Map<string, { from: string | null; to: string | null }>();
  for (const { path, before, after } of effectOf(event)?.files ?? []) {
    const memoryId = memoryIdAt(path);
    if (memoryId === undefined) continue;
    const known = byId.get(memoryId);
    byId.set(memoryId, { from: hashOf(before) ?? known?.from ?? null, to: hashOf(after) ?? known?.to ?? null });
  }
  return [...byId].flatMap(([memoryId, { from, to }]) =>
    from === to
      ? []
      : [
          {
            memoryId,
            change: {
              seq,
              at,
              by: writerOf(event),
              ...(sessionId === undefined ? {} : { sessionId }),
              ...(callId === undefined ? {} : { callId }),
              from,
              to,
            },
          },
        ],
  );
};
