import { type Failure, unexpectedFailure } from "../../../kernel/base/failure.ts";
import type { Seq } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Effect, Expectation, Projection } from "../../../kernel/contracts/store.ts";
import { entryAt, type LogEntry } from "../../../kernel/log/log-entry.ts";
import { encodeRow, place } from "../codec.ts";
import { expectedRow, isMet, type RowExpectation } from "../expectations.ts";
import { conflictOn, storageFull, superseded } from "../failures.ts";
import { type LogRow, storeNames } from "../schema.ts";
import { isRecord } from "../shape.ts";
import { addTopics } from "../topics.ts";
import type { Member } from "./member.ts";
import { isConnectionLoss, requested } from "./requests.ts";

/** What the log and its projection are before a group. */
export interface Head<State> {
  readonly lastSeq: Seq;
  readonly state: State;
}

/** A group that is stored: one result per member, in order, and what the log is after it. */
export interface Committed<State> {
  readonly head: Head<State>;
  readonly results: readonly Result<readonly LogEntry[], Failure>[];
}

export interface GroupInput<State> {
  readonly members: readonly Member[];
  readonly head: Head<State>;
  readonly epoch: number;
  readonly at: number;
  readonly projection: Projection<State>;
}

const applyEffect = (transaction: IDBTransaction, effect: Effect): void => {
  const table = transaction.objectStore(effect.table);
  if (effect.type === "put") table.put(effect.row);
  else table.delete(effect.key);
};

const firstUnmet = async (
  transaction: IDBTransaction,
  all: readonly Expectation[],
  lastSeq: Seq,
): Promise<Expectation | undefined> => {
  const moved = all.find((expectation) => expectation.type === "last-seq" && expectation.seq !== lastSeq);
  if (moved !== undefined) return moved;
  const expects = all.filter((expectation) => expectation.type !== "last-seq");
  const many = expects.length < manyExpectations ? undefined : await rowsBetween(transaction, expects);
  if (many !== undefined) return expects.find((expectation) => !isMet(expectation, many.get(expectedRow(expectation).key)));
  const rows = await Promise.all(
    expects.map((expectation) => {
      const { table, key } = expectedRow(expectation);
      return requested<unknown>(transaction.objectStore(table).get(key));
    }),
  );
  return expects.find((expectation, index) => !isMet(expectation, rows[index]));
};

/** From here on one request for all of them is worth a second one for how many rows it would bring. */
const manyExpectations = 64;

/** The rows from the first to the last that is spoken of, by key; undefined where they are of several tables, or most of them others. */
const rowsBetween = async (
  transaction: IDBTransaction,
  expects: readonly RowExpectation[],
): Promise<ReadonlyMap<string, unknown> | undefined> => {
  const places = expects.map(expectedRow);
  const table = places[0]?.table ?? "files";
  if (places.some((place) => place.table !== table)) return undefined;
  const keys = places.map(({ key }) => key).sort();
  const range = IDBKeyRange.bound(keys[0], keys.at(-1));
  const rows = transaction.objectStore(table);
  if ((await requested(rows.count(range))) > keys.length * 2) return undefined;
  const found: readonly unknown[] = await requested<unknown[]>(rows.getAll(range));
  return new Map(found.flatMap((row) => (isRecord(row) && typeof row.key === "string" ? [[row.key, row] as const] : [])));
};

/** Whoever reads one entry of a row reads all of them. */
const entriesPerRow = 1_000;

/** What is too much for one row, as several. */
const rowsOf = (
  firstSeq: Seq,
  texts: readonly string[],
  results: readonly Result<readonly LogEntry[], Failure>[],
): readonly LogRow[] => {
  const entries = results.flatMap((result) => (result.ok ? result.value : []));
  const rows: LogRow[] = [];
  for (let start = 0; start < texts.length; start += entriesPerRow) {
    const some = texts.slice(start, start + entriesPerRow);
    const topics = new Set<string>();
    for (const entry of entries.slice(start, start + entriesPerRow)) addTopics(topics, entry);
    rows.push({ firstSeq: firstSeq + start, count: some.length, bytes: encodeRow(some), topics: [...topics] });
  }
  return rows;
};

class Superseded extends Error {}

const checkEpoch = async (transaction: IDBTransaction, epoch: number): Promise<void> => {
  const row = await requested<unknown>(transaction.objectStore("lease").get("workspace"));
  if (!isRecord(row) || row.epoch !== epoch) throw new Superseded();
};

