const maxExcerpt = 200;

/** A server's own words, shortened, on one line; markup stays text. */
export const excerptOf = (text: string): string => {
  const line = text.replace(/\s+/gu, " ").trim();
  return line.length <= maxExcerpt ? line : `${line.slice(0, maxExcerpt - 1)}…`;
};

/** What a server said, as a sentence behind others; nothing where it said nothing. */
export const quoted = (message: string): string => (message.trim() === "" ? "" : ` It said: "${excerptOf(message)}"`);
