import type { ClockDep } from "../../kernel/base/clock.ts";
import type { ConnectivityDep } from "../../kernel/base/connectivity.ts";
import type { NetworkFindings, Surroundings } from "../../kernel/base/network-findings.ts";
import { isLoopback } from "../../kernel/model/endpoint.ts";

export interface ExploreDeps extends ClockDep, ConnectivityDep {
  readonly fetch: typeof fetch;
  readonly keyFor: (origin: string) => string | undefined;
  readonly surroundings: () => Promise<Surroundings>;
}

/** Finds out what can be known about an address after a request to it failed without a readable answer. */
export type Explore = (url: string) => Promise<NetworkFindings>;

/** A request that takes longer counts as unanswered. */
const probeMs = 3_000;
const plain: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "manual" };

/**
 * Asks with up to four small requests, all but the last without the key: whether anything answers (unread), whether a page may
 * read it, whether the host of this page answers, and, where a page may read but a key is held, whether it may with the key,
 * which goes to its own origin only. Takes at most six seconds and never rejects because of the network.
 */
export const createExplore =
  ({ clock, connectivity, fetch: rawFetch, keyFor, surroundings }: ExploreDeps): Explore =>
  async (url) => {
    const succeeds = async (address: string, init: RequestInit): Promise<boolean> => {
      const limit = new AbortController();
      const cancel = clock.after(probeMs, () => limit.abort());
      try {
        await rawFetch(address, { ...plain, ...init, signal: limit.signal });
        return true;
      } catch (cause) {
        // A network error is the answer "no"; anything else is a bug.
        if (cause instanceof TypeError || (cause instanceof DOMException && cause.name === "AbortError")) return false;
        throw cause;
      } finally {
        cancel();
      }
    };
    const around = await surroundings();
    const isLocalPage = !URL.canParse(around.pageOrigin) || isLoopback(new URL(around.pageOrigin).hostname);
    const [answers, readable, pageHostAnswers] = await Promise.all([
      succeeds(url, { mode: "no-cors", redirect: "follow" }),
      succeeds(url, { mode: "cors" }),
      isLocalPage ? undefined : succeeds(around.pageOrigin, { method: "HEAD", mode: "no-cors", redirect: "follow" }),
    ]);
    const key = keyFor(new URL(url).origin);
    const readableWithKey =
      readable && key !== undefined
        ? await succeeds(url, { mode: "cors", headers: { authorization: `Bearer ${key}` } })
        : undefined;
    return {
      ...around,
      online: connectivity.isOnline(),
      answers: answers || readable,
      readable,
      readableWithKey,
      pageHostAnswers,
    };
  };
