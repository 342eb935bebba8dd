const maxChars = 120;

/** The first words of a text, on one line, for a sentence that quotes it. */
export const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > maxChars ? `${line.slice(0, maxChars)}…` : line;
};
