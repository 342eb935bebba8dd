import { type Hash, hashText } from "../../kernel/base/canonical.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { TableName } from "../../kernel/contracts/store.ts";
import { backupFormat, backupVersion } from "../../kernel/files/backup.ts";

/*
 * A backup is JSON, a value a line, in one gzip stream:
 *
 *   {"format":"vivarium-backup","version":1,"madeAt":…,"lastSeq":…}
 *   ["entry",{…}]                  every entry, in order
 *   ["row","settings",{…}]         rows that do not follow from the entries
 *   ["blob","<hash>","<base64>"]   contents that the lines above name
 *   ["end",{"lines":…,"missing":…,"hash":"…"}]
 *
 * The hash runs along the lines, each hashed together with the hash before it, so that neither end needs the whole. A content
 * enters it by its name, which is its own hash.
 */

/** Tables whose rows a backup holds. The others follow from the entries, or are of this browser only. */
export const backupTables = ["files", "days", "settings", "kept"] as const satisfies readonly TableName[];
export type BackupTable = (typeof backupTables)[number];

export const headerLine = (about: { readonly madeAt: number; readonly lastSeq: number }): string =>
  JSON.stringify({ format: backupFormat, version: backupVersion, ...about });

export const line = (...parts: readonly JsonValue[]): string => JSON.stringify(parts);

/** What of a line enters the hash. */
const hashedPart = (text: string): string => (text.startsWith('["blob","') ? text.slice(0, 74) : text);

export interface LineHash {
  readonly add: (line: string) => void;
  readonly lines: () => number;
  readonly hash: () => Hash;
}

export const createLineHash = (): LineHash => {
  let [hash, lines] = [hashText(""), 0];
  return {
    add: (text) => {
      hash = hashText(`${hash}${hashedPart(text)}`);
      lines += 1;
    },
    lines: () => lines,
    hash: () => hash,
  };
};
