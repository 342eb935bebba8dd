import { err, ok, type Result } from "../../../kernel/base/result.ts";

const maxAlternatives = 1_000;

interface Braces {
  readonly start: number;
  readonly end: number;
  /** What stands between the commas of the outermost level. */
  readonly parts: readonly string[];
}

/** The first `{` that is not escaped, with its `}` if it has one. */
const firstBraces = (pattern: string): Braces | undefined => {
  let start = -1;
  let depth = 0;
  let partStart = 0;
  const parts: string[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === "\\") at += 1;
    else if (character === "{") {
      if (depth === 0) [start, partStart] = [at, at + 1];
      depth += 1;
    } else if (depth > 0 && character === "}") {
      depth -= 1;
      if (depth === 0) return { start, end: at, parts: [...parts, pattern.slice(partStart, at)] };
    } else if (depth === 1 && character === ",") {
      parts.push(pattern.slice(partStart, at));
      partStart = at + 1;
    }
  }
  return start === -1 ? undefined : { start, end: -1, parts: [] };
};

/** `1..3` and `a..c`, upwards or downwards; undefined for anything else. */
const rangeOf = (part: string): readonly string[] | undefined => {
  const [, from, to] = /^(\d{1,4}|[A-Za-z])\.\.(\d{1,4}|[A-Za-z])$/.exec(part) ?? [];
  if (from === undefined || to === undefined || /\d/.test(from) !== /\d/.test(to)) return undefined;
  const isNumber = /\d/.test(from);
  const first = isNumber ? Number(from) : from.charCodeAt(0);
  const last = isNumber ? Number(to) : to.charCodeAt(0);
  const step = first <= last ? 1 : -1;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, index) => {
    const value = first + index * step;
    return isNumber ? String(value) : String.fromCharCode(value);
  });
};

const alternativesOf = (pattern: string, { start, end, parts }: Braces): readonly string[] => {
  const before = pattern.slice(0, start);
  if (end === -1) return [`${before}\\{${pattern.slice(start + 1)}`];
  const after = pattern.slice(end + 1);
  const range = parts.length === 1 ? rangeOf(parts[0] ?? "") : parts;
  // Braces without a choice in them are plain characters.
  if (range === undefined) return [`${before}\\{${pattern.slice(start + 1, end)}\\}${after}`];
  return range.map((part) => `${before}${part}${after}`);
};

/** Every pattern that `{a,b}` and `{1..3}` stand for, in order; at most 1,000. */
export const expandBraces = (pattern: string): Result<readonly string[], string> => {
  const expanded: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = firstBraces(next);
    if (braces === undefined) expanded.push(next);
    else open.push(...alternativesOf(next, braces).toReversed());
    if (expanded.length + open.length > maxAlternatives) {
      return err(`its braces stand for more than ${maxAlternatives} patterns`);
    }
  }
  return ok(expanded);
};
