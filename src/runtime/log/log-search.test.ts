import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { callId, messageId, runId, sessionId } from "../../kernel/base/ids.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { type EntryQuery, findEntries } from "../../kernel/log/entry-query.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";
import { logStatistics } from "../../kernel/log/log-statistics.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { workspaceProjection } from "../projection.ts";
import { createLogSearch } from "./log-search.ts";

const openLog = () => {
  const clock = createFakeClock(1_000);
  const store = createInMemoryStore({ clock }, { projection: workspaceProjection });
  return { clock, store, search: createLogSearch({ store, scrub: (text) => text.replaceAll("sk-secret", "[key]") }) };
};

const tools = ["read", "write"] as const;
const someEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.constant<Event>({ type: "turn-started" }),
  fc.record({
    type: fc.constant("steer-queued" as const),
    messageId: fc.constant(messageId("m")),
    text: fc.constantFrom("ferns", "moss and ferns"),
  }),
  fc.record({
    type: fc.constant("call-settled" as const),
    callId: fc.constantFrom(callId("call_1"), callId("call_2")),
    tool: fc.constantFrom(...tools),
    inputHash: fc.constant("0"),
    outcome: fc.constant({ type: "done" as const, output: { text: "ok", isError: false } }),
    durationMs: fc.constantFrom(1, 2),
  }),
);
const someDraft: fc.Arbitrary<EntryDraft> = fc
  .record(
    {
      sessionId: fc.constantFrom(sessionId("session_1"), sessionId("session_2")),
      runId: fc.constantFrom(runId("run_1"), runId("run_2")),
      turn: fc.integer({ min: 1, max: 3 }),
      event: someEvent,
    },
    { requiredKeys: ["event"] },
  )
  .map((draft) => ({ causes: [], origins: [], ...draft }));
const someQuery: fc.Arbitrary<EntryQuery> = fc.record(
  {
    kinds: fc.subarray(["turn-started", "steer-queued", "call-settled", "run-ended"] as const),
    sessionId: fc.constantFrom(sessionId("session_1"), sessionId("session_9")),
    runId: fc.constantFrom(runId("run_1"), runId("run_9")),
    callId: fc.constantFrom(callId("call_1"), callId("call_9")),
    turn: fc.integer({ min: 1, max: 4 }),
    tool: fc.constantFrom(...tools, "none"),
    since: fc.integer({ min: 1_000, max: 1_060 }),
    until: fc.integer({ min: 1_000, max: 1_060 }),
    from: fc.integer({ min: 1, max: 70 }),
    seqs: fc.array(fc.integer({ min: 0, max: 40 })),
    data: fc.constantFrom([], [{ path: "durationMs", value: 1 }], [{ path: "text", value: "ferns" }]),
    words: fc.constantFrom("", "ferns", "moss ferns", "call_1"),
    limit: fc.integer({ min: 0, max: 8 }),
  },
  { requiredKeys: [] },
);

const everything = async (store: Store) => {
  const page = await store.read({ type: "all" });
  if (!page.ok) throw new Error(page.error.message);
  return page.value.entries;
};

describe("a search by index", () => {
  test("finds what looking at every entry finds, also while the log grows", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(someDraft, { minLength: 1, maxLength: 12 }), { maxLength: 6 }),
        fc.array(someQuery, { minLength: 1, maxLength: 6 }),
        async (commits, queries) => {
          const { clock, search, store } = openLog();
          for (const entries of [[], ...commits]) {
            await store.append({ entries, effects: [], expects: [], durability: "relaxed" });
            await clock.advance(7);
            for (const query of queries) {
              const expected = findEntries(await everything(store), query);
              const found = await search.find(query);
              if (!found.ok) throw new Error(found.error.message);
              expect(found.value.entries).toEqual(expected.entries);
              if (found.value.isTotalExact) expect(found.value.total).toBe(expected.total);
              else expect(found.value.total).toBeLessThanOrEqual(expected.total);
              const { limit: _limit, ...whole } = query;
              const all = findEntries(await everything(store), whole).entries.toReversed();
              expect(await search.statistics(query)).toEqual({ ok: true, value: logStatistics(all) });
              expect(await search.exported(query)).toEqual({
                ok: true,
                value: { jsonl: all.map((entry) => `${JSON.stringify(entry)}\n`).join("") },
              });
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("does not find what belonged to a session that is deleted", async () => {
    const { search, store } = openLog();
    const [gone, kept] = [sessionId("session_1"), sessionId("session_2")];
    const entries = [gone, kept].map(
      (id): EntryDraft => ({
        sessionId: id,
        causes: [],
        origins: [],
        event: { type: "session-created", title: "Ferns", level: "ask-risky" },
      }),
    );
    await store.append({ entries, effects: [], expects: [], durability: "relaxed" });
    expect(await search.find({ words: "ferns" })).toMatchObject({ value: { total: 2 } });
    await store.eraseSession(gone);
    for (const query of [{ kinds: ["session-created"] }, { words: "ferns" }] as const) {
      expect(await search.find(query)).toMatchObject({ value: { entries: [{ seq: 2, sessionId: kept }], total: 1 } });
    }
    expect(await search.find({ kinds: ["erased-entry"] })).toMatchObject({ value: { entries: [{ seq: 1 }], total: 1 } });
    expect(await search.find({ sessionId: gone })).toMatchObject({
      value: { entries: [{ event: { type: "session-deleted" } }], total: 1 },
    });
  });

  test("that is exported leaves out the keys that are held", async () => {
    const { search, store } = openLog();
    const event: Event = { type: "steer-queued", messageId: messageId("m"), text: "it is sk-secret" };
    await store.append({ entries: [{ causes: [], origins: [], event }], effects: [], expects: [], durability: "relaxed" });
    const exported = await search.exported({ words: "sk-secret" });
    expect(exported.ok && JSON.parse(exported.value.jsonl)).toMatchObject({ event: { text: "it is [key]" } });
  });
});
