import type { LogTask } from "./log-worker.ts";

const worker = new Worker(new URL("./log-worker.ts", import.meta.url), { type: "module" });

const ask = (task: LogTask): Promise<number> =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(task);
  });

declare global {
  var logBench: (task: LogTask) => Promise<number>;
}
globalThis.logBench = ask;
