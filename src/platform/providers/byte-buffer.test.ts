import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteBuffer } from "./byte-buffer.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const fresh = (bytes: number): Uint8Array => new Uint8Array(bytes);
const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("ü", "🌿", "\ufeff", "x".repeat(6_000)));

test("every sequence of texts comes back, with what is put in between and behind", () => {
  fc.assert(
    fc.property(fc.array(anyText), fc.array(fc.tuple(fc.nat(), anyText)), anyText, (texts, wishes, tail) => {
      const buffer = createByteBuffer();
      const places = [0];
      for (const text of texts) {
        buffer.append(text);
        places.push(buffer.length());
      }
      const byPlace = wishes.map(([place, text]) => ({ index: place % places.length, text }));
      const inserts = byPlace.toSorted((a, b) => a.index - b.index).map(({ index, text }) => ({ at: places[index] ?? 0, text }));
      const expected = places.map((place, index) => {
        const added = inserts.filter(({ at }) => at === place && places.indexOf(at) === index);
        return added.map(({ text }) => text).join("") + (texts[index] ?? "");
      });
      expect(textOf(buffer.copyWith(inserts, tail, fresh))).toBe(expected.join("") + tail);
      expect(textOf(buffer.copyWith([], "", fresh))).toBe(texts.join(""));
    }),
  );
});

test("a copy does not change with the buffer, and what was taken away is gone", () => {
  const buffer = createByteBuffer();
  buffer.append("one");
  const length = buffer.length();
  buffer.append(" two");
  const copy = buffer.copyWith([], "!", fresh);
  buffer.truncate(length);
  buffer.append(" three");
  expect([textOf(copy), textOf(buffer.copyWith([], "", fresh))]).toEqual(["one two!", "one three"]);
});
