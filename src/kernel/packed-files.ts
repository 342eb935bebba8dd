import type { FileRow } from "./inspection.ts";

/**
 * A listing of files as a few long values: a thread takes over 20,000 rows in a few milliseconds, where as many objects would hold
 * it up. Names and hashes one a line; a folder has no hash.
 */
export interface PackedFiles {
  readonly paths: string;
  readonly hashes: string;
  readonly sizes: Float64Array;
  readonly times: Float64Array;
  /** The places outside that a row has text from, by its place; of most rows nothing. */
  readonly origins: readonly (readonly [row: number, origins: NonNullable<FileRow["origins"]>])[];
}

export const packFiles = (rows: readonly FileRow[]): PackedFiles => ({
  paths: rows.map(({ path }) => path).join("\n"),
  hashes: rows.map(({ hash = "" }) => hash).join("\n"),
  sizes: Float64Array.from(rows, ({ sizeBytes }) => sizeBytes),
  times: Float64Array.from(rows, ({ modifiedAt }) => modifiedAt),
  origins: rows.flatMap(({ origins }, row) => (origins === undefined ? [] : [[row, origins] as const])),
});

/** The rows again. No path holds a line end: the path jail refuses it. */
export const unpackFiles = ({ paths, hashes, sizes, times, origins }: PackedFiles): readonly FileRow[] => {
  if (sizes.length === 0) return [];
  const hashOf = hashes.split("\n");
  const from = new Map(origins);
  return paths.split("\n").map((path, row): FileRow => {
    const hash = hashOf[row] ?? "";
    const [sizeBytes, modifiedAt] = [sizes[row] ?? 0, times[row] ?? 0];
    const plain: FileRow =
      hash === "" ? { path, kind: "directory", sizeBytes, modifiedAt } : { path, kind: "file", sizeBytes, modifiedAt, hash };
    const outside = from.get(row);
    return outside === undefined ? plain : { ...plain, origins: outside };
  });
};
