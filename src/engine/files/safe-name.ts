import { maxSegmentBytes } from "../../kernel/files/file.ts";

const encoder = new TextEncoder();

/** What the path jail refuses in a name, and the separators. */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{E0000}-\u{E007F}\\/]/gu;
const drive = /^([A-Za-z]):/u;

/** Room for a number behind a name that is taken. */
const maxNameBytes = maxSegmentBytes - 16;

const cutTo = (text: string, bytes: number): string => {
  let cut = text;
  while (encoder.encode(cut).length > bytes) cut = [...cut].slice(0, -1).join("");
  return cut;
};

/** A name and its ending, which keeps its dot: `notes`, `.md`. A name that begins with its only dot has no ending. */
const partsOf = (name: string): readonly [stem: string, ending: string] => {
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name.length - dot > 16 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
};

/**
 * The nearest name to this one that can stand in a path: every character that the jail refuses becomes `_`, dots and spaces at the
 * end go, and a name that is too long is cut before its ending. Never empty.
 */
export const safeName = (name: string): string => {
  const clean = name
    .normalize("NFC")
    .replace(unsafe, "_")
    .replace(drive, "$1_")
    .replace(/[.\s]+$/u, "");
  if (clean === "") return "file";
  const [stem, ending] = partsOf(clean);
  const kept = cutTo(stem, maxNameBytes - encoder.encode(ending).length);
  return `${kept}${ending}`.replace(/[.\s]+$/u, "") || "file";
};

/** The name with a number before its ending: `notes (2).md`. */
export const numberedName = (name: string, number: number): string => {
  const [stem, ending] = partsOf(name);
  return `${stem} (${number})${ending}`;
};
