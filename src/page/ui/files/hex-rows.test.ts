import { expect, test } from "vitest";
import { hexRow, hexRows } from "./hex-rows.ts";

test("bytes stand eight in a row, the last one shorter", () => {
  const bytes = Uint8Array.from({ length: 10 }, (_, at) => at + 0x3c);
  expect(hexRows(10)).toEqual([0, 8]);
  expect(hexRow(bytes, 0)).toEqual({ hex: "3c 3d 3e 3f 40 41 42 43", text: "<=>?@ABC" });
  expect(hexRow(bytes, 8)).toEqual({ hex: "44 45                  ", text: "DE" });
  expect(hexRow(Uint8Array.from([0, 10, 127, 255]), 0)).toEqual({ hex: "00 0a 7f ff            ", text: "...." });
  expect(hexRows(0)).toEqual([]);
});
