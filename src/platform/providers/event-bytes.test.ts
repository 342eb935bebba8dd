import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventBytes } from "./event-bytes.ts";

const eventsOf = (pieces: readonly Uint8Array[]): readonly string[] => {
  const bytes = createEventBytes();
  const events = [...pieces.flatMap((piece) => bytes.push(piece)), ...bytes.end()];
  return events.map((event) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(event));
};
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ["data: {}\n\ndata: 1\n\n", ["data: {}\n\n", "data: 1\n\n"]],
  ["data: {}\r\rdata: 1\r\n\r\ndata: 2\n\r\n", ["data: {}\n\n", "data: 1\n\n", "data: 2\n\n"]],
  ["\ufeffdata: {}\n\n", ["\ufeffdata: {}\n\n"]],
  ["event: ping\n\n: hello\n\nid: 1\nretry: 2\n\n\n\n\ndata: {}\n\n", ["data: {}\n\n"]],
  ["event: chunk\ndata: {}\n\n", ["event: chunk\ndata: {}\n\n"]],
  ["data\ndata:\ndata:x\n\n", ["data\ndata:\ndata:x\n\n"]],
  ["data:   [DONE]  \n\n", ["data: [DONE]\n\n"]],
  ["data: {}\n\ndata: {", ["data: {}\n\n", "data: {"]],
  ["data: [DONE]", ["data: [DONE]"]],
  ["", []],
])("%j is these whole events, however it is cut", (text, expected) => {
  const bytes = encoded(text);
  expect(eventsOf([bytes])).toEqual(expected);
  expect(eventsOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(eventsOf([bytes.subarray(0, cut), new Uint8Array(), bytes.subarray(cut)])).toEqual(expected);
  }
});

test("every cut of every mixture of lines gives the same events", () => {
  const line = fc.constantFrom("data: {}", "data: x", "data:", "event: e", ": c", "", "", "é\u2028");
  const lines = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r", "\r\n")), { maxLength: 12 });
  fc.assert(
    fc.property(lines, fc.array(fc.nat(40), { maxLength: 6 }), (parts, cuts) => {
      const bytes = encoded(parts.map(([text, end]) => text + end).join(""));
      const places = [0, ...cuts.filter((cut) => cut <= bytes.length).toSorted((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
      expect(eventsOf(pieces)).toEqual(eventsOf([bytes]));
    }),
    { numRuns: 2_000 },
  );
});
