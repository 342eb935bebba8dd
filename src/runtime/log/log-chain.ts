import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import {
  type ChainDifference,
  type ChainHead,
  type ChainVerdict,
  emptyHead,
  entryDigest,
  headFrom,
  headText,
  nextHead,
} from "../../kernel/log/hash-chain.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/**
 * Tells whether the log is what it was. Entries are sealed after they were stored: their digests are kept in blocks beside the
 * log, and the head over all of them. Sealing follows the log at a distance and costs an append nothing.
 */
export interface LogChain {
  /** Seals what is not sealed yet, unless what is sealed differs. */
  readonly seal: () => Promise<Result<null, Failure>>;
  /** Compares every entry with its seal, and the log with a head that was kept, where one is given. What is new is sealed. */
  readonly verify: (kept?: ChainHead) => Promise<Result<ChainVerdict, Failure>>;
}

/** Entries that are read at once. */
const pageSize = 4_000;
/** Digests in one block. */
const blockSize = 1_000;
const headKey = "seal/head";
const blockKey = (block: number): string => `seal/${String(block).padStart(9, "0")}`;
const differsAt = (seq: Seq, what: ChainDifference): ChainVerdict => ({ status: "differs", seq, what });

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "" : new TextDecoder().decode(bytes));

/** One walk along the log. */
interface Walk {
  head: ChainHead;
  readonly digests: Hash[];
  erased: number;
  /** The first erased entry after which no deletion came yet. */
  unexplained: Seq | undefined;
}

const walkOver = (): Walk => ({ head: emptyHead, digests: [], erased: 0, unexplained: undefined });

/** Takes an entry in; what is wrong with it, if anything is. */
const take = (walk: Walk, entry: LogEntry, sealed: Hash | undefined): ChainDifference | undefined => {
  const { type } = entry.event;
  if (type === "unreadable-entry") return "unreadable";
  const isErased = type === "erased-entry";
  const digest = isErased && sealed !== undefined ? sealed : entryDigest(entry);
  if (sealed !== undefined && digest !== sealed) return "changed";
  if (isErased) {
    walk.erased += 1;
    walk.unexplained ??= entry.seq;
  } else if (type === "session-deleted") walk.unexplained = undefined;
  walk.digests.push(digest);
  walk.head = nextHead(walk.head, digest);
  return undefined;
};

interface Seals {
  readonly head: ChainHead;
  /** Of the first entry on; shorter than the head says where a block is gone or damaged. */
  readonly digests: readonly Hash[];
}

const digestsIn = (block: string): readonly Hash[] => block.match(/[0-9a-f]{64}/g) ?? [];

export const createLogChain = ({ kept, store }: { readonly kept: Persistence; readonly store: Store }): LogChain => {
  let last: Promise<unknown> = Promise.resolve();

  const readSeals = async (): Promise<Result<Seals, Failure>> => {
    const stored = await kept.read([headKey]);
    if (!stored.ok) return stored;
    const head = headFrom(decode(stored.value[0])) ?? emptyHead;
    const blocks = await kept.read(Array.from({ length: Math.ceil(head.seq / blockSize) }, (_, block) => blockKey(block)));
    if (!blocks.ok) return blocks;
    const digests: Hash[] = [];
    for (const [block, bytes] of blocks.value.entries()) {
      // After a gap nothing has its place any more.
      if (digests.length !== block * blockSize) break;
      digests.push(...digestsIn(decode(bytes)));
    }
    return ok({ head, digests: digests.slice(0, head.seq) });
  };

  /** Seals everything that the walk has seen and is not sealed: whole blocks from the first that grew, and the head, at once. */
  const writeSeals = ({ digests, head }: Walk, sealed: number): Promise<Result<null, Failure>> => {
    const put: (readonly [string, Uint8Array])[] = [[headKey, encode(headText(head))]];
    for (let block = Math.floor(sealed / blockSize); block * blockSize < digests.length; block += 1)
      put.push([blockKey(block), encode(digests.slice(block * blockSize, (block + 1) * blockSize).join(""))]);
    return kept.write({ put });
  };

  /** Walks along the whole log; ends with the first difference. */
  const walkAlong = async (seals: Seals, other: ChainHead | undefined): Promise<Result<Walk | ChainVerdict, Failure>> => {
    const walk = walkOver();
    const lastSeq = store.lastSeq();
    while (walk.head.seq < lastSeq) {
      const from = walk.head.seq + 1;
      const page = await store.read({ type: "range", from, to: Math.min(lastSeq, from + pageSize - 1) });
      if (!page.ok) return page;
      if (page.value.entries.length === 0) return ok(differsAt(from, "missing"));
      for (const entry of page.value.entries) {
        const place = walk.head.seq + 1;
        const wrong = take(walk, entry, seals.digests[place - 1]);
        if (wrong !== undefined) return ok(differsAt(place, wrong));
        if (place === seals.head.seq && walk.head.hash !== seals.head.hash) return ok(differsAt(place, "seal"));
        if (place === other?.seq && walk.head.hash !== other.hash) return ok(differsAt(place, "head"));
      }
    }
    const known = Math.max(seals.head.seq, other?.seq ?? 0);
    if (known > walk.head.seq) return ok(differsAt(walk.head.seq + 1, "missing"));
    if (walk.unexplained !== undefined) return ok(differsAt(walk.unexplained, "erased"));
    if (seals.digests.length < seals.head.seq) return ok(differsAt(seals.digests.length + 1, "seal"));
    return ok(walk);
  };

  const verify = async (other?: ChainHead): Promise<Result<ChainVerdict, Failure>> => {
    const seals = await readSeals();
    if (!seals.ok) return seals;
    const walked = await walkAlong(seals.value, other);
    if (!walked.ok) return walked;
    const walk = walked.value;
    if ("status" in walk) return ok(walk);
    const sealed = seals.value.head.seq;
    const written = walk.head.seq > sealed ? await writeSeals(walk, sealed) : ok(null);
    if (!written.ok) return written;
    return ok({ status: "whole", head: walk.head, erased: walk.erased, sealed, compared: other !== undefined });
  };

  const next = async (): Promise<Result<null, Failure>> => {
    const seals = await readSeals();
    if (!seals.ok) return seals;
    const { digests, head } = seals.value;
    if (digests.length < head.seq) return ok(null);
    const walk: Walk = { ...walkOver(), head, digests: [...digests] };
    while (walk.head.seq < store.lastSeq()) {
      const from = walk.head.seq + 1;
      const page = await store.read({ type: "range", from, to: from + pageSize - 1 });
      if (!page.ok) return page;
      if (page.value.entries.length === 0) break;
      // What cannot be read is for the next look to tell; nothing is sealed over it.
      for (const entry of page.value.entries) if (take(walk, entry, undefined) !== undefined) return ok(null);
    }
    return walk.head.seq > head.seq ? writeSeals(walk, head.seq) : ok(null);
  };

  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  return { seal: () => inTurn(next), verify: (other) => inTurn(() => verify(other)) };
};
