import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineGate } from "./line-gate.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

test("only whole lines come through, and what never ended comes at the end", () => {
  const gate = createLineGate();
  expect(["data: a", "b\n\nda", "ta: c\n", "x"].map((piece) => textOf(gate.push(bytesOf(piece))))).toEqual([
    undefined,
    "data: ab\n\n",
    "data: c\n",
    undefined,
  ]);
  expect([textOf(gate.rest()), textOf(gate.rest())]).toEqual(["x", undefined]);
});

test("however it was cut, the same bytes come out in order, and each piece but the rest ends a line", () => {
  const piece = fc.oneof(fc.constantFrom("\n", "\r", "\r\n", "\n\n"), fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const gate = createLineGate();
      const out = pieces.map((text) => textOf(gate.push(bytesOf(text))) ?? "");
      expect(out.join("") + (textOf(gate.rest()) ?? "")).toBe(pieces.join(""));
      expect(out.every((text) => text === "" || /[\n\r]$/u.test(text))).toBe(true);
    }),
  );
});

test("a piece that ends a line is passed on as it is, not copied", () => {
  const bytes = bytesOf("data: a\n\n");
  expect(createLineGate().push(bytes)).toBe(bytes);
});

const chunk = new Uint8Array(1_024 * 1_024).fill(0x61);

test("a line that does not end is refused beyond 32 MB, and let go", () => {
  const gate = createLineGate();
  for (let megabytes = 0; megabytes < 32; megabytes += 1) expect(gate.push(chunk)).toBeUndefined();
  expect(() => gate.push(chunk)).toThrow(expect.objectContaining({ limit: "line", megabytes: 32 }));
  expect(gate.rest()).toBeUndefined();
});

test("an answer that does not end is refused beyond 128 MB", () => {
  const gate = createLineGate();
  const lines = chunk.slice().fill(0x0a, -1);
  for (let megabytes = 0; megabytes < 128; megabytes += 1) expect(gate.push(lines)).toBe(lines);
  expect(() => gate.push(lines)).toThrow(expect.objectContaining({ limit: "answer", megabytes: 128 }));
});
