import { canonicalHash, type Hash } from "../../../kernel/base/canonical.ts";
import type { EffectId } from "../../../kernel/base/ids.ts";
import type { FileChange, FileRead, FileState } from "../../../kernel/files/file.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { byCodeUnit } from "../path-parts.ts";
import { countLines, decodeText, linesWithEnds, maxTextBytes } from "../text/text-content.ts";

type Contents = (hash: Hash) => Promise<Uint8Array | undefined>;

/** Whether two states hold the same, whoever wrote them and when. */
export const sameContent = (a: FileState | null, b: FileState | null): boolean => markOf(a) === markOf(b);

const markOf = (state: FileState | null): string | null =>
  state === null ? null : state.kind === "directory" ? "directory" : state.hash;

/** Nothing is an empty text; undefined: no text, or too long to compare. */
const textOf = async (state: FileState | null, contents: Contents): Promise<string | undefined> => {
  if (state === null) return "";
  if (state.kind === "directory" || state.sizeBytes > maxTextBytes) return undefined;
  const bytes = await contents(state.hash);
  return bytes && decodeText(bytes);
};

/** The comparison is loaded with the first change that needs one; where it cannot be loaded, nothing is counted. */
const linesBetween = async (old: string, written: string): Promise<FileChange["lines"]> => {
  if (old === "" || written === "") return { added: countLines(written), removed: countLines(old) };
  const edits = await import("../text/line-edits.ts").catch(() => undefined);
  const runs = edits?.shortestEdits(linesWithEnds(old), linesWithEnds(written));
  return edits && runs && edits.countSigns(runs);
};

const withLines = async (change: FileChange, contents: Contents): Promise<FileChange> => {
  if (change.lines !== undefined) return change;
  const { path, before, after } = change;
  if (before?.kind === "directory" || after?.kind === "directory") return { path, before, after };
  const [old, written] = [await textOf(before, contents), await textOf(after, contents)];
  const lines = old === undefined || written === undefined ? undefined : await linesBetween(old, written);
  return lines ? { path, before, after, lines } : { path, before, after };
};

/** Of path and content before and after only, whoever made the change and when. `changes`: by path. */
export const hashOfChanges = (changes: readonly FileChange[]): Hash =>
  canonicalHash(changes.map(({ path, before, after }) => ({ path, before: markOf(before), after: markOf(after) })));

/**
 * An effect as its entry records it: changes and reads sorted by path, lines counted where both contents are text of at
 * most 1 MiB and comparing them is quick. `hash` covers path and content before and after only, so the same change
 * previewed again at another time has the same hash. Changes whose lines are given are not counted again.
 */
export const describeEffect = async (
  parts: { readonly effectId: EffectId; readonly changes: readonly FileChange[]; readonly reads: readonly FileRead[] },
  contents: Contents,
): Promise<WorkspaceEffect> => {
  const sorted = parts.changes.toSorted((a, b) => byCodeUnit(a.path, b.path));
  const files: FileChange[] = [];
  for (const change of sorted) files.push(await withLines(change, contents));
  return {
    effectId: parts.effectId,
    files,
    reads: parts.reads.toSorted((a, b) => byCodeUnit(a.path, b.path)),
    hash: hashOfChanges(sorted),
  };
};
