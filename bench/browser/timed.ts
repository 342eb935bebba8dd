/** What a thread does for a stream, by kind. */
export type TaskKind = "add" | "send-later" | "send" | "receive";

/**
 * Adds up what tasks cost that are done again and again. Each kind counts as its median times its number: when another program
 * takes the processor away in the middle of a task, that is not the task's cost.
 */
export interface Stopwatch {
  readonly time: <Value>(kind: TaskKind, task: () => Value) => Value;
  readonly spentMs: () => number;
}

export const createStopwatch = (): Stopwatch => {
  const durations = new Map<TaskKind, number[]>();
  let running = false;
  return {
    time: (kind, task) => {
      // A task inside a task is counted with the outer one.
      if (running) return task();
      running = true;
      const start = performance.now();
      try {
        return task();
      } finally {
        const spent = performance.now() - start;
        const times = durations.get(kind);
        if (times === undefined) durations.set(kind, [spent]);
        else times.push(spent);
        running = false;
      }
    },
    spentMs: () => {
      let spent = 0;
      for (const times of durations.values()) {
        times.sort((a, b) => a - b);
        spent += (times[times.length >> 1] ?? 0) * times.length;
      }
      return spent;
    },
  };
};

/** Something like a worker whose messages are on a stopwatch: reading one is part of what it costs. */
export const timedEndpoint = (
  endpoint: Worker | typeof globalThis,
  stopwatch: Stopwatch,
): {
  readonly postMessage: (message: unknown) => void;
  readonly addEventListener: (type: "message", listener: (event: MessageEvent) => void) => void;
  readonly removeEventListener: (type: "message", listener: (event: MessageEvent) => void) => void;
} => ({
  postMessage: (message) => stopwatch.time("send", () => endpoint.postMessage(message)),
  addEventListener: (type, listener) =>
    endpoint.addEventListener(type, (event) => stopwatch.time("receive", () => listener(event as MessageEvent))),
  removeEventListener: (type, listener) => endpoint.removeEventListener(type, listener as EventListener),
});
