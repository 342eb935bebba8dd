import { isPageCount } from "../../../kernel/conversation/document.ts";

/** Each byte as one character, so that places in the text are places in the file. */
const asText = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

/** Bounds on what is looked at: a file may say anything, as often as it likes. */
const maxPlaces = 200;
const [dictionaryBefore, dictionaryAfter] = [2_000, 20_000];
const maxInflatedBytes = 2_000_000;

const placesOf = (text: string, pattern: RegExp): readonly number[] => {
  const places: number[] = [];
  for (const match of text.matchAll(pattern)) {
    places.push(match.index);
    if (places.length === maxPlaces) break;
  }
  return places;
};

/** The highest number of pages that a tree of pages in this text claims: that of its root. */
const countIn = (text: string): number | undefined => {
  let most: number | undefined;
  for (const at of placesOf(text, /\/Type\s{0,8}\/Pages(?![A-Za-z])/gu)) {
    const begin = Math.max(text.lastIndexOf("<<", at), at - dictionaryBefore, 0);
    const close = text.indexOf(">>", at);
    const end = Math.min(close === -1 ? text.length : close, at + dictionaryAfter);
    const found = /\/Count\s{0,8}(\d{1,6})(?!\d)/u.exec(text.slice(begin, end))?.[1];
    const pages = found === undefined ? undefined : Number(found);
    if (isPageCount(pages) && pages > (most ?? 0)) most = pages;
  }
  return most;
};

/** What a deflated stream holds, up to a bound; undefined where it is none. */
const inflated = async (bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> => {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  let text = "";
  try {
    while (text.length < maxInflatedBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      text += asText(value);
    }
  } catch {
    // The stream is damaged, or something stands behind its end; what came before counts.
    return text === "" ? undefined : text;
  }
  // Whether the rest could be read does not matter.
  await reader.cancel().catch(() => undefined);
  return text;
};

/** The deflated streams of objects of a newer PDF, in which its tree of pages may stand. */
const objectStreams = (bytes: Uint8Array<ArrayBuffer>, text: string): readonly Uint8Array<ArrayBuffer>[] =>
  placesOf(text, /\/Type\s{0,8}\/ObjStm/gu).flatMap((at) => {
    const keyword = text.indexOf("stream", at);
    if (keyword === -1 || keyword - at > dictionaryBefore) return [];
    const newline = text.startsWith("\r\n", keyword + 6) ? 2 : 1;
    const end = text.indexOf("endstream", keyword);
    return end === -1 ? [] : [bytes.slice(keyword + 6 + newline, end)];
  });

export interface DocumentFacts {
  /** Undefined where the file does not tell it cheaply. */
  readonly pages: number | undefined;
  /** It is locked, with a password or against some uses; no provider opens such a file. */
  readonly isEncrypted: boolean;
}

/** What is told by a PDF without drawing it. Never throws; a damaged one tells less. */
export const readDocument = async (bytes: Uint8Array<ArrayBuffer>): Promise<DocumentFacts> => {
  const text = asText(bytes);
  const isEncrypted = /\/Encrypt\s{1,8}(?:\d{1,10}\s{1,8}\d{1,5}\s{1,8}R|<<)/u.test(text);
  let pages = countIn(text);
  if (pages === undefined && !isEncrypted) {
    for (const stream of objectStreams(bytes, text)) {
      const found = countIn((await inflated(stream)) ?? "");
      if (found !== undefined && found > (pages ?? 0)) pages = found;
    }
  }
  return { pages, isEncrypted };
};
