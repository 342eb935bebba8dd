import { describe, expect, test } from "vitest";
import { counted } from "../../../e2e/soak.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Clock } from "../../kernel/base/clock.ts";
import { findingsOf } from "../../kernel/base/network-findings.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { answering, fetchOf, joined } from "./wire.fake.ts";

/** A wire over HTTP, and streams of it as real servers send them. */
export interface WireSubject {
  readonly create: (deps: EndpointDeps) => Provider;
  readonly streams: readonly RecordedWireStream[];
  /** One event of the wire with this data. */
  readonly frame: (data: string) => string;
}

export interface RecordedWireStream {
  readonly name: string;
  /** `newline` is what ends each line. */
  readonly bytes: (newline: string) => Uint8Array;
  /** A cut before this byte (line ends of one character) leaves the answer without its end. */
  readonly endsAt: number;
}

const request: ModelRequest = { model: "m", system: "s", messages: [], tools: [], maxOutputTokens: 100 };

export const endpointOver = (fetch: typeof globalThis.fetch, clock: Clock = createFakeClock()): EndpointDeps => ({
  clock,
  fetch,
  origin: "https://example.test",
  baseUrl: "https://example.test/v1",
  hasKey: () => true,
  explore: async () => findingsOf(),
  readContent: async () => undefined,
  scrub: (text) => text.replaceAll("sk-secret", "[key removed]"),
});

const never: typeof fetch = () => new Promise(() => {});
const stalled: typeof fetch = () =>
  Promise.resolve(
    new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), { headers: { "content-type": "text/event-stream" } }),
  );

const textOf = (events: readonly ProviderEvent[]): string =>
  events.flatMap((event) => (event.type === "text-delta" ? [event.delta] : [])).join("");

const lineEnds: readonly number[] = [0x0a, 0x0d];
const isInsideCharacter = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * Where bytes are cut in two: everywhere in the soak; else inside each character, around each line end, and here and there.
 * Offsets ascend, from 1 to before the last byte.
 */
const cutsOf = (bytes: Uint8Array): readonly number[] => {
  const stride = counted(47, 1);
  return Array.from(bytes.subarray(1), (byte, index) => ({ byte, cut: index + 1 })).flatMap(({ byte, cut }) => {
    const isAtLineEnd = lineEnds.includes(byte) || lineEnds.includes(bytes[cut - 1] ?? 0);
    return cut % stride === 0 || isAtLineEnd || isInsideCharacter(byte) ? [cut] : [];
  });
};

const failures: readonly (readonly [number, string])[] = [
  [400, "bad-request"],
  [401, "unauthorized"],
  [402, "budget-spent"],
  [403, "unauthorized"],
  [404, "not-found"],
  [408, "timed-out"],
  [409, "bad-request"],
  [413, "context-overflow"],
  [422, "bad-request"],
  [429, "rate-limited"],
  [500, "overloaded"],
  [502, "overloaded"],
  [503, "overloaded"],
  [504, "overloaded"],
  [529, "overloaded"],
];

