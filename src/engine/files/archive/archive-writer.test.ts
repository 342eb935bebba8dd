import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { createArchiveWriter } from "./archive-writer.ts";

const written = (count: number): Uint8Array => {
  const writer = createArchiveWriter();
  const pieces = Array.from({ length: count }, (_, index) =>
    writer.add({ kind: "file", path: `/${index.toString(36)}`, modifiedAt: 0, bytes: Uint8Array.of(index & 0xff) }),
  ).flat();
  return Buffer.concat([...pieces, ...writer.end()]);
};

/** The signature of the record that counts many entries. */
const isLarge = (bytes: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from([0x50, 0x4b, 6, 6]));

test.each([65_534, 65_535, 65_540])("an archive of %i files is one that others read, each with what it holds", (count) => {
  const archive = written(count);
  const files = unzipSync(archive);
  expect([isLarge(archive), Object.keys(files).length]).toEqual([count > 65_534, count]);
  expect([0, 1, count - 1].map((index) => [...(files[index.toString(36)] ?? [])])).toEqual([[0], [1], [(count - 1) & 0xff]]);
});
