import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "./sha256.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const reference = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

test("the examples of the standard come out", () => {
  expect(hex(sha256(ascii("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hex(sha256(ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("every length up to four blocks hashes as Node's own, alone and as a part of a larger buffer", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 131) & 255);
  for (let length = 0; length <= 256; length += 1) {
    expect(hex(sha256(bytes.slice(0, length)))).toBe(reference(bytes.slice(0, length)));
    expect(hex(sha256(bytes.subarray(7, 7 + length)))).toBe(reference(bytes.subarray(7, 7 + length)));
  }
});

test("any bytes hash as Node's own, and are left as they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const before = bytes.slice();
      expect(hex(sha256(bytes))).toBe(reference(before));
      expect(bytes).toEqual(before);
    }),
  );
});

test("of bytes that are longer than asked for, only the first ones are taken", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, at) => {
      const length = Math.min(at, bytes.length);
      expect(hex(sha256(bytes, length))).toBe(reference(bytes.slice(0, length)));
    }),
  );
});
