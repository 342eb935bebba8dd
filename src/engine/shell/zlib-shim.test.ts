import * as zlib from "node:zlib";
import { expect, test } from "vitest";
import { gunzipSync, gzipSync } from "./zlib-shim.ts";

const bytes = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) % 251);

test.each([-1, 1, 6, 9])("what it packs at level %i Node unpacks, and the other way round", (level) => {
  expect(Uint8Array.from(zlib.gunzipSync(gzipSync(bytes, { level })))).toEqual(bytes);
  expect(Uint8Array.from(gunzipSync(zlib.gzipSync(bytes, { level })))).toEqual(bytes);
});

test("an archive that says it holds more than may come of it is refused before anything is unpacked", () => {
  const packed = zlib.gzipSync(new Uint8Array(1_000_000));
  expect(() => gunzipSync(packed, { maxOutputLength: 1_000 })).toThrow("larger than the limit");
});

test("an archive that says it holds less than it does gives no more than it says", () => {
  const packed = Uint8Array.from(zlib.gzipSync(new Uint8Array(1_000_000)));
  new DataView(packed.buffer).setUint32(packed.length - 4, 10, true);
  expect(gunzipSync(packed).length).toBe(10);
});
