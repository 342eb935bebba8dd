import { describe, expect, test } from "vitest";
import { messageId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Usage } from "../../kernel/model/usage.ts";

/** A provider in a state to be asked, made for one test. */
export interface ProviderSubject {
  readonly provider: Provider;
  readonly request: ModelRequest;
  /** Whether the connection is closed; asked after an abort and after leaving early. Absent where there is none. */
  readonly isClosed?: () => boolean | Promise<boolean>;
  readonly release?: () => void | Promise<void>;
}

export const contractRequest: ModelRequest = {
  model: "contract",
  system: "Be brief.",
  messages: [{ messageId: messageId("message_1"), role: "user", blocks: [{ type: "text", text: "Show me around" }] }],
  tools: [{ name: "list", description: "Lists a folder.", inputSchema: { type: "object", properties: {} } }],
  maxOutputTokens: 4_096,
};

const isLast = ({ type }: ProviderEvent): boolean => type === "finished" || type === "failed";
const isPiece = ({ type }: ProviderEvent): boolean =>
  type === "text-delta" || type === "thinking-delta" || type === "block" || type === "tool-call";
const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const usageIsSound = (usage: Usage): boolean => Object.values(usage).every(isWhole);

/** More than any provider may still have in its hands when the signal aborts. */
const eventsAfterAbort = 2;
const enough = 100_000;

/** Pulls until the iterable says that it is done. Rejects with what it throws. */
const collect = async (
  { provider, request }: ProviderSubject,
  signal: AbortSignal,
  onEvent: (count: number) => void = () => undefined,
): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  onEvent(0);
  for await (const event of provider.stream(request, signal)) {
    events.push(event);
    onEvent(events.length);
    if (events.length > enough) throw new Error("The stream does not end.");
  }
  return events;
};

/** What every provider promises, whatever is behind it. `create` gives one whose answer has text and ends well. */
export const providerContract = (name: string, create: () => ProviderSubject | Promise<ProviderSubject>): void => {
  const withSubject = async (use: (subject: ProviderSubject) => Promise<void>): Promise<void> => {
    const subject = await create();
    try {
      await use(subject);
    } finally {
      await subject.release?.();
    }
  };
  const never = (): AbortSignal => new AbortController().signal;

  describe(`${name} keeps the provider contract`, () => {
    test("its answer has text, then one last event, and nothing after it", () =>
      withSubject(async (subject) => {
        const events = await collect(subject, never());
        expect(events.some(({ type }) => type === "text-delta")).toBe(true);
        expect(events.filter(isLast)).toHaveLength(1);
        expect(events.at(-1)?.type).toBe("finished");
      }));

    test("an attempt is announced before its first piece", () =>
      withSubject(async (subject) => {
        const events = await collect(subject, never());
        const started = events.findIndex(({ type }) => type === "attempt-started");
        expect(started).toBeGreaterThanOrEqual(0);
        expect(events.slice(0, started).filter(isPiece)).toEqual([]);
      }));

    test("no piece of text is empty", () =>
      withSubject(async (subject) => {
        const events = await collect(subject, never());
        expect(events.filter((event) => "delta" in event && event.delta === "")).toEqual([]);
      }));

    test("usage is whole numbers, and calls and blocks are plain JSON", () =>
      withSubject(async (subject) => {
        const values: JsonValue[] = [];
        for (const event of await collect(subject, never())) {
          if (event.type === "finished" || event.type === "failed") expect(usageIsSound(event.usage)).toBe(true);
          if (event.type === "tool-call") values.push(event.input);
          if (event.type === "block") values.push(event.value);
        }
        expect(JSON.parse(JSON.stringify(values))).toEqual(values);
      }));

    test("the request is left as it was", () =>
      withSubject(async (subject) => {
        const before = structuredClone(subject.request);
        await collect(subject, never());
        expect(subject.request).toEqual(before);
      }));

    test("two streams of one provider do not share their state", () =>
      withSubject(async (subject) => {
        const [first, second] = await Promise.all([collect(subject, never()), collect(subject, never())]);
        for (const events of [first, second]) expect(events.filter(isLast)).toHaveLength(1);
      }));

    test("a signal that aborted before the start gives no piece, and ends as aborted", () =>
      withSubject(async (subject) => {
        const events = await collect(subject, AbortSignal.abort());
        expect(events.filter(isPiece)).toEqual([]);
        expect(events.filter(isLast)).toMatchObject([{ type: "failed", failure: { type: "aborted" } }]);
      }));

    test("an abort after any event ends the stream at once, as aborted", async () => {
      const whole = await (async () => {
        let count = 0;
        await withSubject(async (subject) => {
          count = (await collect(subject, never())).length;
        });
        return count;
      })();
      const step = Math.max(1, Math.floor(whole / 25));
      for (let at = 1; at < whole; at += step) {
        await withSubject(async (subject) => {
          const controller = new AbortController();
          const events = await collect(subject, controller.signal, (count) => {
            if (count === at) controller.abort();
          });
          const last = events.at(-1);
          expect(events.filter(isLast)).toHaveLength(1);
          expect(last).toMatchObject({ type: "failed", failure: { type: "aborted" } });
          expect(events.length - at - 1).toBeLessThanOrEqual(eventsAfterAbort);
          expect(await subject.isClosed?.()).not.toBe(false);
        });
      }
    });

    test("leaving the iteration early closes it for good", () =>
      withSubject(async (subject) => {
        const iterator = subject.provider.stream(subject.request, never())[Symbol.asyncIterator]();
        await iterator.next();
        await iterator.return?.();
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
        expect(await subject.isClosed?.()).not.toBe(false);
      }));
  });
};
