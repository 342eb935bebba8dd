import type { FileRow } from "../rules/inspection.ts";

/**
 * A listing of files as a few long values: a thread takes over 20,000 rows in a few milliseconds, where as many objects would hold
 * it up. Names and hashes one a line; a folder has no hash.
 */
export interface PackedFiles {
  readonly paths: string;
  readonly hashes: string;
  readonly sizes: Float64Array;
  readonly times: Float64Array;
  /** The places outside that a row has text from, as JSON, one a line; of most rows nothing. They are read where a row is drawn. */
  readonly origins: string;
}

/** A row of a listing, with its places outside as they came. */
export interface ListedFile extends Omit<FileRow, "origins"> {
  readonly outside?: string;
}

/** The places that a row of a listing has text from; undefined: none. */
export const listedOrigins = ({ outside }: Pick<ListedFile, "outside">): FileRow["origins"] =>
  // It was made by `packFiles` of the same build.
  outside === undefined ? undefined : (JSON.parse(outside) as FileRow["origins"]);

export const packFiles = (rows: readonly FileRow[]): PackedFiles => ({
  paths: rows.map(({ path }) => path).join("\n"),
  hashes: rows.map(({ hash = "" }) => hash).join("\n"),
  sizes: Float64Array.from(rows, ({ sizeBytes }) => sizeBytes),
  times: Float64Array.from(rows, ({ modifiedAt }) => modifiedAt),
  origins: rows.map(({ origins }) => (origins === undefined ? "" : JSON.stringify(origins))).join("\n"),
});

/** The rows as they are listed. No path holds a line end: the path jail refuses it. */
export const listFiles = ({ paths, hashes, sizes, times, origins }: PackedFiles): readonly ListedFile[] => {
  if (sizes.length === 0) return [];
  const [hashOf, outsideOf] = [hashes.split("\n"), origins.split("\n")];
  return paths.split("\n").map((path, row): ListedFile => {
    const [hash = "", outside = ""] = [hashOf[row], outsideOf[row]];
    const [sizeBytes, modifiedAt] = [sizes[row] ?? 0, times[row] ?? 0];
    const listed: ListedFile =
      hash === "" ? { path, kind: "directory", sizeBytes, modifiedAt } : { path, kind: "file", sizeBytes, modifiedAt, hash };
    return outside === "" ? listed : { ...listed, outside };
  });
};

/** The rows again. */
export const unpackFiles = (packed: PackedFiles): readonly FileRow[] =>
  listFiles(packed).map(({ outside, ...row }) => {
    const origins = outside === undefined ? undefined : listedOrigins({ outside });
    return origins === undefined ? row : { ...row, origins };
  });
