/** Attributes that name a file which the page shows or runs. */
const attribute = /(?:src|href|poster|data-src|xlink:href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const inStyle = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)/gi;
const imported = /@import\s+(?:"([^"]*)"|'([^']*)')/gi;

const found = (pattern: RegExp, text: string): readonly string[] =>
  [...text.matchAll(pattern)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");

/**
 * What a text of HTML or CSS may name, each once, as it is written. Looked for by pattern: too much is found rather than too little,
 * and what is not a file is left out later.
 */
export const referencesIn = (text: string): readonly string[] => [
  ...new Set([...found(attribute, text), ...found(inStyle, text), ...found(imported, text)].filter((name) => name !== "")),
];

/** Any host will do: it only serves to read relative names as a browser does. */
const nowhere = "http://workspace.invalid";

/** The path that a reference in a file means, by the rules of the web; undefined where it leaves the workspace. */
export const pathOfReference = (from: string, reference: string): string | undefined => {
  try {
    const address = new URL(reference, nowhere + from.split("/").map(encodeURIComponent).join("/"));
    return address.origin === nowhere ? decodeURIComponent(address.pathname) : undefined;
  } catch {
    // No address, or half an escape: nothing can be meant by it.
    return undefined;
  }
};

const mediaTypes: Readonly<Record<string, string>> = {
  css: "text/css",
  js: "text/javascript",
  mjs: "text/javascript",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  ico: "image/x-icon",
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  mp4: "video/mp4",
  webm: "video/webm",
};

/** What a file is served as, by its ending; undefined for what a page neither shows nor runs. */
export const mediaTypeOf = (path: string): string | undefined => {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(mediaTypes, ending) ? mediaTypes[ending] : undefined;
};
