import type { Hash } from "../../kernel/canonical.ts";
import type { ClockDep } from "../../kernel/clock.ts";

/** What a provider needs to reach one endpoint. */
export interface EndpointDeps extends ClockDep {
  /** A fetch that reaches the endpoint's origin only and adds its key. */
  readonly fetch: typeof fetch;
  readonly origin: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Whether anything answers at a URL, to explain a refusal by the browser. */
  readonly answers: (url: string, signal: AbortSignal) => Promise<boolean>;
  /** The bytes of a picture in a message; undefined where the workspace does not have them any more. */
  readonly readContent: (hash: Hash) => Promise<Uint8Array | undefined>;
  /** Removes keys from a server's words. */
  readonly scrub: (text: string) => string;
}
