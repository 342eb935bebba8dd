import type { Failure } from "../base/failure.ts";
import type { Result } from "../base/result.ts";

/** What one write changes; a key stands in one of the two. */
export interface PersistedChange {
  readonly put?: readonly (readonly [key: string, bytes: Uint8Array])[];
  /** Keys that are not there are fine. */
  readonly remove?: readonly string[];
}

/**
 * Bytes under keys, for parts that keep something of their own. Keys are any text, and different keys are never the same record.
 * A write is stored as a whole, and durably, or not at all; writes are in force in the order in which they were asked for. Bytes
 * that were given or are got must not be changed.
 */
export interface Persistence {
  readonly write: (change: PersistedChange) => Promise<Result<null, Failure>>;
  /** In the order of the keys; undefined where there is none. */
  readonly read: (keys: readonly string[]) => Promise<Result<readonly (Uint8Array | undefined)[], Failure>>;
  /** Keys that begin with the prefix, by code unit. */
  readonly list: (prefix: string) => Promise<Result<readonly string[], Failure>>;
}