/** Everything that happens inside the transaction. */
const stage = async <State>(transaction: IDBTransaction, input: GroupInput<State>): Promise<Committed<State>> => {
  const { members, at, projection } = input;
  let { lastSeq, state } = input.head;
  const results: Result<readonly LogEntry[], Failure>[] = [];
  const texts: string[] = [];
  const topics = new Set<string>();
  let first = lastSeq + 1;
  const [front] = members;
  // Asked for at once: a small commit is hardly more than its waits.
  const [, unmetFront] = await Promise.all([
    checkEpoch(transaction, input.epoch),
    front === undefined || front.expects.length === 0 ? undefined : firstUnmet(transaction, front.expects, lastSeq),
  ]);

  for (const member of members) {
    let unmet = member === front ? unmetFront : undefined;
    if (member !== front && member.expects.length > 0) unmet = await firstUnmet(transaction, member.expects, lastSeq);
    if (unmet !== undefined) {
      results.push(err(conflictOn(unmet)));
      continue;
    }
    if (member.before !== undefined) await member.before(transaction);
    if (member.isWhole === true) {
      [lastSeq, first] = [0, 1];
      state = projection.initial({ sessions: [], approvals: [], rules: [], days: [] });
    } else for (const effect of member.effects) applyEffect(transaction, effect);
    const entries: LogEntry[] = [];
    for (const [index, draft] of member.drafts.entries()) {
      lastSeq += 1;
      const entry = entryAt(lastSeq, at, draft);
      const projected = projection.project(state, entry);
      state = projected.state;
      for (const effect of projected.effects) applyEffect(transaction, effect);
      texts.push(place(member.encoded[index] ?? "", lastSeq, entry.at));
      entries.push(entry);
    }
    if (member.isWhole === true) for (const effect of member.effects) applyEffect(transaction, effect);
    for (const topic of member.topics) topics.add(topic);
    results.push(ok(entries));
  }

  const log = transaction.objectStore("log");
  // `add`, not `put`: a row that is there already was written by another owner.
  if (texts.length > entriesPerRow) for (const row of rowsOf(first, texts, results)) log.add(row);
  else if (texts.length > 0) log.add({ firstSeq: first, count: texts.length, bytes: encodeRow(texts), topics: [...topics] });
  return { head: { lastSeq, state }, results };
};

/** Why a transaction was not stored. Losing the connection is not among them: it is thrown. */
const failureOf = (cause: unknown): Failure => {
  if (cause instanceof Superseded) return superseded;
  if (cause instanceof Error && cause.name === "ConstraintError") return superseded;
  if (cause instanceof Error && cause.name === "QuotaExceededError") return storageFull;
  return unexpectedFailure(cause, "Saving");
};

const abort = (transaction: IDBTransaction): void => {
  try {
    transaction.abort();
  } catch (cause) {
    // It has ended already: a request failed, or the connection did, and `onabort` hears why.
    if (!(cause instanceof DOMException && cause.name === "InvalidStateError")) throw cause;
  }
};

/**
 * Stores a group in one transaction or not at all: checks the epoch and each member's expectations, numbers and projects the
 * entries, writes them as one log row. A member whose expectations do not hold is left out. Throws only when the connection
 * is lost; nothing was written then either.
 */
export const transact = <State>(database: IDBDatabase, input: GroupInput<State>): Promise<Result<Committed<State>, Failure>> =>
  new Promise((resolve, reject) => {
    const durability = input.members.some((member) => member.durability === "strict") ? "strict" : "relaxed";
    const transaction = database.transaction(storeNames, "readwrite", { durability });
    let committed: Committed<State> | undefined;
    let problem: unknown;
    transaction.oncomplete = () => {
      if (committed === undefined) reject(new Error("A transaction ended before its work was done."));
      else resolve(ok(committed));
    };
    // A full quota arrives here only, never as an error of a request.
    transaction.onabort = () => {
      const cause = transaction.error ?? problem;
      if (cause === undefined || isConnectionLoss(cause))
        reject(cause ?? new DOMException("The transaction was aborted.", "AbortError"));
      else resolve(err(failureOf(cause)));
    };
    stage(transaction, input)
      .then((value) => {
        committed = value;
        transaction.commit();
      })
      .catch((cause: unknown) => {
        problem ??= cause;
        abort(transaction);
      });
  });
