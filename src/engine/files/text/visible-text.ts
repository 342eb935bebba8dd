/**
 * Characters that are drawn as nothing, as a blank, or that turn the text around them: controls, line separators, bidi
 * controls, zero-width and tag characters, variation selectors, halves of surrogate pairs.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const longestQuote = 200;

/** The text with every hidden character written as its code point, `\u{202E}`: what is there is what is seen. */
export const visibleText = (text: string): string =>
  text.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}}`);

/** A piece of foreign text for a sentence: in quotes, hidden characters visible, cut after 200 UTF-16 units. */
export const quoted = (text: string): string =>
  text.length <= longestQuote ? `"${visibleText(text)}"` : `"${visibleText(text.slice(0, longestQuote))}…"`;
