import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { quoted } from "../text/visible-text.ts";
import { expandBraces } from "./glob-braces.ts";
import { matchesTokens, tokensOf } from "./glob-segment.ts";

/** Whether a path without its leading `/` matches. */
export type GlobMatcher = (path: string) => boolean;

const maxPatternChars = 1_024;
const maxGlobstars = 32;

type SegmentMatcher = "globstar" | ((name: string) => boolean);

const segmentMatcher = (segment: string): SegmentMatcher => {
  if (segment === "**") return "globstar";
  const tokens = tokensOf(segment);
  if (tokens.every((token) => token.type === "character")) {
    const name = tokens.map((token) => (token.type === "character" ? token.character : "")).join("");
    return (candidate) => candidate === name;
  }
  return (name) => matchesTokens(tokens, [...name]);
};

/** Goes back to the last `**` only: what an earlier one could take, the last one can take as well. */
const matchesSegments = (pattern: readonly SegmentMatcher[], names: readonly string[]): boolean => {
  let at = 0;
  let next = 0;
  let globstar = -1;
  let taken = 0;
  while (next < names.length) {
    const segment = pattern[at];
    if (segment === "globstar") {
      globstar = at;
      taken = next;
      at += 1;
    } else if (segment?.(names[next] ?? "")) {
      at += 1;
      next += 1;
    } else if (globstar === -1) {
      return false;
    } else {
      at = globstar + 1;
      taken += 1;
      next = taken;
    }
  }
  while (pattern[at] === "globstar") at += 1;
  return at === pattern.length;
};

/** A pattern that ends with `**` means what is in the folder, never the folder's own name. */
const segmentsOf = (pattern: string): readonly SegmentMatcher[] =>
  (pattern.endsWith("**") ? pattern.replace(/(^|\/)\*\*$/, "$1**/*") : pattern)
    .split("/")
    .filter((segment, index) => segment !== "." && !(segment === "" && index === 0))
    .map(segmentMatcher);

const problemOf = (pattern: string): string | undefined => {
  if (pattern === "") return "it is empty";
  if (pattern.length > maxPatternChars) return `it is longer than ${maxPatternChars} characters`;
  if (/(?<!\\)[?*+@!]\(/.test(pattern))
    return "groups such as +(a|b) are not understood; write {a,b} instead, or \\( for a parenthesis";
  if (pattern.split("/").includes("..")) return "it holds ..; name the folder in path instead";
  if (pattern.split("/").filter((segment) => segment === "**").length > maxGlobstars)
    return `it holds more than ${maxGlobstars} times **`;
  return undefined;
};

const compileChecked = (pattern: string): Result<GlobMatcher, string> => {
  const problem = problemOf(pattern);
  if (problem !== undefined) return err(problem);
  const isNegated = pattern.startsWith("!");
  const expanded = expandBraces(pattern.slice(isNegated ? 1 : 0).normalize("NFC"));
  if (!expanded.ok) return expanded;
  const alternatives = expanded.value.map(segmentsOf);
  return ok((path) => {
    const names = path.split("/");
    return alternatives.some((segments) => matchesSegments(segments, names)) !== isNegated;
  });
};

/**
 * A matcher for a glob pattern: `*` and `?` within a name, `**` for any folders, `[a-z]`, `[!a]`, `{a,b}`, `{1..3}`, `\` before
 * a character that stands for itself, `!` at the start for everything else. Names that start with a dot match like others.
 * Matching takes no more than length of pattern times length of path, whatever the pattern. The error is one sentence.
 */
export const compileGlob = (pattern: string): Result<GlobMatcher, string> => {
  const compiled = compileChecked(pattern);
  return compiled.ok ? compiled : err(`The glob pattern ${quoted(pattern)} is refused: ${compiled.error}.`);
};
