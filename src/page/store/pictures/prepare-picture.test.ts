import { expect, test } from "vitest";
import { fakePdf } from "../../../kernel/conversation/document.fake.ts";
import type { ImageType } from "../../../kernel/conversation/message.ts";
import { fakePicture, type PictureName, pictureNames } from "../../../kernel/conversation/picture.fake.ts";
import { maxPictureBytes, readImageHeader } from "../../../kernel/conversation/picture.ts";
import type { PictureSource } from "./attachment.ts";
import type { DecodePicture, PixelSize } from "./picture-canvas.ts";
import { preparePicture } from "./prepare-picture.ts";
import { withoutMetadata } from "./strip-metadata.ts";

const sourceOf = (bytes: Uint8Array<ArrayBuffer>, name = "fern.png"): PictureSource => ({
  name,
  size: bytes.byteLength,
  arrayBuffer: async () => bytes.buffer,
});
const textSource = (text: string): PictureSource => sourceOf(new TextEncoder().encode(text));

/** A PNG header of any size, and as many bytes as wanted. */
const pngOf = ({ width, height }: PixelSize, byteLength = 40): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(byteLength);
  bytes.set(fakePicture("png").subarray(0, 33));
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
};
/** A WebP (VP8X) header of any size. */
const webpOf = ({ width, height }: PixelSize): Uint8Array<ArrayBuffer> => {
  const bytes = fakePicture("webpExtended");
  const view = new DataView(bytes.buffer);
  view.setUint16(24, width - 1, true);
  view.setUint16(27, height - 1, true);
  return bytes;
};

/** Decodes every picture with a header; encodes PNG in `pngBytes` bytes, and everything else small. */
const decoding = (size?: PixelSize, pngBytes = 40): { readonly decode: DecodePicture; readonly log: string[] } => {
  const log: string[] = [];
  return {
    log,
    decode: async (bytes, mediaType) => {
      const header = readImageHeader(bytes);
      const { width, height } = size ?? header ?? { width: 0, height: 0 };
      return {
        width,
        height,
        encode: async (target: PixelSize, type: ImageType, quality: number) => {
          log.push(`${mediaType} as ${type} ${quality} at ${target.width}x${target.height}`);
          return type === "image/png" ? pngOf(target, pngBytes) : webpOf(target);
        },
        close: () => void log.push("closed"),
      };
    },
  };
};

test("a picture that fits is sent as it is, but for what the file tells beside it", async () => {
  const { decode, log } = decoding();
  expect(await preparePicture(sourceOf(fakePicture("gif"), "fern.gif"), decode)).toEqual({
    ok: true,
    value: {
      name: "fern.gif",
      mediaType: "image/gif",
      width: 7,
      height: 5,
      bytes: withoutMetadata(fakePicture("gif"), "image/gif"),
    },
  });
  expect(log).toEqual(["closed"]);
});

test("a picture with EXIF data is drawn anew, upright", async () => {
  const { decode, log } = decoding({ width: 5, height: 7 });
  const prepared = await preparePicture(sourceOf(fakePicture("jpegWithExif")), decode);
  expect(prepared).toMatchObject({ ok: true, value: { width: 5, height: 7 } });
  expect(prepared.ok && prepared.value.note).toBe(undefined);
  expect(log).toEqual(["image/jpeg as image/jpeg 0.92 at 5x7", "closed"]);
});

test("the long edge is scaled down to 1,568 pixels, and the note says from what", async () => {
  const large = decoding();
  const prepared = await preparePicture(sourceOf(pngOf({ width: 4_032, height: 3_024 })), large.decode);
  expect(prepared).toMatchObject({
    ok: true,
    value: { width: 1_568, height: 1_176, note: "scaled down from 4,032 × 3,024" },
  });
  const thin = decoding();
  await preparePicture(sourceOf(pngOf({ width: 2, height: 9_000 })), thin.decode);
  expect([large.log, thin.log]).toEqual([
    ["image/png as image/png 1 at 1568x1176", "closed"],
    ["image/png as image/png 1 at 1x1568", "closed"],
  ]);
});

test("what is still too many bytes is written in a format that takes fewer", async () => {
  const { decode, log } = decoding(undefined, maxPictureBytes + 1);
  const source = sourceOf(pngOf({ width: 1_500, height: 1_500 }, maxPictureBytes + 1));
  expect(await preparePicture(source, decode)).toMatchObject({ ok: true, value: { mediaType: "image/webp", width: 1_500 } });
  expect(log).toEqual(["image/png as image/png 1 at 1500x1500", "image/png as image/webp 0.92 at 1500x1500", "closed"]);
});

const undecodable: DecodePicture = async () => undefined;

