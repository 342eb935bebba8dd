import { systemClock } from "../../src/kernel/base/clock.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import { createApp } from "../../src/page/store/create-app.ts";
import { pageWindow } from "../../src/page/store/page-window.ts";
import { createClient } from "../../src/wire/client/client.ts";
import { createWorkerStarter } from "../../src/wire/client/start-worker.ts";

/** Starts the app's own worker and store, and waits until a session of at least so many entries is folded. */
const reopen = (sessionId: string, entries: number): Promise<number> =>
  new Promise((resolve, reject) => {
    location.hash = `#/s/${sessionId}`;
    const startWorker = createWorkerStarter();
    const start = performance.now();
    const client = createClient({ clock: systemClock, demoPace: 0, startWorker });
    const app = createApp({ client, window: pageWindow(window), clock: systemClock, random: systemRandom });
    app.store.subscribe(({ session, sessionError, connection }) => {
      if (sessionError !== undefined) reject(new Error(sessionError.message));
      if (connection.status === "failed") reject(new Error(connection.failure.message));
      if (session === undefined) return;
      if (session.entries.length < entries) reject(new Error(`The session has ${session.entries.length} entries.`));
      resolve(performance.now() - start);
    });
    client.start();
  });

declare global {
  var reopenBench: typeof reopen;
}
globalThis.reopenBench = reopen;
