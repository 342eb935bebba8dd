import { systemClock } from "../../src/kernel/base/clock.ts";
import { createClient } from "../../src/wire/client/client.ts";
import { portOver } from "../../src/wire/protocol/port.ts";
import type { ToPage, ToWorker } from "../../src/wire/protocol/update.ts";
import { createStopwatch, timedEndpoint } from "./timed.ts";

/** What a stream of `total` deltas cost on both threads. */
export interface WireCost {
  readonly workerMs: number;
  readonly pageMs: number;
  readonly messages: number;
  /** From the request to the last of it. */
  readonly wallMs: number;
}

/** As the app does it, by hand in texts of one burst, or with a message for each delta. */
export type Way = "app" | "hand" | "each";

const deltaChars = 4;

const measure = (by: Way, total: number): Promise<WireCost> =>
  new Promise((resolve) => {
    const stopwatch = createStopwatch();
    const side = new BroadcastChannel("bench");
    const worker = new Worker(new URL("./wire-worker.ts", import.meta.url), { type: "module" });
    let [chars, messages] = [0, 0];
    let workerMs: number | undefined;
    let [askedAt, lastAt] = [0, 0];
    const finish = (): void => {
      if (workerMs === undefined || chars < total * deltaChars) return;
      worker.terminate();
      side.close();
      resolve({ workerMs, pageMs: stopwatch.spentMs(), messages, wallMs: lastAt - askedAt });
    };
    const take = (piece: string): void => {
      chars += piece.length;
      messages += 1;
      // The last text may come after the worker's word that it is done.
      if (chars < total * deltaChars) return;
      lastAt = performance.now();
      systemClock.after(0, finish);
    };
    const endpoint = timedEndpoint(worker, stopwatch);
    if (by === "each") worker.addEventListener("message", ({ data }) => take(data.delta));
    else if (by === "hand") endpoint.addEventListener("message", ({ data }) => take(String(data)));
    else {
      const client = createClient({
        clock: systemClock,
        demoPace: 0,
        startWorker: () => ({ port: portOver<ToWorker, ToPage>(endpoint), terminate: () => worker.terminate() }),
      });
      client.onUpdate((update) => {
        if (update.type !== "live-text") return;
        for (const piece of update.pieces) take(piece.text);
      });
      client.start();
    }
    side.onmessage = ({ data }: MessageEvent<{ readonly ready?: true; readonly workerMs?: number }>) => {
      if (data.ready) {
        askedAt = performance.now();
        side.postMessage({ ask: { by, total } });
      }
      workerMs ??= data.workerMs;
      finish();
    };
  });

declare global {
  var wireBench: (by: Way, total: number) => Promise<WireCost>;
}
globalThis.wireBench = measure;
