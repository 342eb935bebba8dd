/** A rule's words inside a longer text, without the full stop that they may end in. */
export const withoutStop = (text: string): string => text.trim().replace(/[.\s]+$/, "");

/** A rule's words as a sentence of their own: one full stop, whether or not they have one. */
export const withStop = (text: string): string => (/[!?…]$/.test(text.trim()) ? text.trim() : `${withoutStop(text)}.`);

/** Text in one line of at most `most` characters; what is left out shows as an ellipsis. */
export const oneLine = (text: string, most: number): string => {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = Array.from(line.slice(0, most * 2 + 2));
  return characters.length > most ? `${characters.slice(0, most).join("").trimEnd()}…` : line;
};
