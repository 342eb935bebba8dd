import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Clock } from "../../kernel/base/clock.ts";
import { streamingFetch } from "./connection.ts";

const eightHours = 8 * 60 * 60 * 1_000;

/** A stream that is open, on a computer that can sleep: its timers and its monotonic clock stand still meanwhile. */
const openStream = async () => {
  const time = createFakeClock();
  let slept = 0;
  const clock: Clock = { ...time, now: () => time.now() + slept };
  let server: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isClosed = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      server = controller;
    },
    cancel: () => {
      isClosed = true;
    },
  });
  const answer: typeof fetch = () => Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  const response = await streamingFetch(answer, clock, new AbortController().signal, () => {})("https://example.test");
  const reader = response.body?.getReader();
  if (reader === undefined || server === undefined) throw new Error("The answer has no body.");
  return {
    advance: time.advance,
    reader,
    server,
    isClosed: () => isClosed,
    sleepFor: (ms: number) => {
      slept += ms;
    },
  };
};

const line = new TextEncoder().encode("data: {}\n\n");

/** The next read, and how it has ended so far. */
const following = (reader: ReadableStreamDefaultReader<Uint8Array>) => {
  const state = { ended: "open" };
  reader.read().then(
    () => {
      state.ended = "read";
    },
    (cause: unknown) => {
      state.ended = cause instanceof Error ? cause.name : "thrown";
    },
  );
  return state;
};

test("a stream that breaks while the computer sleeps was paused, not lost", async () => {
  const { advance, reader, server, sleepFor } = await openStream();
  const next = following(reader);
  await advance(1_000);
  sleepFor(eightHours);
  server.error(new TypeError("network error"));
  await advance(0);
  expect(next.ended).toBe("PausedError");
});

test("a stream that breaks while somebody is there is lost", async () => {
  const { advance, reader, server } = await openStream();
  const next = following(reader);
  await advance(25_000);
  server.error(new TypeError("network error"));
  await advance(0);
  expect(next.ended).toBe("ConnectionLostError");
});

test("a stream that says nothing for 15 seconds after a sleep is dead, and its connection is closed", async () => {
  const { advance, isClosed, reader, sleepFor } = await openStream();
  const next = following(reader);
  sleepFor(eightHours);
  await advance(10_000);
  expect(next.ended).toBe("open");
  await advance(15_000);
  expect([next.ended, isClosed()]).toEqual(["PausedError", true]);
});

test("a stream that goes on after a sleep has its two minutes again", async () => {
  const { advance, reader, server, sleepFor } = await openStream();
  const first = following(reader);
  sleepFor(eightHours);
  await advance(10_000);
  server.enqueue(line);
  await advance(0);
  expect(first.ended).toBe("read");
  const next = following(reader);
  await advance(119_000);
  expect(next.ended).toBe("open");
  await advance(1_000);
  expect(next.ended).toBe("SilenceError");
});

test("a line without end closes the connection and is named", async () => {
  const { advance, isClosed, reader, server } = await openStream();
  const next = following(reader);
  const megabyte = new Uint8Array(1_024 * 1_024).fill(0x61);
  for (let sent = 0; sent < 33; sent += 1) server.enqueue(megabyte);
  await advance(0);
  await advance(0);
  await advance(0);
  expect([next.ended, isClosed()]).toEqual(["TooMuchDataError", true]);
});