/** What every wire makes of a connection, whole or broken. */
export const wireContract = (name: string, { create, frame, streams }: WireSubject): void => {
  const collect = async (fetch: typeof globalThis.fetch): Promise<readonly ProviderEvent[]> => {
    const events: ProviderEvent[] = [];
    for await (const event of create(endpointOver(fetch)).stream(request, new AbortController().signal)) events.push(event);
    return events;
  };
  const lastOf = async (fetch: typeof globalThis.fetch): Promise<ProviderEvent | undefined> => (await collect(fetch)).at(-1);
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

  describe(`${name}, the whole answer`, () => {
    test.each(streams)(
      "$name: every split and every kind of line end gives the same events",
      { timeout: 120_000 },
      async ({ bytes: bytesWith }) => {
        const expected = joined(await collect(fetchOf([bytesWith("\n")])));
        expect(expected.at(-1)?.type).toBe("finished");
        for (const newline of ["\n", "\r\n", "\r"]) {
          const bytes = bytesWith(newline);
          for (const cut of cutsOf(bytes)) {
            expect(joined(await collect(fetchOf([bytes.subarray(0, cut), bytes.subarray(cut)])))).toEqual(expected);
          }
          expect(joined(await collect(fetchOf([...bytes].map((byte) => Uint8Array.of(byte)))))).toEqual(expected);
        }
      },
    );
  });

  describe(`${name}, a broken answer`, () => {
    test.each(streams)(
      "$name: cut anywhere before its end it is a failure, keeps its text and runs no tool",
      { timeout: 120_000 },
      async (stream) => {
        const bytes = stream.bytes("\n");
        const whole = textOf(await collect(fetchOf([bytes])));
        let kept = "";
        for (const cut of [0, ...cutsOf(bytes).filter((offset) => offset < stream.endsAt), stream.endsAt - 1]) {
          const events = await collect(fetchOf([bytes.subarray(0, cut)]));
          expect(events.filter(({ type }) => type === "tool-call")).toEqual([]);
          expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "wire" } });
          const text = textOf(events);
          expect([whole.startsWith(text), text.startsWith(kept)]).toEqual([true, true]);
          kept = text;
        }
      },
    );

    test.each(failures)("status %i is a failure named %s that keeps the server's words and hides keys", async (status, type) => {
      const events = await collect(answering(status, JSON.stringify({ error: { message: "no sk-secret here" } })));
      expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type } });
      const text = JSON.stringify(events);
      expect(text).toContain("[key removed]");
      expect(text).not.toContain("sk-secret");
    });

    test("a key that a server's long answer repeats is hidden before the answer is shortened", async () => {
      const message = `${"x".repeat(194)}sk-secret`;
      expect(JSON.stringify(await collect(answering(400, JSON.stringify({ error: { message } }))))).not.toContain("sk-");
    });

    test("a page of HTML with an error status is quoted as text", async () => {
      const last = await lastOf(answering(502, "<html>Bad gateway</html>", { "content-type": "text/html" }));
      expect(last).toMatchObject({ failure: { type: "overloaded", status: 502 } });
      expect(JSON.stringify(last)).toContain("Bad gateway");
    });

    test.each([
      ["7", 7_000],
      ["-1", undefined],
      ["soon", undefined],
      ["0", undefined],
      ["999999999", undefined],
      [new Date(createFakeClock().now() + 5_000).toUTCString(), 5_000],
      [new Date(createFakeClock().now() - 5_000).toUTCString(), undefined],
    ])("a 429 with retry-after %s waits %s ms", async (header, retryAfterMs) => {
      const last = await lastOf(answering(429, "{}", { "retry-after": header }));
      const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
      expect(last).toMatchObject({ failure: { type: "rate-limited", ...wait } });
      expect(last?.type === "failed" && "retryAfterMs" in last.failure).toBe(retryAfterMs !== undefined);
    });

    test.each([
      ["an HTML page", "text/html", "<html><body>Log in</body></html>"],
      ["a JSON answer", "application/json", '{"choices":[]}'],
      ["no content type", "", "hello"],
    ])("a 200 with %s is named and quoted", async (_, type, body) => {
      expect(await lastOf(fetchOf([bytesOf(body)], type))).toMatchObject({
        type: "failed",
        failure: { type: "wire", excerpt: body },
      });
    });

    test("an empty stream, and one of comments alone, are failures", async () => {
      for (const pieces of [[], [bytesOf(": ping\n\n:\n\n")]]) {
        expect(await lastOf(fetchOf(pieces))).toMatchObject({ type: "failed", failure: { type: "wire" } });
      }
    });

    test("broken JSON is a failure", async () => {
      expect(await lastOf(fetchOf([bytesOf(frame('{"a":['))]))).toMatchObject({ type: "failed", failure: { type: "wire" } });
    });

    test("a browser's refusal lists what it can be", async () => {
      expect(await lastOf(() => Promise.reject(new TypeError("Failed to fetch")))).toMatchObject({
        type: "failed",
        failure: { type: "network" },
      });
    });

    test.each([
      ["Chromium", new TypeError("network error")],
      ["Firefox", new TypeError("Error in input stream")],
      ["Safari", new TypeError("Load failed")],
      ["Node", new TypeError("terminated", { cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }) })],
    ])("a connection that breaks in the middle is named as lost, in %s", async (_, broken) => {
      const [first] = streams;
      const begin = first?.bytes("\n").subarray(0, Math.floor(first.endsAt / 2)) ?? new Uint8Array();
      const breaking: typeof fetch = () => {
        let sent = false;
        const body = new ReadableStream<Uint8Array>({
          pull: (controller) => {
            if (sent) controller.error(broken);
            else controller.enqueue(begin);
            sent = true;
          },
        });
        return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
      };
      const last = await lastOf(breaking);
      expect(last).toMatchObject({ type: "failed", failure: { type: "network" } });
      expect(JSON.stringify(last)).toContain("was lost in the middle of the answer");
    });
  });

  describe(`${name}, while nothing comes`, () => {
    test.each([
      ["while it connects", never],
      ["while the stream stalls", stalled],
    ])("a stop %s ends the iteration at once, also when the connection is deaf", async (_, fetch) => {
      const controller = new AbortController();
      const iterator = create(endpointOver(fetch)).stream(request, controller.signal)[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toMatchObject({ type: "attempt-started" });
      const next = iterator.next();
      await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      expect((await next).value).toMatchObject({ type: "failed", failure: { type: "aborted" } });
      expect((await iterator.next()).done).toBe(true);
    });

    test("two minutes without a byte end the stream", async () => {
      const time = createFakeClock();
      let onWatch = (): void => undefined;
      const watching = new Promise<void>((resolve) => {
        onWatch = resolve;
      });
      const clock: Clock = {
        ...time,
        after: (delayMs, task) => {
          onWatch();
          return time.after(delayMs, task);
        },
      };
      const iterator = create(endpointOver(stalled, clock)).stream(request, new AbortController().signal)[Symbol.asyncIterator]();
      await iterator.next();
      const next = iterator.next();
      await watching;
      await time.advance(120_000);
      expect((await next).value).toMatchObject({ type: "failed", failure: { type: "timed-out" } });
    });
  });
};
