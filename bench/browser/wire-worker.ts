import { type Clock, systemClock } from "../../src/kernel/base/clock.ts";
import { messageId, sessionId } from "../../src/kernel/base/ids.ts";
import { protocolVersion } from "../../src/wire/protocol/command.ts";
import { portOver } from "../../src/wire/protocol/port.ts";
import type { ToPage, ToWorker } from "../../src/wire/protocol/update.ts";
import { createLiveTextQueue } from "../../src/wire/worker/live-text-queue.ts";
import { createStopwatch, timedEndpoint } from "./timed.ts";

/** A stream that is faster than any model's: as many deltas in a frame's time as a 60 Hz screen gets of 20,000 a second. */
const deltasPerBurst = 333;
const burstMs = 1000 / 60;
const delta = "abcd";

const stopwatch = createStopwatch();
const clock: Clock = {
  ...systemClock,
  after: (delayMs, task) => systemClock.after(delayMs, () => stopwatch.time("send-later", task)),
};

const pause = (): Promise<void> => new Promise((resolve) => systemClock.after(burstMs, resolve));

/** Gives `total` deltas to `add` in bursts. */
const stream = async (total: number, add: () => void, endBurst: () => void): Promise<void> => {
  for (let given = 0; given < total; given += deltasPerBurst) {
    stopwatch.time("add", () => {
      for (let index = given; index < Math.min(total, given + deltasPerBurst); index += 1) add();
      endBurst();
    });
    await pause();
  }
};

/** By hand: the burst joined to one text, and nothing else. */
const streamByHand = (total: number): Promise<void> => {
  let text = "";
  return stream(
    total,
    () => {
      text += delta;
    },
    () => {
      globalThis.postMessage(text);
      text = "";
    },
  );
};

/** A message for each delta, one after the other. */
const streamOneByOne = async (total: number): Promise<void> => {
  for (let index = 0; index < total; index += 1) globalThis.postMessage({ type: "text-delta", messageId: "message_1", delta });
};

// The page speaks as soon as it has started the worker, so somebody listens from the beginning.
const port = portOver<ToPage, ToWorker>(timedEndpoint(globalThis, stopwatch));
const queue = createLiveTextQueue(clock, (pieces) => port.send({ type: "update", update: { type: "live-text", pieces } }));
port.listen((message) => {
  if (message.type === "hello") port.send({ type: "update", update: { type: "hello", protocolVersion } });
  else if (message.type === "live-text-received") queue.received();
});

const streamAsTheApp = (total: number): Promise<void> => {
  let offset = 0;
  const session = sessionId("session_1");
  const message = messageId("message_1");
  return stream(
    total,
    () => {
      queue.add({ sessionId: session, messageId: message, kind: "text", offset, text: delta });
      offset += delta.length;
    },
    () => {},
  );
};

const ways = { each: streamOneByOne, hand: streamByHand, app: streamAsTheApp };
const side = new BroadcastChannel("bench");
side.onmessage = async ({
  data,
}: MessageEvent<{ readonly ask?: { readonly by: keyof typeof ways; readonly total: number } }>) => {
  if (data.ask === undefined) return;
  await ways[data.ask.by](data.ask.total);
  side.postMessage({ workerMs: stopwatch.spentMs() });
};
side.postMessage({ ready: true });
