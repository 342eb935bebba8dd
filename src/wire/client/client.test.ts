import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { packFiles } from "../../kernel/files/packed-files.ts";
import { protocolVersion } from "../protocol/command.ts";
import { createFakeChannel } from "../protocol/port.fake.ts";
import { liveTextPerReceipt, type ToPage, type ToWorker } from "../protocol/update.ts";
import { type ConnectionState, createClient } from "./client.ts";

interface FakeWorker {
  readonly heard: ToWorker[];
  readonly say: (message: ToPage) => void;
  terminated: boolean;
}

const setUp = () => {
  const clock = createFakeClock();
  const workers: FakeWorker[] = [];
  const client = createClient({
    clock,
    demoPace: 0,
    startWorker: () => {
      const { left, right } = createFakeChannel<ToWorker, ToPage>();
      const worker: FakeWorker = { heard: [], say: right.send, terminated: false };
      right.listen((message) => worker.heard.push(message));
      workers.push(worker);
      return {
        port: left,
        terminate: () => {
          worker.terminated = true;
          left.close();
        },
      };
    },
  });
  const states: ConnectionState["status"][] = [];
  client.onConnection(({ status }) => states.push(status));
  client.start();
  return { clock, workers, client, states };
};
const hello: ToPage = { type: "update", update: { type: "hello", protocolVersion } };
const pulse: ToPage = { type: "update", update: { type: "pulse" } };

test("a command is answered by its id, also out of order", async () => {
  const { clock, workers, client } = setUp();
  workers[0]?.say(hello);
  const [first, second] = [client.send({ type: "list-files" }), client.send({ type: "read-storage" })];
  await clock.advance(0);
  workers[0]?.say({ type: "answer", id: 2, answer: { ok: false, error: { type: "not-found", message: "two" } } });
  workers[0]?.say({ type: "answer", id: 1, answer: { ok: true, value: { files: packFiles([]) } } });
  expect(await first).toEqual({ ok: true, value: { files: packFiles([]) } });
  expect(await second).toEqual({ ok: false, error: { type: "not-found", message: "two" } });
});

test("a silent worker is ended and started again within five seconds, and its open commands fail", async () => {
  const { clock, workers, client, states } = setUp();
  workers[0]?.say(hello);
  await clock.advance(1_000);
  workers[0]?.say(pulse);
  const answer = client.send({ type: "list-files" });
  await clock.advance(5_000);
  expect(workers.length).toBe(2);
  expect(workers[0]?.terminated).toBe(true);
  expect((await answer).ok).toBe(false);
  workers[1]?.say(hello);
  await clock.advance(0);
  expect(states).toEqual(["ready", "restarting", "ready"]);
});

test("a worker hears once for several batches of live text that they came", async () => {
  const { clock, workers } = setUp();
  const receipts = (worker: FakeWorker | undefined): number =>
    worker?.heard.filter(({ type }) => type === "live-text-received").length ?? 0;
  workers[0]?.say(hello);
  const batch: ToPage = { type: "update", update: { type: "live-text", pieces: [] } };
  for (let count = 0; count < 2 * liveTextPerReceipt + 3; count += 1) workers[0]?.say(batch);
  await clock.advance(0);
  expect(receipts(workers[0])).toBe(2);
  await clock.advance(5_000);
  workers[1]?.say(hello);
  for (let count = 0; count < liveTextPerReceipt; count += 1) workers[1]?.say(batch);
  await clock.advance(0);
  expect(receipts(workers[1])).toBe(1);
});

test("a worker that pulses is left alone", async () => {
  const { clock, workers, states } = setUp();
  workers[0]?.say(hello);
  for (let second = 0; second < 30; second += 1) {
    await clock.advance(1_000);
    workers[0]?.say(pulse);
  }
  expect(workers.length).toBe(1);
  expect(states).toEqual(["ready"]);
});

test("a worker that never gets ready is given up after three starts", async () => {
  const { clock, workers, states } = setUp();
  await clock.advance(60_000);
  expect(workers.length).toBe(3);
  expect(states).toEqual(["restarting", "restarting", "failed"]);
});

test("another protocol version asks for a reload", async () => {
  const { clock, workers, states } = setUp();
  workers[0]?.say({ type: "update", update: { type: "hello", protocolVersion: protocolVersion + 1 } });
  await clock.advance(0);
  expect(states).toEqual(["failed"]);
});
