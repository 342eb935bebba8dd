const maxExcerpt = 200;

/** A server's own words, shortened, on one line; markup stays text. */
export const excerptOf = (text: string): string => {
  const line = text.replace(/\s+/gu, " ").trim();
  return line.length <= maxExcerpt ? line : `${line.slice(0, maxExcerpt - 1)}…`;
};
