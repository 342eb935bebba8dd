import type { CarryTimes } from "./carry-worker.ts";

/** Many files at once, in a worker and databases of its own. */
const run = (): Promise<CarryTimes> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./carry-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<CarryTimes>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage("go");
  });

declare global {
  var carryBench: () => Promise<CarryTimes>;
}
globalThis.carryBench = run;
