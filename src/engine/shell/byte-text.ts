import type { BufferEncoding } from "just-bash/browser";

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));

/** The bytes of what a command writes: one byte a character where it says so, else UTF-8. */
export const bytesOf = (content: string | Uint8Array, encoding: BufferEncoding | undefined): Uint8Array => {
  if (typeof content !== "string") return content;
  switch (encoding) {
    case "binary":
    case "latin1":
    case "ascii":
      return latin1(content);
    case "base64":
      return latin1(atob(content));
    case "hex":
      return hex(content);
    case "utf8":
    case "utf-8":
    case undefined:
      return new TextEncoder().encode(content);
  }
};

/** The text of a file: one character a byte where the command asks for it, else UTF-8. */
export const textOf = (bytes: Uint8Array, encoding: BufferEncoding | undefined | null): string => {
  const oneByOne = encoding === "binary" || encoding === "latin1" || encoding === "ascii";
  if (!oneByOne) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  let text = "";
  for (let start = 0; start < bytes.length; start += 8_192) text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return text;
};
