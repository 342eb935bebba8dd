import type { Hash } from "../../../kernel/base/canonical.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import type { Access } from "../../../kernel/contracts/tool.ts";
import type { FileChange } from "../../../kernel/files/file.ts";
import { statePlaceAt } from "../../../kernel/files/state.ts";
import { largeLossShare, type RiskClass, type WorkspaceEffect } from "../../../kernel/log/effect.ts";

const readRisks: readonly RiskClass[] = ["read"];
const changeRisks: readonly RiskClass[] = ["change"];
const deleteRisks: readonly RiskClass[] = ["delete"];
const networkRisks: readonly RiskClass[] = ["network"];

/** What a call can do, as far as its tool tells before it runs. Calls nested in a container are judged one by one. */
export const accessRisks = (access: Access): readonly RiskClass[] => {
  switch (access) {
    case "read":
    case "container":
      return readRisks;
    case "write":
      return changeRisks;
    case "external":
      return networkRisks;
    default:
      return assertNever(access);
  }
};

const newLine = 10;

/** Lines as people count them: a last line without its line end is one. */
const countLines = (bytes: Uint8Array): number => {
  let lines = 0;
  for (let at = bytes.indexOf(newLine); at !== -1; at = bytes.indexOf(newLine, at + 1)) lines += 1;
  return bytes.length > 0 && bytes[bytes.length - 1] !== newLine ? lines + 1 : lines;
};

/** Bytes of the old content that lie between the first and the last difference. */
const bytesLost = (before: Uint8Array, after: Uint8Array): number => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return before.length - start - end;
};

type Contents = (hash: Hash) => Promise<Uint8Array | undefined>;

/** The share of the old content that an overwrite removes, 0 to 1; 1 where the old content cannot be looked at. */
const lossShare = async ({ before, after, lines }: FileChange, contents: Contents): Promise<number> => {
  if (before?.kind !== "file") return 0;
  if (after?.kind !== "file") return 1;
  if (before.sizeBytes === 0 || before.hash === after.hash || lines?.removed === 0) return 0;
  const old = await contents(before.hash);
  if (old === undefined) return 1;
  if (lines !== undefined) return lines.removed / Math.max(1, countLines(old));
  const written = await contents(after.hash);
  return written === undefined ? 1 : bytesLost(old, written) / old.length;
};

/**
 * The risk of an effect on the workspace: `delete` when a file goes, or when an overwrite removes more than
 * `largeLossShare` of one; else `change`; `read` when nothing changes. A file whose content stands at another path
 * afterwards is moved, not deleted. A value of the state is always replaced as a whole, so that is a change. One class, the
 * strongest: a permission for changes never covers a deletion.
 */
export const effectRisks = async (effect: Pick<WorkspaceEffect, "files">, contents: Contents): Promise<readonly RiskClass[]> => {
  if (effect.files.length === 0) return readRisks;
  const kept = new Set<Hash>();
  for (const { after } of effect.files) if (after?.kind === "file") kept.add(after.hash);
  for (const change of effect.files) {
    const { before, path, after } = change;
    if (before?.kind !== "file" || kept.has(before.hash)) continue;
    if (after?.kind === "file" && statePlaceAt(path) !== undefined) continue;
    if ((await lossShare(change, contents)) > largeLossShare) return deleteRisks;
  }
  return changeRisks;
};
