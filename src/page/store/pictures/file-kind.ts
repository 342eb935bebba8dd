const begins = (bytes: Uint8Array, text: string, at = 0): boolean =>
  [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));

const signatures: readonly (readonly [string, (bytes: Uint8Array) => boolean])[] = [
  ["a HEIC picture", (bytes) => begins(bytes, "ftyp", 4) && /^(?:hei|hev|mif|msf)/.test(asText(bytes.subarray(8, 12)))],
  ["an AVIF picture", (bytes) => begins(bytes, "ftypavi", 4)],
  ["a video", (bytes) => begins(bytes, "ftyp", 4)],
  ["a TIFF picture", (bytes) => begins(bytes, "II*\0") || begins(bytes, "MM\0*")],
  ["a BMP picture", (bytes) => begins(bytes, "BM")],
  ["a ZIP archive or an office document", (bytes) => begins(bytes, "PK\u0003\u0004")],
];

const asText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const markup = (bytes: Uint8Array): string | undefined => {
  const start = asText(bytes.subarray(0, 1_024)).trimStart().toLowerCase();
  if (!start.startsWith("<")) return undefined;
  return start.includes("<svg") ? "an SVG drawing, which is text with code in it" : "a text with markup";
};

/** What a file is that cannot be attached, in words, by its content; undefined where that is not known. */
export const fileKind = (bytes: Uint8Array): string | undefined =>
  signatures.find(([, matches]) => matches(bytes))?.[0] ?? markup(bytes);
