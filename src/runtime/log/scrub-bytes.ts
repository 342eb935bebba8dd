const pieceBytes = 32_768;

/** One character for each byte, so that any bytes can be searched as text. */
const latinOf = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += pieceBytes) text += String.fromCharCode(...bytes.subarray(at, at + pieceBytes));
  return text;
};

/** Contents without the keys that are held, whatever else they are; the same array where none is in them. Keys are plain ASCII. */
export const scrubBytes = (bytes: Uint8Array, scrub: (text: string) => string): Uint8Array => {
  const text = latinOf(bytes);
  const clean = scrub(text);
  return clean === text ? bytes : Uint8Array.from(clean, (character) => character.charCodeAt(0));
};
