import { expect, test } from "vitest";
import { hashBytes } from "../../../kernel/base/canonical.ts";
import { fakePdf } from "../../../kernel/conversation/document.fake.ts";
import { fakePicture, type PictureName, pictureNames } from "../../../kernel/conversation/picture.fake.ts";
import { maxAttachedBytes, maxPictureBytes } from "../../../kernel/conversation/picture.ts";
import { createWorkbench } from "./workbench.fake.ts";

const outputOf = async (path: string, bytes: Uint8Array) => {
  const bench = createWorkbench({ [path]: bytes });
  const { run } = bench.tool("read");
  const context = { files: bench.overlay.files, signal: new AbortController().signal, now: 1_000 };
  const output = await run({ file_path: path }, context);
  return output.ok ? output.value : output.error;
};

const typeOf = (name: PictureName): string => {
  if (name.startsWith("webp")) return "image/webp";
  if (name === "png" || name === "gif") return `image/${name}`;
  return "image/jpeg";
};

test.each(pictureNames)("%s is shown with what it is, by its bytes and whatever its name", async (name) => {
  const bytes = fakePicture(name);
  const mediaType = typeOf(name);
  expect(await outputOf("/docs/plan.txt", bytes)).toEqual({
    text: `/docs/plan.txt is shown with this result: ${mediaType}, 7 × 5 pixels, ${bytes.length} bytes.`,
    isError: false,
    pictures: [{ type: "image", mediaType, width: 7, height: 5, hash: hashBytes(bytes), bytes: bytes.length, name: "plan.txt" }],
  });
});

test.each(["png", "jpeg", "gif", "webpLossy"] as const)("a %s that breaks off is refused, with what to do", async (name) => {
  const whole = fakePicture(name);
  const bytes = whole.subarray(0, whole.length - 12);
  expect(await createWorkbench({ "/plan": bytes }).call("read", { file_path: "/plan" })).toBe(
    `refused: /plan is a picture (${typeOf(name)}, 7 × 5 pixels, ${bytes.length} bytes) that breaks off before its end, so it was not shown. Ask the person for a whole one.`,
  );
});

const padded = (bytes: Uint8Array, length: number): Uint8Array => {
  const long = new Uint8Array(length);
  long.set(bytes);
  return long;
};

test("a picture of more bytes or pixels than a model takes is refused, with what to do", async () => {
  const large = padded(fakePicture("png"), maxPictureBytes + 1);
  const wide = fakePicture("png");
  new DataView(wide.buffer).setUint32(16, 8_001);
  const { call } = createWorkbench({ "/large.png": large, "/wide.png": wide });
  expect([await call("read", { file_path: "/large.png" }), await call("read", { file_path: "/wide.png" })]).toEqual([
    "refused: /large.png is a picture (image/png, 7 × 5 pixels, 3932161 bytes), more than the 3.9 MB that a model takes, so it was not shown. Ask the person to attach it to a message, which makes it smaller.",
    `refused: /wide.png is a picture (image/png, 8001 × 5 pixels, ${wide.length} bytes), longer on one side than the 8000 pixels that a model takes, so it was not shown. Ask the person to attach it to a message, which makes it smaller.`,
  ]);
});

test("a document is shown, also one that is plain text by its bytes; one that no request takes is refused", async () => {
  const bytes = fakePdf(2);
  expect(await outputOf("/report.pdf", bytes)).toEqual({
    text: `/report.pdf is shown with this result: PDF, ${bytes.length} bytes.`,
    isError: false,
    pictures: [
      { type: "document", mediaType: "application/pdf", hash: hashBytes(bytes), bytes: bytes.length, name: "report.pdf" },
    ],
  });
  expect(await outputOf("/long.pdf", padded(bytes, maxAttachedBytes + 1))).toEqual({
    text: "/long.pdf is a document (PDF, 20000001 bytes), more than the 20.0 MB that a request takes, so it was not shown. Ask the person for a shorter one.",
    isError: true,
  });
});
