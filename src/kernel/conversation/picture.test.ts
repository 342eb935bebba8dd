import fc from "fast-check";
import { expect, test } from "vitest";
import { fakePicture, type PictureName, pictureNames } from "./picture.fake.ts";
import { readImageHeader } from "./picture.ts";

const typeOf = (name: PictureName): string => `image/${["png", "gif", "webp"].find((type) => name.startsWith(type)) ?? "jpeg"}`;

test("every kind of picture is known by its bytes, with its size", () => {
  for (const name of pictureNames) {
    expect([name, readImageHeader(fakePicture(name))]).toEqual([name, { mediaType: typeOf(name), width: 7, height: 5 }]);
  }
});

test("what is not a picture is none, whatever it begins with", () => {
  const texts = [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "<html><script>",
    "GIF89a",
    "RIFF....WEBP",
    "%PDF-1.7",
  ];
  for (const text of texts) expect([text, readImageHeader(new TextEncoder().encode(text))]).toEqual([text, undefined]);
});

test("every beginning of a picture, and every picture with a byte changed, is read without an error", () => {
  const damaged = fc.record({ name: fc.constantFrom(...pictureNames), length: fc.nat(400), at: fc.nat(60), byte: fc.nat(255) });
  fc.assert(
    fc.property(damaged, ({ name, length, at, byte }) => {
      const bytes = fakePicture(name).slice(0, length);
      if (at < bytes.length) bytes[at] = byte;
      const header = readImageHeader(bytes);
      expect(header === undefined || (header.width > 0 && header.height > 0)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test("the bytes may be a part of a larger buffer", () => {
  const png = fakePicture("png");
  const larger = new Uint8Array(png.length + 11);
  larger.set(png, 11);
  expect(readImageHeader(larger.subarray(11))).toEqual({ mediaType: "image/png", width: 7, height: 5 });
});
