import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { LogQuery, Store } from "../../kernel/contracts/store.ts";
import { asksForContent, type EntryQuery, entryMatcher, type FoundEntries } from "../../kernel/log/entry-query.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createStatisticsFold, type LogStatistics } from "../../kernel/log/log-statistics.ts";
import { createLogIndex } from "./log-index.ts";

/** Looks through the whole log. It keeps an index of it, made at the first question and brought up to date at each. */
export interface LogSearch {
  readonly find: (query: EntryQuery) => Promise<Result<FoundEntries, Failure>>;
  /** The entries that fit, one a line, oldest first, whatever the limit, without the keys that are held. */
  readonly exported: (query: EntryQuery) => Promise<Result<{ readonly jsonl: string }, Failure>>;
  /** Of all that fits, whatever the limit. */
  readonly statistics: (query: EntryQuery) => Promise<Result<LogStatistics, Failure>>;
}

/** Entries that are read at once. */
const pageSize = 4_000;
/** Found entries that are looked at at once. */
const batchSize = 128;
/** A stretch of the log in which at least one entry of so many is wanted is read as a whole. */
const denseEnough = 4;

/** How to read what stands at these places, in rising order. */
const readingOf = (seqs: readonly Seq[]): LogQuery => {
  const [from = 1, to = 0] = [seqs[0], seqs.at(-1)];
  return to - from < seqs.length * denseEnough ? { type: "range", from, to } : { type: "places", seqs };
};

const mostOf = (limit: number | undefined): number => (limit === undefined || limit === 0 ? Number.POSITIVE_INFINITY : limit);

export interface LogSearchDeps {
  readonly store: Store;
  /** Takes the keys that are held out of a text. */
  readonly scrub: (text: string) => string;
}

export const createLogSearch = ({ scrub, store }: LogSearchDeps): LogSearch => {
  const index = createLogIndex();
  let catching: Promise<Result<null, Failure>> | undefined;

  const catchUp = async (): Promise<Result<null, Failure>> => {
    while (index.size() < store.lastSeq()) {
      const from = index.size() + 1;
      const page = await store.read({ type: "range", from, to: from + pageSize - 1 });
      if (!page.ok) return page;
      // A store that lost its end gives nothing more; what there is can be looked through.
      if (page.value.entries.length === 0) break;
      for (const entry of page.value.entries) index.add(entry);
    }
    return ok(null);
  };
  const upToDate = (): Promise<Result<null, Failure>> => {
    catching ??= catchUp().finally(() => {
      catching = undefined;
    });
    return catching;
  };

  /** The entries at these places, in rising order. */
  const readAt = async (seqs: readonly Seq[]): Promise<Result<readonly LogEntry[], Failure>> => {
    const page = await store.read(readingOf(seqs));
    if (!page.ok) return page;
    const wanted = new Set(seqs);
    return ok(page.value.entries.filter(({ seq }) => wanted.has(seq)));
  };

  /** Entries that fit, oldest first; it ends with the first piece that cannot be read. */
  async function* pieces(query: EntryQuery): AsyncGenerator<Result<readonly LogEntry[], Failure>> {
    const ready = await upToDate();
    if (!ready.ok) return yield ready;
    // The index is of a moment ago: what was erased since is looked at again.
    const matches = entryMatcher(query);
    const seqs = index.find(query).toReversed();
    for (let start = 0; start < seqs.length; start += batchSize) {
      const read = await readAt(seqs.slice(start, start + batchSize));
      if (!read.ok) return yield read;
      yield ok(read.value.filter(matches));
    }
  }

  return {
    exported: async (query) => {
      const lines: string[] = [];
      for await (const piece of pieces(query)) {
        if (!piece.ok) return piece;
        for (const entry of piece.value) lines.push(`${JSON.stringify(entry)}\n`);
      }
      // What was written before a key was held may hold it; what leaves the browser does not.
      return ok({ jsonl: scrub(lines.join("")) });
    },
    find: async (query) => {
      const ready = await upToDate();
      if (!ready.ok) return ready;
      const seqs = index.find(query);
      const limit = mostOf(query.limit);
      const [matches, byContent] = [entryMatcher(query), asksForContent(query)];
      const entries: LogEntry[] = [];
      let looked = 0;
      while (looked < seqs.length && entries.length < limit) {
        const batch = seqs.slice(looked, looked + (byContent ? batchSize : Math.min(batchSize, limit - entries.length)));
        const read = await readAt(batch.toReversed());
        if (!read.ok) return read;
        looked += batch.length;
        for (const entry of read.value.toReversed()) if (matches(entry)) entries.push(entry);
      }
      const isTotalExact = !byContent || looked === seqs.length;
      return ok({
        entries: entries.slice(0, limit === Number.POSITIVE_INFINITY ? undefined : limit),
        total: byContent ? entries.length : seqs.length,
        isTotalExact,
      });
    },
    statistics: async (query) => {
      const fold = createStatisticsFold();
      for await (const piece of pieces(query)) {
        if (!piece.ok) return piece;
        for (const entry of piece.value) fold.add(entry);
      }
      return ok(fold.current());
    },
  };
};
