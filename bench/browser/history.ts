import type { HistoryTimes } from "./history-worker.ts";

/** Undo and redo of so many steps, in a worker and a database of its own. */
const run = (steps: number): Promise<HistoryTimes> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./history-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<HistoryTimes>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(steps);
  });

declare global {
  var historyBench: (steps: number) => Promise<HistoryTimes>;
}
globalThis.historyBench = run;
