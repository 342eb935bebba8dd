import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import { maxPathDepth, maxSegmentBytes, reservedFolder } from "../../kernel/files/file.ts";
import { quoted } from "./text/visible-text.ts";

/** Longer text cannot be a path within the other limits, and is not worth taking apart. */
const maxPathChars = maxPathDepth * (maxSegmentBytes + 1);
const encoder = new TextEncoder();

/** Rules about characters, wherever in the path they stand. */
const forbidden: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /\0/u, reason: "it holds a NUL character" },
  { pattern: /[\p{Cc}\p{Zl}\p{Zp}]/u, reason: "it holds a control character" },
  { pattern: /\p{Cs}/u, reason: "it holds half of a surrogate pair, which is no character" },
  // A name that turns the text around it can make a path read as another one where a person approves it.
  { pattern: /[\u{202A}-\u{202E}\u{2066}-\u{2069}]/u, reason: "it holds a character that reverses the direction of text" },
  { pattern: /[\u{E0000}-\u{E007F}]/u, reason: "it holds an invisible tag character" },
  { pattern: /\\/u, reason: "it holds a backslash; folders are separated by /" },
];

const segmentProblem = (segment: string): string | undefined => {
  if (/[.\s]$/u.test(segment)) return "a name in it ends with a dot or a space";
  // UTF-8 needs at least one byte per UTF-16 unit.
  if (segment.length > maxSegmentBytes || encoder.encode(segment).length > maxSegmentBytes) {
    return `a name in it is longer than ${maxSegmentBytes} bytes`;
  }
  return undefined;
};

/** Takes `.` and `..` out by the text alone. */
const foldSegments = (segments: readonly string[]): Result<readonly string[], string> => {
  const folded: string[] = [];
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") {
      const problem = segmentProblem(segment);
      if (problem !== undefined) return err(problem);
      folded.push(segment);
    } else if (folded.pop() === undefined) {
      return err("it leads out of the workspace");
    }
  }
  return ok(folded);
};

const isReserved = (path: string): boolean => {
  const folder = path.toLowerCase();
  return folder === reservedFolder || folder.startsWith(`${reservedFolder}/`);
};

/** Short resolved paths of plain letters are most of all paths, and none of the rules but the last can refuse them. */
const maxPlainChars = 2 * maxPathDepth;
const plainPath = /^(?:\/[\w .-]*[\w-])+$/;

const checkedPath = (path: string): Result<string, string> => {
  if (path.length <= maxPlainChars && plainPath.test(path) && !isReserved(path)) return ok(path);
  if (path === "") return err("it is empty");
  if (path.length > maxPathChars) return err(`it is longer than ${maxPathChars} characters`);
  const normal = path.normalize("NFC");
  for (const { pattern, reason } of forbidden) if (pattern.test(normal)) return err(reason);
  const segments = normal.split("/").filter((segment) => segment !== "");
  if (segments.length > maxPathDepth) return err(`it has more than ${maxPathDepth} parts`);
  const folded = foldSegments(segments);
  if (!folded.ok) return folded;
  const resolved = `/${folded.value.join("/")}`;
  // After folding, because `x/../C:` starts with a drive letter as well.
  if (/^\/[A-Za-z]:/u.test(resolved)) return err("it starts with a drive letter; paths start at /");
  return isReserved(resolved) ? err(`the folder ${reservedFolder} belongs to the product`) : ok(resolved);
};

/**
 * The one meaning of a path: absolute, NFC, without `.`, `..`, double or trailing slashes. Relative paths start at `/`.
 * Nothing is percent-decoded. Refused, with a sentence that quotes the path: empty, NUL, control and direction characters,
 * tag characters, backslash, drive letters, names over 255 bytes of UTF-8 or ending in a dot or a space, more than 64 parts,
 * `..` above the root, the reserved folder. Resolving a resolved path gives it back.
 */
export const resolvePath = (path: string): Result<string, string> => {
  const checked = checkedPath(path);
  return checked.ok ? checked : err(`The path ${quoted(path)} is refused: ${checked.error}.`);
};

const jailed = (path: string): string => {
  const resolved = resolvePath(path);
  if (!resolved.ok) throw new FileSystemError("EINVAL", resolved.error);
  return resolved.value;
};

/** The same files, with every path through `resolvePath`: a refused one rejects with EINVAL. The reserved folder is not listed. */
export const jailedFiles = (files: FileSystem): FileSystem => ({
  readFile: async (path) => files.readFile(jailed(path)),
  writeFile: async (path, data) => files.writeFile(jailed(path), data),
  unlink: async (path) => files.unlink(jailed(path)),
  readdir: async (path) => {
    const folder = jailed(path);
    const names = await files.readdir(folder);
    return folder === "/" ? names.filter((name) => !isReserved(`/${name}`)) : names;
  },
  mkdir: async (path) => files.mkdir(jailed(path)),
  rmdir: async (path) => files.rmdir(jailed(path)),
  rename: async (from, to) => files.rename(jailed(from), jailed(to)),
  stat: async (path) => files.stat(jailed(path)),
});
