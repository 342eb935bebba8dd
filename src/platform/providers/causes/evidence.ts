import type { NetworkFindings } from "../../../kernel/base/network-findings.ts";

/** What is known about every request that did not work. */
interface Asked {
  /** Where it went. */
  readonly origin: string;
  /** Whether a key for that origin is held, so that it was sent along. */
  readonly hasKey: boolean;
}

/** A request that was answered, with an error. */
export interface Answered extends Asked {
  readonly status: number;
  /** The server's words, without secrets. */
  readonly message: string;
  /** Its names for the error, as many as it gave. */
  readonly code: string;
  /** How long it asks to be left alone; absent where it does not say, or where the browser hides it. */
  readonly retryAfterMs?: number;
}

/** A request whose answer, if there was one, the browser did not show. */
export interface Unanswered extends Asked {
  readonly found: NetworkFindings;
}
