import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { coveredCount, decodeRow, encodeDraft, encodeRow, maxRawChars, place, type StoredRow } from "./codec.ts";
import { said } from "./entries.fake.ts";

const encoder = new TextEncoder();
const rowOf = (firstSeq: number, ...entries: readonly unknown[]): StoredRow => ({
  firstSeq,
  count: entries.length,
  bytes: encoder.encode(JSON.stringify(entries)),
});
const entry = (seq: number, extra: object = {}): object => ({ seq, at: 5, ...said("text"), ...extra });
const unreadable = (seq: number, reason: string, raw: string, at = 9): LogEntry => ({
  seq,
  at,
  causes: [],
  origins: [],
  event: { type: "unreadable-entry", reason, raw },
});
const far = 1_000;

test("what is encoded is decoded as it was", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1 }),
      (texts, firstSeq) => {
        const drafts = texts.map((text) => said(text));
        const bytes = encodeRow(drafts.map((one, index) => place(encodeDraft(one), firstSeq + index, 7)));
        expect(decodeRow({ firstSeq, count: texts.length, bytes }, far, 0)).toEqual(
          drafts.map((one, index) => ({ seq: firstSeq + index, at: 7, ...one })),
        );
      },
    ),
  );
});

describe("a damaged row", () => {
  const good = encoder.encode(JSON.stringify([entry(4), entry(5)]));
  const cases: readonly (readonly [string, StoredRow, string, string])[] = [
    ["no bytes", { firstSeq: 4, count: 2, bytes: "text" }, "The record holds no bytes.", "text"],
    ["other bytes", { firstSeq: 4, count: 2, bytes: { a: 1 } }, "The record holds no bytes.", '{"a":1}'],
    ["missing bytes", { firstSeq: 4, count: 2, bytes: undefined }, "The record holds no bytes.", "undefined"],
    [
      "bad UTF-8",
      { firstSeq: 4, count: 2, bytes: Uint8Array.of(91, 255, 254, 93) },
      "The record is not valid UTF-8.",
      "[\uFFFD\uFFFD]",
    ],
    ["bad JSON", { firstSeq: 4, count: 2, bytes: encoder.encode("[{]   ") }, "The record is not valid JSON.", "[{]   "],
    ["no list", { firstSeq: 4, count: 2, bytes: encoder.encode('{"a":1}') }, "The record is not a list of entries.", '{"a":1}'],
    [
      "wrong count",
      { firstSeq: 4, count: 3, bytes: good },
      "The record should hold 3 entries and holds 2.",
      new TextDecoder().decode(good),
    ],
  ];
  test.each(cases)("with %s stands as placeholders at exactly its places", (_name, row, reason, raw) => {
    const count = row.count as number;
    expect(decodeRow(row, far, 9)).toEqual(
      Array.from({ length: count }, (_, index) => unreadable(4 + index, reason, index === 0 ? raw : "")),
    );
  });

  test("never reaches into the next row's places", () => {
    expect(decodeRow({ firstSeq: 4, count: 3, bytes: good }, 5, 9).map(({ seq }) => seq)).toEqual([4, 5]);
  });

  test("keeps at most 2,000 characters of itself", () => {
    const [first] = decodeRow({ firstSeq: 1, count: 1, bytes: encoder.encode("é".repeat(maxRawChars * 5)) }, far, 0);
    expect(first?.event).toEqual({
      type: "unreadable-entry",
      reason: "The record is not valid JSON.",
      raw: "é".repeat(maxRawChars),
    });
  });

  test("counts as what can be told of it, whatever its count says", () => {
    const counts = [2, 0, -1, 1.5, 2 ** 60, "2", undefined, Number.NaN];
    expect(counts.map((count) => coveredCount({ firstSeq: 4, count, bytes: good }))).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(coveredCount({ firstSeq: 4, count: undefined, bytes: encoder.encode("[") })).toBe(1);
    expect(coveredCount({ firstSeq: 4, count: 2 ** 40, bytes: undefined })).toBe(1);
  });
});

