import type { Store } from "../kernel/contracts/store.ts";
import type { EntryQuery } from "../kernel/entry-query.ts";
import type { Failure } from "../kernel/failure.ts";
import { ok, type Result } from "../kernel/result.ts";
import { createLogSearch, type LogSearch } from "./log-search.ts";

/** What people do with the log as a whole. */
export interface LogDesk {
  readonly search: LogSearch;
  /** The entries that fit, one a line, oldest first, whatever the limit. */
  readonly exported: (query: EntryQuery) => Promise<Result<{ readonly jsonl: string }, Failure>>;
}

export interface LogDeskDeps {
  readonly store: Store;
  /** Takes the keys that are held out of a text. */
  readonly scrub: (text: string) => string;
}

export const createLogDesk = ({ scrub, store }: LogDeskDeps): LogDesk => {
  const search = createLogSearch({ store });
  return {
    search,
    exported: async (query) => {
      const lines: string[] = [];
      for await (const piece of search.pieces(query)) {
        if (!piece.ok) return piece;
        for (const entry of piece.value) lines.push(`${JSON.stringify(entry)}\n`);
      }
      // What was written before a key was held may hold it; what leaves the browser does not.
      return ok({ jsonl: scrub(lines.join("")) });
    },
  };
};
