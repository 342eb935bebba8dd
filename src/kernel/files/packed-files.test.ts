import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileRow } from "../rules/inspection.ts";
import { packFiles, unpackFiles } from "./packed-files.ts";

const row = fc.record({
  path: fc.stringMatching(/^\/[a-z /é]{1,12}$/u),
  sizeBytes: fc.nat(),
  modifiedAt: fc.nat(),
  hash: fc.option(fc.stringMatching(/^[0-9a-f]{4}$/), { nil: undefined }),
  isFromOutside: fc.boolean(),
});

test("any listing comes out as it went in", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (drafts) => {
      const rows = drafts.map(({ hash, isFromOutside, ...rest }): FileRow => {
        const plain: FileRow = hash === undefined ? { ...rest, kind: "directory" } : { ...rest, kind: "file", hash };
        return isFromOutside ? { ...plain, origins: [{ type: "import", name: "a.zip" }] } : plain;
      });
      expect(unpackFiles(packFiles(rows))).toEqual(rows);
    }),
    { numRuns: 200 },
  );
});
