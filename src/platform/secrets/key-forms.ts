/** A shorter key cannot be told from a word: what people type for servers that need none, such as "ollama". */
const minScrubbedChars = 8;

/**
 * The part of a base64 text that is the same wherever in a longer input the key stands, for one of its three alignments:
 * each character holds 6 bits, so the ones at both ends share bits with what stands beside the key.
 */
const base64Core = (key: string, before: number): string =>
  btoa("\0".repeat(before) + key).slice(Math.ceil((before * 8) / 6), Math.floor(((before + key.length) * 8) / 6));

/**
 * How a key can stand in a text that a server, a browser or a person writes: as it is, URL-encoded, as JSON writes it, and
 * inside base64 or base64url of a longer text. Longest first. Keys are printable ASCII. Whoever holds a key can hide it in
 * ways that no list knows; this catches what happens by itself.
 */
export const formsOfKey = (key: string): readonly string[] => {
  if (key.length < minScrubbedChars) return [];
  const cores = [0, 1, 2].map((before) => base64Core(key, before));
  const url = cores.map((core) => core.replaceAll("+", "-").replaceAll("/", "_"));
  const forms = new Set([key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), ...cores, ...url]);
  return [...forms].sort((a, b) => b.length - a.length);
};
