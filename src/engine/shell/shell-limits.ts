import type { BashOptions } from "just-bash/browser";
import { maxFileBytes } from "../../kernel/files/file.ts";

const mebibyte = 1024 * 1024;

/** How long a command may work without letting anything else happen: below the 4 s after which the page restarts a silent worker. */
export const busyLimitMs = 2_000;

/** What one command may write to files, all together. */
export const writtenLimitBytes = 128 * mebibyte;

/** What is kept of variables from one command to the next. */
export const keptVariables = { count: 200, chars: 16 * 1024 };

/**
 * What one command may use. Each is far above what honest work needs, and low enough that a hostile line ends within its time,
 * because time alone is only looked at between two steps.
 */
export const shellLimits: NonNullable<BashOptions["executionLimits"]> = {
  // Time is kept outside of it, because waiting for a person is no work of the command.
  maxExecutionTimeMs: 2_147_483_647,
  maxExtensionCleanupTimeMs: 100,
  maxSourceBytes: mebibyte,
  maxHeredocSize: mebibyte,
  maxCommandCount: 100_000,
  maxLoopIterations: 100_000,
  maxAwkIterations: 1_000_000,
  // A line that grows with every round costs the square of its rounds.
  maxSedIterations: 10_000,
  maxJqIterations: 100_000,
  maxCallDepth: 100,
  maxExecDepth: 32,
  maxSourceDepth: 32,
  maxSubstitutionDepth: 32,
  maxBraceExpansionResults: 10_000,
  maxArrayElements: 100_000,
  maxQueryElements: 100_000,
  maxCsvRows: 100_000,
  maxCsvCells: 1_000_000,
  maxGlobOperations: 100_000,
  maxTraversalEntries: 100_000,
  maxTraversalDepth: 100,
  maxTraversalWork: 1_000_000,
  maxStringLength: maxFileBytes,
  maxOutputSize: 16 * mebibyte,
  maxInputBytes: 128 * mebibyte,
  maxLiveBytes: 256 * mebibyte,
  maxFileSystemBytes: 64 * mebibyte,
  maxArchiveBytes: 64 * mebibyte,
  maxArchiveEntryBytes: maxFileBytes,
  maxArchiveEntries: 10_000,
  maxFileDescriptors: 64,
};
