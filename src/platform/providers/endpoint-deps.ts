import type { Hash } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { NetworkFindings } from "../../kernel/base/network-findings.ts";

/** What a provider needs to reach one endpoint. */
export interface EndpointDeps extends ClockDep {
  /** A fetch that reaches the endpoint's origin only and adds its key. */
  readonly fetch: typeof fetch;
  readonly origin: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Whether a key for the origin is held. */
  readonly hasKey: () => boolean;
  /** Finds out what can be known about an address, to explain a request whose answer the browser does not show. */
  readonly explore: (url: string) => Promise<NetworkFindings>;
  /** The bytes of a picture in a message; undefined where the workspace does not have them any more. */
  readonly readContent: (hash: Hash) => Promise<Uint8Array | undefined>;
  /** Removes keys and names of accounts from a server's words. */
  readonly scrub: (text: string) => string;
}
