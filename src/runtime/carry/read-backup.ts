import { fromBase64 } from "../../kernel/base/base64.ts";
import { type Hash, hashBytes } from "../../kernel/base/canonical.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseUntrustedJson } from "../../kernel/base/json.ts";
import { backupFormat, backupVersion } from "../../kernel/files/backup.ts";
import { maxFileBytes } from "../../kernel/files/file.ts";
import { createLineHash } from "./backup-lines.ts";

/** A line of a backup, checked as far as it can be by itself. */
export type BackupItem =
  | { readonly type: "header"; readonly madeAt: number; readonly lastSeq: number }
  | { readonly type: "entry"; readonly value: JsonObject }
  | { readonly type: "row"; readonly table: string; readonly row: JsonObject }
  | { readonly type: "blob"; readonly hash: Hash; readonly bytes: Uint8Array }
  | { readonly type: "end"; readonly hash: Hash; readonly missing: number };

/** It is not a backup, or not a whole one; the message is the end of a sentence. */
export class NoBackup extends Error {}

/** Of a line: a content of the largest file in base64, with room. */
const maxLineChars = Math.ceil((maxFileBytes * 4) / 3) + 1024;
/** Of everything, unpacked. */
const maxTotalChars = 4 * 1024 * 1024 * 1024;
const limits = { maxChars: maxLineChars, maxDepth: 200 };

const unpacked = (file: Blob): ReadableStream<string> => {
  const gunzip = new DecompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  const decoder = new TextDecoderStream("utf-8", { fatal: true, ignoreBOM: true }) as unknown as ReadableWritablePair<
    string,
    Uint8Array
  >;
  return file.stream().pipeThrough(gunzip).pipeThrough(decoder);
};

async function* linesOf(file: Blob): AsyncGenerator<string> {
  let [rest, total] = ["", 0];
  const reader = unpacked(file).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      total += value.length;
      if (total > maxTotalChars) throw new NoBackup("unpacked it is larger than 4 GB.");
      const pieces = value.split("\n");
      for (const [index, piece] of pieces.entries()) {
        // A line that comes in many pieces is one text of many parts until it is whole.
        rest = rest === "" ? piece : rest + piece;
        if (rest.length > maxLineChars) throw new NoBackup("a line of it is longer than any that is written.");
        if (index === pieces.length - 1) continue;
        yield rest;
        rest = "";
      }
    }
  } catch (cause) {
    if (cause instanceof NoBackup) throw cause;
    throw new NoBackup("it is cut off or damaged, or not packed by this program.");
  } finally {
    // The reader of a line may have had enough.
    await reader.cancel().catch(() => undefined);
  }
  if (rest !== "") throw new NoBackup("it is cut off.");
}

const isCount = (value: JsonValue | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const headerOf = (value: JsonValue): BackupItem => {
  if (!isJsonObject(value) || value.format !== backupFormat) throw new NoBackup("it does not say that it is one.");
  if (value.version !== backupVersion) {
    const newer = typeof value.version === "number" && value.version > backupVersion;
    const which = JSON.stringify(value.version ?? null).slice(0, 40);
    throw new NoBackup(
      newer
        ? `it is of version ${which}, and this program reads version ${backupVersion}; reload the page to get the newest program.`
        : `its version is ${which}, which is none.`,
    );
  }
  const { lastSeq, madeAt } = value;
  if (!isCount(madeAt) || !isCount(lastSeq)) throw new NoBackup("its first line is damaged.");
  return { type: "header", madeAt, lastSeq };
};

const itemOf = (value: JsonValue, number: number): BackupItem => {
  const damaged = new NoBackup(`its line ${number} is damaged.`);
  if (!Array.isArray(value)) throw damaged;
  const [kind, first, second]: readonly (JsonValue | undefined)[] = value;
  if (kind === "entry" && isJsonObject(first)) return { type: "entry", value: first };
  if (kind === "row" && typeof first === "string" && isJsonObject(second)) return { type: "row", table: first, row: second };
  if (kind === "end" && isJsonObject(first) && typeof first.hash === "string" && isCount(first.missing))
    return { type: "end", hash: first.hash, missing: first.missing };
  if (kind !== "blob" || typeof first !== "string" || typeof second !== "string") throw damaged;
  const bytes = fromBase64(second);
  if (bytes === undefined || hashBytes(bytes) !== first) throw new NoBackup(`the content in its line ${number} is damaged.`);
  return { type: "blob", hash: first, bytes };
};

/**
 * The lines of a backup in their order: the header first, the end last. Throws `NoBackup` where it is anything else, was cut off or
 * changed, or is written by a newer program; only who has seen the end may rely on what came before it.
 */
export async function* readBackup(file: Blob): AsyncGenerator<BackupItem> {
  const hashing = createLineHash();
  let isEnded = false;
  for await (const text of linesOf(file)) {
    if (isEnded) throw new NoBackup("something stands behind its end.");
    const parsed = parseUntrustedJson(text, limits);
    const number = hashing.lines() + 1;
    if (!parsed.ok) throw new NoBackup(number === 1 ? "it does not say that it is one." : `its line ${number} is damaged.`);
    const item = number === 1 ? headerOf(parsed.value) : itemOf(parsed.value, number);
    if (item.type === "end") {
      if (item.hash !== hashing.hash()) throw new NoBackup("its hash is another one, so something in it was changed.");
      isEnded = true;
    } else hashing.add(text);
    yield item;
  }
  if (!isEnded) throw new NoBackup("it is cut off.");
}
