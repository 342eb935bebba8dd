const pieceBytes = 32_768;

export const toBase64 = (bytes: Uint8Array): string => {
  let binary = "";
  for (let start = 0; start < bytes.length; start += pieceBytes)
    binary += String.fromCharCode(...bytes.subarray(start, start + pieceBytes));
  return btoa(binary);
};

/** Undefined where the text is no base64. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    // It throws for exactly one reason: this is not base64.
    return undefined;
  }
};
