import type { Failure } from "../../kernel/base/failure.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/** Entries that are read at once. */
const pageSize = 4_000;

/** Tells every entry of the log once, in order: those that are stored, before it resolves, and those that come. */
export const followLog = async (store: Store, add: (entry: LogEntry) => void): Promise<Result<null, Failure>> => {
  let told = 0;
  let isCaughtUp = false;
  const waiting: LogEntry[] = [];
  const tell = (entry: LogEntry): void => {
    if (entry.seq <= told) return;
    told = entry.seq;
    add(entry);
  };
  const stop = store.subscribe((entries) => {
    if (isCaughtUp) for (const entry of entries) tell(entry);
    else waiting.push(...entries);
  });
  const last = store.lastSeq();
  while (told < last) {
    const page = await store.read({ type: "range", from: told + 1, to: Math.min(last, told + pageSize) });
    if (!page.ok) {
      stop();
      return page;
    }
    for (const entry of page.value.entries) tell(entry);
    if (page.value.entries.length === 0) break;
  }
  for (const entry of waiting) tell(entry);
  isCaughtUp = true;
  return ok(null);
};
