import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { type DatabaseFactoryDep, onClosed, openDatabase } from "../database.ts";
import { type LossCause, storageLost } from "../failures.ts";
import { isConnectionLoss } from "./requests.ts";

/** The one connection to the workspace's database. */
export interface Connection {
  /**
   * Runs `work` on the open database. When the connection turns out to be gone, it is opened again once (with
   * a second try after half a second), the data is checked to be what it was, and `work` runs a second time; so `work` must commit all or nothing. Fails with
   * `storage-lost`; other errors of `work` pass through.
   */
  readonly run: <Value>(work: (database: IDBDatabase) => Promise<Value>) => Promise<Result<Value, Failure>>;
  /** Lets nothing more run. Transactions that are under way still end. */
  readonly close: () => void;
}

export interface ConnectionOptions {
  readonly databaseName: string;
  /** Whether a reopened database still holds what this connection knew. */
  readonly isSame: (database: IDBDatabase) => Promise<boolean>;
  /** Called once when the connection is gone for good and nobody here closed it. */
  readonly onLost?: (failure: Failure) => void;
}

const reopenDelayMs = 500;

type State =
  | { readonly status: "open"; readonly database: IDBDatabase }
  | { readonly status: "ended"; readonly failure: Failure };

export const createConnection = (
  deps: ClockDep & DatabaseFactoryDep,
  opened: IDBDatabase,
  options: ConnectionOptions,
): Connection => {
  let state: State = { status: "open", database: opened };
  let reopening: Promise<void> | undefined;
  const current = (): State => state;

  const end = (cause: LossCause): void => {
    if (state.status === "ended") return;
    state.database.close();
    state = { status: "ended", failure: storageLost(cause) };
    if (cause !== "closed") options.onLost?.(state.failure);
  };

  /** `undefined`: the database could not be opened, or closed again at once. */
  const openAgain = async (): Promise<{ readonly database: IDBDatabase; readonly same: boolean } | undefined> => {
    const again = await openDatabase(deps, options.databaseName);
    if (again.status !== "opened") return undefined;
    try {
      return { database: again.database, same: await options.isSame(again.database) };
    } catch (cause) {
      again.database.close();
      if (isConnectionLoss(cause)) return undefined;
      throw cause;
    }
  };

  const reopen = async (): Promise<void> => {
    let found = await openAgain();
    if (found === undefined) {
      // While a browser removes data it lets pages in and throws them out again; a moment later it has done.
      await new Promise<void>((resolve) => void deps.clock.after(reopenDelayMs, resolve));
      found = await openAgain();
    }
    if (found === undefined) return end("unreachable");
    if (current().status === "open" && found.same) return use(found.database);
    found.database.close();
    end("gone");
  };

  const renew = (broken: IDBDatabase): Promise<void> => {
    if (reopening !== undefined) return reopening;
    if (state.status === "ended" || state.database !== broken) return Promise.resolve();
    broken.close();
    reopening = reopen().finally(() => {
      reopening = undefined;
    });
    return reopening;
  };

  const use = (database: IDBDatabase): void => {
    state = { status: "open", database };
    onClosed(database, (cause) => {
      const now = current();
      if (now.status === "ended" || now.database !== database) return;
      if (cause === "closed") void renew(database);
      else end(cause === "removal" ? "gone" : "version-change");
    });
  };

  /** `undefined`: the connection was lost on the way. */
  const attempt = async <Value>(
    database: IDBDatabase,
    work: (database: IDBDatabase) => Promise<Value>,
  ): Promise<Result<Value, Failure> | undefined> => {
    try {
      return ok(await work(database));
    } catch (cause) {
      if (isConnectionLoss(cause)) return undefined;
      throw cause;
    }
  };

  const run: Connection["run"] = async (work) => {
    if (reopening !== undefined) await reopening;
    const first = current();
    if (first.status === "ended") return err(first.failure);
    const result = await attempt(first.database, work);
    if (result !== undefined) return result;
    await renew(first.database);
    const second = current();
    if (second.status === "ended") return err(second.failure);
    const repeated = await attempt(second.database, work);
    if (repeated !== undefined) return repeated;
    end("unreachable");
    return err(storageLost("unreachable"));
  };

  use(opened);
  return { run, close: () => end("closed") };
};