describe("a damaged entry", () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ["is not an object", 7, "The entry is not an object."],
    ["has another place", entry(6), "The entry cannot be used: it says place 6 at place 2."],
    [
      "has a hostile place",
      entry(2, { seq: { toString: 1 } }),
      'The entry cannot be used: it says place {"toString":1} at place 2.',
    ],
    ["has no time", entry(2, { at: "x" }), 'The entry cannot be used: its "at" is missing or damaged.'],
    ["has no causes", entry(2, { causes: null }), 'The entry cannot be used: its "causes" is missing or damaged.'],
    ["has causes that are no places", entry(2, { causes: ["x"] }), 'The entry cannot be used: its "causes" are damaged.'],
    ["has origins without a type", entry(2, { origins: [{}] }), 'The entry cannot be used: its "origins" are damaged.'],
    ["has a run that is no name", entry(2, { runId: 5 }), 'The entry cannot be used: its "runId" is damaged.'],
    ["has no event", entry(2, { event: undefined }), 'The entry cannot be used: its "event" is missing or damaged.'],
    ["has an event without a type", entry(2, { event: {} }), "The entry cannot be used: it has no event."],
    [
      "has an event with a field missing",
      entry(2, { event: { type: "text-appended", messageId: "m", offset: 0 } }),
      'The entry cannot be used: its "text" is missing or damaged.',
    ],
    [
      "begins after a number of turns that is none",
      entry(2, { event: { type: "run-started", model: {}, limits: {}, level: "ask-risky", turnsBefore: -1 } }),
      'The entry cannot be used: its "turnsBefore" is not a number of turns.',
    ],
    [
      "shows a picture without a content",
      entry(2, { event: { type: "user-message", messageId: "m", blocks: [{ type: "image", mediaType: "image/png" }] } }),
      'The entry cannot be used: its "blocks" are damaged.',
    ],
    [
      "shows a document of a number of pages that is none",
      entry(2, {
        event: {
          type: "user-message",
          messageId: "m",
          blocks: [{ type: "document", hash: "h", mediaType: "application/pdf", bytes: 1, pages: "many" }],
        },
      }),
      'The entry cannot be used: its "blocks" are damaged.',
    ],
    [
      "keeps pictures that are none",
      entry(2, { event: { type: "steer-queued", messageId: "m", text: "", pictures: "fern.png" } }),
      'The entry cannot be used: its "pictures" are damaged.',
    ],
    [
      "has an effect without files",
      entry(2, { event: { type: "files-changed", by: "person", effect: { effectId: "e", reads: [], hash: "h" } } }),
      'The entry cannot be used: its "effect" is damaged.',
    ],
  ];
  test.each(cases)("that %s stands alone as a placeholder", (_name, damaged, reason) => {
    const entries = decodeRow(rowOf(1, entry(1), damaged, entry(3)), far, 9);
    expect([entries[0], entries[2]]).toEqual([entry(1), entry(3)]);
    expect(entries[1]).toMatchObject({ seq: 2, causes: [], origins: [] });
    expect(entries[1]?.event).toEqual({ type: "unreadable-entry", reason, raw: JSON.stringify(damaged) });
  });

  test("of a known session stays with that session", () => {
    const [damaged] = decodeRow(rowOf(1, entry(1, { causes: 1 })), far, 9);
    expect(damaged?.sessionId).toBe("session_a");
  });
});

test("an entry of a type that this version does not know keeps its place, its session and its original", () => {
  for (const type of ["dream-recorded", "__proto__", "constructor", "toString"]) {
    const original = entry(1, { event: { type, dream: ["of", { sheep: 1 }] } });
    expect(decodeRow(rowOf(1, original), far, 9)).toEqual([
      { ...said("text"), seq: 1, at: 5, event: { type: "unsupported-entry", original } },
    ]);
  }
});

test("no bytes whatsoever make decoding throw or leave a gap", () => {
  const anyRow = fc.record({
    count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true })),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json().map((text) => encoder.encode(text)),
      fc.array(fc.jsonValue(), { maxLength: 5 }).map((values) => encoder.encode(JSON.stringify(values))),
      fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }),
    ),
  });
  fc.assert(
    fc.property(anyRow, (row) => {
      const entries = decodeRow({ firstSeq: 10, ...row }, 40, 0);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => 10 + index));
    }),
    { numRuns: 500 },
  );
});
