import { err, ok } from "../../../kernel/base/result.ts";
import type { ReadPatterns } from "../../../kernel/model/check-answer-format.ts";
import { patternsIn } from "../../../kernel/model/json-schema.ts";
import { createLineMatcher, type LineMatcher } from "./line-matcher.ts";

/** It would be read as plain letters. */
const namedReference = /\\k</u;

/**
 * The patterns of a JSON Schema as grep finds its own: in time that grows with the text only, whatever the pattern. JSON Schema
 * writes them as JavaScript does; back-references and look-around are refused with a sentence.
 */
export const readPatterns: ReadPatterns = async (schema) => {
  const patterns = patternsIn(schema);
  if (patterns.length === 0) return ok(() => true);
  const { RE2JS } = await import("re2js");
  const matchers = new Map<string, LineMatcher>();
  for (const pattern of patterns) {
    const matcher = namedReference.test(pattern)
      ? err("The pattern is not valid: it has a back-reference by name, which is not looked for in bounded time.")
      : await createLineMatcher(RE2JS.translateRegExp(pattern));
    if (!matcher.ok) return err(`The schema has the pattern ${pattern}, which cannot be held against answers. ${matcher.error}`);
    matchers.set(pattern, matcher.value);
  }
  return ok((pattern, text) => {
    const matcher = matchers.get(pattern);
    if (matcher === undefined || matcher.searchedChars >= text.length) return matcher?.matches(text);
    // What comes after is not searched.
    return undefined;
  });
};
