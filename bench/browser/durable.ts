import type { DurableRun } from "./durable-worker.ts";

/** A run of so many turns in a worker and a database of its own. */
const run = (turns: number): Promise<DurableRun> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./durable-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<DurableRun>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(turns);
  });

declare global {
  var durableBench: (turns: number) => Promise<DurableRun>;
}
globalThis.durableBench = run;
