import { deflateSync } from "node:zlib";
import type { Locator, Page } from "@playwright/test";

/** A file as a person has it. */
export interface PersonsFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});
const crc = (bytes: Buffer): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
};
const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
};

/** A whole PNG in true colour. `level` 0 does not compress, so the file has three bytes for each pixel. */
export const pngFile = (name: string, width: number, height: number, level = 6): PersonsFile => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      const leaf = Math.sin((x / width) * 9 + (y / height) * 4) * 40 + Math.cos((y / height) * 14 - (x / width) * 3) * 30;
      rows[at] = 60 + leaf / 2 + (y / height) * 60;
      rows[at + 1] = 120 + leaf + (x / width) * 40;
      rows[at + 2] = 80 + (y / height) * 70 - leaf / 3;
    }
  }
  const text = chunk("tEXt", Buffer.from("Comment\0taken at home", "latin1"));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = chunk("IDAT", deflateSync(rows, { level }));
  const buffer = Buffer.concat([signature, chunk("IHDR", header), text, pixels, chunk("IEND", Buffer.alloc(0))]);
  return { name, mimeType: "image/png", buffer };
};

export const fileOf = (name: string, mimeType: string, bytes: Uint8Array): PersonsFile => ({
  name,
  mimeType,
  buffer: Buffer.from(bytes),
});

type Carried = readonly { readonly name: string; readonly type: string; readonly base64: string }[];
const carried = (files: readonly PersonsFile[]): Carried =>
  files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, base64: buffer.toString("base64") }));

const transferOf = (page: Page, files: readonly PersonsFile[]) =>
  page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, carried(files));

/** Drags files from outside over an element and lets them go there. */
export const dropOn = async (page: Page, target: Locator, files: readonly PersonsFile[]): Promise<void> => {
  const dataTransfer = await transferOf(page, files);
  await target.dispatchEvent("dragenter", { dataTransfer });
  await target.dispatchEvent("dragover", { dataTransfer });
  await target.dispatchEvent("drop", { dataTransfer });
};

/** Contents of the workspace, as they are stored: the sizes, by hash. */
export const storedContents = (page: Page): Promise<Readonly<Record<string, number>>> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("vivarium");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction("blobs").objectStore("blobs").getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(Object.fromEntries(reading.result.map(({ key, bytes }) => [key, bytes.byteLength])));
          };
        };
      }),
  );
