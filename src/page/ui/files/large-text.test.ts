import { expect, test } from "vitest";
import { largeText, shownTextBytes } from "./large-text.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a text is read whole, and a longer one up to a whole character", () => {
  expect(largeText(bytesOf("ferns é 日本\n"))).toBe("ferns é 日本\n");
  const long = "é".repeat(shownTextBytes / 2);
  expect(largeText(bytesOf(`a${long}b`))).toBe(`a${long.slice(1)}`);
});

test("what is no text is not read as one", () => {
  expect([largeText(Uint8Array.of(0x61, 0)), largeText(Uint8Array.of(0xc3, 0x28))]).toEqual([undefined, undefined]);
});
