import { type ClockDep, systemClock } from "../kernel/base/clock.ts";
import type { Connectivity, ConnectivityDep } from "../kernel/base/connectivity.ts";
import type { Surroundings } from "../kernel/base/network-findings.ts";
import { type RandomDep, systemRandom } from "../kernel/base/random.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import { browserSurroundings } from "../platform/network/surroundings.ts";
import { systemFetch } from "../platform/network/system-fetch.ts";
import type { CommitHook } from "../platform/storage/idb/writer.ts";
import { lazyProvider } from "./providers/lazy-provider.ts";

/** What the outside world is: the browser's, or a test's. */
export interface Platform extends ClockDep, ConnectivityDep, RandomDep {
  readonly fetch: typeof fetch;
  /** What the browser tells of itself, to explain a failure of the network. */
  readonly surroundings: () => Promise<Surroundings>;
  /** Where databases come from; the browser's own when absent. */
  readonly factory?: IDBFactory;
  /** Called after each commit, before anybody hears of it; tests stop the world here. */
  readonly hook?: CommitHook;
  /** The provider that needs no key. */
  readonly demo: Provider;
}

/** The browser's worker. `demoPace`: how fast the Demo model writes; 1 is a human pace, 0 is at once. */
export const browserPlatform = (demoPace: number, connectivity: Connectivity): Platform => {
  const [clock, random] = [systemClock, systemRandom];
  const loadDemo = async (): Promise<Provider> => {
    const { createDemoProvider } = await import("../platform/providers/demo/provider.ts");
    return createDemoProvider({ clock, random }, { pace: demoPace });
  };
  // Fetched at once, though nothing waits for it: the Demo model is what answers when the network is gone.
  const early = loadDemo();
  early.catch(() => undefined);
  const demo = lazyProvider(() => early.catch(loadDemo));
  return { clock, connectivity, random, fetch: systemFetch, surroundings: browserSurroundings, demo };
};
