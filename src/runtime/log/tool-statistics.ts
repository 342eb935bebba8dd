import type { Failure } from "../../kernel/base/failure.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { createToolStatistics, type ToolStatisticsFold } from "../../kernel/tools/tool-statistics.ts";

/** Entries that are read at once. */
const pageSize = 4_000;

/**
 * What the log says of each tool: read when it is first asked, then only what is new. What was erased with its session is
 * forgotten.
 */
export const openToolStatistics = (store: Store): (() => Promise<Result<ToolStatisticsFold, Failure>>) => {
  let fold = createToolStatistics();
  let readTo = 0;
  store.subscribe((entries) => {
    if (!entries.some(({ event }) => event.type === "session-deleted")) return;
    fold = createToolStatistics();
    readTo = 0;
  });
  const catchUp = async (): Promise<Result<ToolStatisticsFold, Failure>> => {
    while (readTo < store.lastSeq()) {
      const [into, from] = [fold, readTo + 1];
      const page = await store.read({ type: "range", from, to: readTo + pageSize });
      if (!page.ok) return page;
      // A session was erased meanwhile.
      if (into !== fold) continue;
      for (const entry of page.value.entries) into.add(entry);
      readTo = page.value.entries.at(-1)?.seq ?? from;
    }
    return ok(fold);
  };
  /** One reader at a time: two would count the same entries twice. */
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const reading = last.then(catchUp);
    last = reading.catch(() => undefined);
    return reading;
  };
};
