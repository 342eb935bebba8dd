/** What is looked for in the lines of text files. */
export interface FileSearch {
  readonly text: string;
  /** Whether `text` is an RE2 pattern; else it is what stands there, letter by letter. */
  readonly isPattern: boolean;
  readonly matchCase: boolean;
  /** Searches only files of this name, such as `*.md`. */
  readonly glob?: string;
}

export interface LineFound {
  /** From 1. */
  readonly number: number;
  /** Without its line end; cut where it is long. */
  readonly text: string;
}

/** What a search found, by file, in order of path. */
export interface FilesFound {
  readonly files: readonly { readonly path: string; readonly lines: readonly LineFound[] }[];
  readonly hits: number;
  /** Why there may be more: the most results were reached, or the time was over or the search stopped. */
  readonly ended: "complete" | "results" | "time";
  /** Lines that were too long to be searched to their end. */
  readonly linesCut: number;
}

/** Lines that one search gives back at most. */
export const maxLinesFound = 1_000;
