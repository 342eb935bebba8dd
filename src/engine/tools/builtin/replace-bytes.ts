import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { maxFileBytes } from "../../../kernel/files/file.ts";
import { findBytes } from "../../files/search/byte-search.ts";

export interface Replacement {
  readonly old: Uint8Array;
  readonly replacement: Uint8Array;
}

export const countBytes = (bytes: Uint8Array, pattern: Uint8Array): number => {
  let count = 0;
  for (const _ of findBytes(bytes, pattern)) count += 1;
  return count;
};

/** Every occurrence replaced, all other bytes as they are. Refused before anything is allocated when the result is too large. */
export const replaceBytes = (bytes: Uint8Array, { old, replacement }: Replacement, count: number): Result<Uint8Array, string> => {
  const size = bytes.length + count * (replacement.length - old.length);
  if (size > maxFileBytes)
    return err(`The file would have ${size} bytes; at most ${maxFileBytes} are possible. Nothing was changed.`);
  const replaced = new Uint8Array(size);
  let read = 0;
  let written = 0;
  for (const at of findBytes(bytes, old)) {
    replaced.set(bytes.subarray(read, at), written);
    written += at - read;
    replaced.set(replacement, written);
    written += replacement.length;
    read = at + old.length;
  }
  replaced.set(bytes.subarray(read), written);
  return ok(replaced);
};
