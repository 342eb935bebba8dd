import { err, ok, type Result } from "../../../kernel/base/result.ts";

/** Finds a pattern in single lines, in time that grows with the length of the line only. */
export interface LineMatcher {
  readonly matches: (line: string) => boolean;
  /** False where no line of a text can match, found faster than by looking at each. Absent: nobody knows before. */
  readonly mayMatchIn?: (text: string) => boolean;
  /** The line with "[…]" in place of every match, and of whatever is not searched. */
  readonly mask: (line: string) => string;
  /** UTF-16 units of a line that are looked at; what comes after is not searched. */
  readonly searchedChars: number;
}

const longestSearch = 1024 * 1024;
/**
 * Steps of the worst case, instructions of the compiled pattern times characters. One takes about 12 ns (measured: random
 * text that defeats the table of states), so one line takes at most half a second.
 */
const maxSteps = 40_000_000;

const maskMark = "[…]";

const whatIsMissing =
  "Patterns are RE2 regular expressions, which never take exponential time; they have no back-references such as \\1 " +
  "and no look-around such as (?=…), (?!…), (?<=…) or (?<!…).";

/** The matcher of a pattern, or a sentence that says what is wrong with it. Loads the engine unless the pattern is plain text. */
export const createLineMatcher = async (pattern: string): Promise<Result<LineMatcher, string>> => {
  if (!/[\\^$.|?*+()[\]{}]/.test(pattern)) {
    return ok({
      matches: (line) => line.includes(pattern),
      mayMatchIn: (text) => text.includes(pattern),
      mask: (line) => (pattern === "" ? line : line.replaceAll(pattern, () => maskMark)),
      searchedChars: Number.POSITIVE_INFINITY,
    });
  }
  const { RE2JS } = await import("re2js");
  try {
    const compiled = RE2JS.compile(pattern);
    const searchedChars = Math.min(longestSearch, Math.floor(maxSteps / Math.max(1, compiled.programSize())));
    return ok({
      matches: (line) => compiled.test(line.length > searchedChars ? line.slice(0, searchedChars) : line),
      mask: (line) => {
        const isCut = line.length > searchedChars;
        const masked = compiled.matcher(isCut ? line.slice(0, searchedChars) : line).replaceAll(maskMark);
        return isCut ? masked + maskMark : masked;
      },
      searchedChars,
    });
  } catch (cause) {
    // Compiling fails for one reason: a pattern that the engine does not accept.
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(`The pattern is not valid: ${reason}. ${whatIsMissing}`);
  }
};
