import type { Store } from "../kernel/contracts/store.ts";
import type { EntryQuery } from "../kernel/entry-query.ts";
import type { Failure } from "../kernel/failure.ts";
import { type ChainVerdict, headFrom } from "../kernel/hash-chain.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { createStorePersistence } from "../platform/storage/store-persistence.ts";
import { createLogChain, type LogChain } from "./log-chain.ts";
import { createLogSearch, type LogSearch } from "./log-search.ts";

/** What people do with the log as a whole. */
export interface LogDesk {
  readonly search: LogSearch;
  /** The entries that fit, one a line, oldest first, whatever the limit. */
  readonly chain: LogChain;
  /** `kept`: the text of a head that a person kept; refused where it is none. */
  readonly verify: (kept: string | undefined) => Promise<Result<ChainVerdict, Failure>>;
  readonly exported: (query: EntryQuery) => Promise<Result<{ readonly jsonl: string }, Failure>>;
}

export interface LogDeskDeps {
  readonly store: Store;
  /** Takes the keys that are held out of a text. */
  readonly scrub: (text: string) => string;
}

const noHead: Failure = {
  type: "invalid-input",
  message:
    "This is not a head of a log: it begins with vivarium-log: and ends with 64 digits. Nothing was compared; paste it whole.",
};

export const createLogDesk = ({ scrub, store }: LogDeskDeps): LogDesk => {
  const search = createLogSearch({ store });
  const chain = createLogChain({ kept: createStorePersistence(store), store });
  return {
    search,
    chain,
    verify: async (text) => {
      const kept = text === undefined ? undefined : headFrom(text);
      return text !== undefined && kept === undefined ? err(noHead) : chain.verify(kept);
    },
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
