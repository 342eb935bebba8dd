import { systemClock } from "../../kernel/base/clock.ts";
import { createConnectivity } from "../../kernel/base/connectivity.ts";
import { systemRandom } from "../../kernel/base/random.ts";
import { assemble } from "../../runtime/assemble.ts";
import { claimWorkspace, type Ownership } from "../../runtime/claim.ts";
import { browserPlatform } from "../../runtime/platform.ts";
import { portOver } from "../protocol/port.ts";
import type { BetweenTabs, ToPage, ToWorker } from "../protocol/update.ts";
import { createHost } from "./host.ts";

/** One workspace per origin: its database, its lock and its channel have this name. */
const workspaceName = "vivarium";

/** Starts the worker's side of the wire over the worker's own global scope. */
export const startHost = (scope: Parameters<typeof portOver>[0]): void => {
  let ownership: Ownership | undefined;
  let demoPace = 1;
  const connectivity = createConnectivity();
  const host = createHost({
    clock: systemClock,
    port: portOver<ToPage, ToWorker>(scope),
    channel: portOver<BetweenTabs, BetweenTabs>(new BroadcastChannel(workspaceName)),
    tabId: systemRandom.id("tab"),
    onHello: (pace) => {
      demoPace = pace;
      ownership = claimWorkspace(navigator.locks, workspaceName, { onOwner: host.becomeOwner, onMirror: host.becomeMirror });
    },
    onConnectivity: connectivity.set,
    openWorkspace: (listener) =>
      assemble({ databaseName: workspaceName, platform: browserPlatform(demoPace, connectivity), listener }),
    takeOver: () => ownership?.takeOver(),
  });
};
