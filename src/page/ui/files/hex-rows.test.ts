import { expect, test } from "vitest";
import { hexRow, hexRows } from "./hex-rows.ts";

test("bytes stand sixteen in a row, the last one shorter", () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, at) => at + 0x3c);
  expect(hexRows(20)).toEqual([0, 16]);
  expect(hexRow(bytes, 0)).toEqual({ hex: "3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b", text: "<=>?@ABCDEFGHIJK" });
  expect(hexRow(bytes, 16)).toEqual({ hex: "4c 4d 4e 4f", text: "LMNO" });
  expect(hexRow(Uint8Array.from([0, 10, 127, 255]), 0)).toEqual({ hex: "00 0a 7f ff", text: "...." });
  expect(hexRows(0)).toEqual([]);
});