test("every refusal names its cause, what it means for the message and what to do", async () => {
  const only = "and only JPEG, PNG, GIF and WebP pictures, PDF and text files can be attached. The message is as it was.";
  const cases: readonly (readonly [PictureSource, string])[] = [
    [
      textSource('<?xml version="1.0"?>\n<svg onload="alert(1)"/>'),
      `by its content it is an SVG drawing, which is text with code in it, ${only} Save it as PNG or JPEG and attach that.`,
    ],
    [
      textSource("<html><script>alert(1)</script>"),
      `by its content it is a text with markup, ${only} Attach a picture, a PDF or a text file, or paste the text.`,
    ],
    [textSource("\0\0\0\u0018ftypheic"), `by its content it is a HEIC picture, ${only} Save it as PNG or JPEG and attach that.`],
    [textSource("\0\0\0\u0018ftypavif"), `by its content it is an AVIF picture, ${only} Save it as PNG or JPEG and attach that.`],
    [
      textSource("\0\0\0\u0018ftypisom"),
      `by its content it is a video, ${only} Attach a picture, a PDF or a text file, or paste the text.`,
    ],
    [
      textSource("hello"),
      `its content is not a picture that a model takes, ${only} Attach a picture, a PDF or a text file, or paste the text.`,
    ],
    [textSource(""), "the file is empty. The message is as it was. Choose another one."],
    [
      { name: "x", size: 70_000_000, arrayBuffer: async () => new ArrayBuffer(0) },
      "it has 70 MB, and files over 64 MB are not opened here. The message is as it was. Make it smaller first.",
    ],
    [
      { name: "x", size: 0, arrayBuffer: () => Promise.reject(new Error("NotFoundError")) },
      "it could not be read: it is a folder, or it was moved or changed meanwhile. The message is as it was. Choose the file again.",
    ],
    [
      sourceOf(pngOf({ width: 60_000, height: 60_000 })),
      "it has 60,000 × 60,000 pixels, more than can be opened here. The message is as it was. Make it smaller first.",
    ],
    [
      sourceOf(fakePicture("png")),
      "its content is damaged, so it cannot be drawn. The message is as it was. Open it in another program, save it again and attach that.",
    ],
  ];
  for (const [source, error] of cases) expect(await preparePicture(source, undecodable)).toEqual({ ok: false, error });
});

test("a PDF goes as it is, with its pages, and one that no model opens is refused", async () => {
  expect(await preparePicture(sourceOf(fakePdf(3)), undecodable)).toEqual({
    ok: true,
    value: { mediaType: "application/pdf", bytes: fakePdf(3), name: "fern.png", pages: 3 },
  });
  expect(await preparePicture(textSource("%PDF-1.7"), undecodable)).toEqual({
    ok: true,
    value: { mediaType: "application/pdf", bytes: new TextEncoder().encode("%PDF-1.7"), name: "fern.png" },
  });
  const refused = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
    const made = await preparePicture(sourceOf(bytes), undecodable);
    return made.ok ? "taken" : made.error;
  };
  const padded = new Uint8Array(20_000_001);
  padded.set(fakePdf(1));
  expect([await refused(fakePdf(1, "/Encrypt 5 0 R ")), await refused(fakePdf(601)), await refused(padded)]).toEqual([
    "it is locked, and no model opens a locked PDF. The message is as it was. Save a copy without protection and attach that.",
    "it has 601 pages, and models take up to 600. The message is as it was. Attach the pages that matter.",
    "it has 20 MB, and a request takes 20 MB. The message is as it was. Attach the pages that matter.",
  ]);
});

const told = /taken at home|Ines|http:\/\/ns\.adobe|Exif/;
const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

test("without metadata a picture says nothing but itself, and is a whole picture", () => {
  const stripped = pictureNames.map((name) => {
    const header = readImageHeader(fakePicture(name));
    if (header === undefined) throw new Error(name);
    const bytes = withoutMetadata(fakePicture(name), header.mediaType);
    if (bytes === undefined) return `${name} is drawn anew`;
    expect([name, readImageHeader(bytes), told.test(latin(bytes))]).toEqual([name, header, false]);
    expect([name, withoutMetadata(bytes, header.mediaType)]).toEqual([name, bytes]);
    return `${name} ${fakePicture(name).byteLength - bytes.byteLength}`;
  });
  expect(stripped).toEqual([
    "png 173",
    "jpeg 17",
    "progressiveJpeg 0",
    "jpegWithExif is drawn anew",
    "jpegWithXmp 430",
    "gif 34",
    "webpLossy 0",
    "webpLossless 0",
    "webpExtended 0",
    "webpWithExif is drawn anew",
    "webpWithXmp 406",
  ]);
});

test("data behind a picture's end goes too, and a picture that is cut is left to the decoder", () => {
  const whole = (name: PictureName, mediaType: ImageType) => withoutMetadata(fakePicture(name), mediaType);
  const trailing = (name: PictureName) => Uint8Array.from([...fakePicture(name), ...new TextEncoder().encode("a video")]);
  for (const [name, type] of [
    ["jpeg", "image/jpeg"],
    ["progressiveJpeg", "image/jpeg"],
    ["png", "image/png"],
    ["gif", "image/gif"],
    ["webpExtended", "image/webp"],
  ] as const) {
    expect([name, withoutMetadata(trailing(name), type)]).toEqual([name, whole(name, type)]);
    for (let length = 33; length < fakePicture(name).length; length += 1) {
      expect([name, length, withoutMetadata(fakePicture(name).slice(0, length), type)]).toEqual([name, length, undefined]);
    }
  }
});
