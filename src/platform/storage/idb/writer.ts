import type { ClockDep } from "../../../kernel/base/clock.ts";
import { type Failure, unexpectedFailure } from "../../../kernel/base/failure.ts";
import { err, type Result } from "../../../kernel/base/result.ts";
import type { Projection } from "../../../kernel/contracts/store.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { Connection } from "./connection.ts";
import { groupSize, type Member } from "./member.ts";
import { type Committed, type Head, transact } from "./transact.ts";

/** Called after a commit and before anybody hears of it, so that a test can end the program right there. */
export interface CommitHook {
  readonly point: (name: "committed") => Promise<void>;
}

export interface WriterOptions<State> {
  readonly connection: Connection;
  readonly projection: Projection<State>;
  readonly head: Head<State>;
  readonly epoch: () => number;
  readonly hook?: CommitHook;
  /** Hears the entries of each commit once, before the members' promises resolve. */
  readonly onStored: (entries: readonly LogEntry[]) => void;
}

/**
 * The one writer of the log. One transaction is in flight; what arrives meanwhile is the next group. When a group cannot be
 * stored its members are tried one by one, so that only the one at fault fails.
 */
export interface Writer<State> {
  readonly head: () => Head<State>;
  readonly write: (member: Member) => Promise<Result<readonly LogEntry[], Failure>>;
  /** Resolves when nothing waits and nothing is in flight. */
  readonly idle: () => Promise<void>;
}

interface Waiting {
  readonly member: Member;
  readonly resolve: (result: Result<readonly LogEntry[], Failure>) => void;
  readonly reject: (cause: unknown) => void;
}

export const createWriter = <State>(deps: ClockDep, options: WriterOptions<State>): Writer<State> => {
  const { connection, projection, hook } = options;
  let { head } = options;
  let queue: Waiting[] = [];
  let draining: Promise<void> | undefined;

  const commit = (members: readonly Member[]): Promise<Result<Committed<State>, Failure>> =>
    connection
      .run((database) => transact(database, { members, head, epoch: options.epoch(), at: deps.clock.now(), projection }))
      .then((outcome) => (outcome.ok ? outcome.value : outcome));

  const finish = async (group: readonly Waiting[], { head: next, results }: Committed<State>): Promise<void> => {
    head = next;
    if (hook !== undefined) await hook.point("committed");
    const entries = results.flatMap((result) => (result.ok ? result.value : []));
    const isAnother = group.some(({ member }) => member.isWhole === true);
    if (entries.length > 0 && !isAnother) options.onStored(entries);
    for (const [index, { resolve }] of group.entries()) {
      resolve(results[index] ?? err(unexpectedFailure("a result is missing", "Saving")));
    }
  };

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    const outcome = await commit(group.map(({ member }) => member));
    if (outcome.ok) return finish(group, outcome.value);
    const { error } = outcome;
    const single = group.length === 1 || error.type === "superseded" || error.type === "storage-lost";
    if (single) for (const { resolve } of group) resolve(err(error));
    else for (const waiting of group) await writeGroup([waiting]);
  };

  const drain = async (): Promise<void> => {
    // Appends of the same turn of the event loop belong into one group.
    await Promise.resolve();
    while (queue.length > 0) {
      const group = queue.splice(0, groupSize(queue.map(({ member }) => member)));
      try {
        await writeGroup(group);
      } catch (cause) {
        // A bug, or the end of the program that a test asked for: nobody may wait for ever.
        const abandoned = [...group, ...queue];
        queue = [];
        for (const { reject } of abandoned) reject(cause);
      }
    }
    draining = undefined;
  };

  return {
    head: () => head,
    write: (member) =>
      new Promise((resolve, reject) => {
        queue.push({ member, resolve, reject });
        draining ??= drain();
      }),
    idle: () => draining ?? Promise.resolve(),
  };
};
