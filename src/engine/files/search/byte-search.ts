/** For each position, how much of the pattern's beginning ends there (Knuth, Morris and Pratt). */
const fallbacksOf = (pattern: Uint8Array): Int32Array => {
  const fallbacks = new Int32Array(pattern.length);
  let matched = 0;
  for (let at = 1; at < pattern.length; at += 1) {
    while (matched > 0 && pattern[at] !== pattern[matched]) matched = fallbacks[matched - 1] ?? 0;
    if (pattern[at] === pattern[matched]) matched += 1;
    fallbacks[at] = matched;
  }
  return fallbacks;
};

/** Where the pattern occurs, from the left, without overlaps. Linear in the bytes whatever the pattern; none for an empty one. */
export function* findBytes(bytes: Uint8Array, pattern: Uint8Array): Generator<number> {
  if (pattern.length === 0) return;
  const fallbacks = fallbacksOf(pattern);
  let matched = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    while (matched > 0 && bytes[at] !== pattern[matched]) matched = fallbacks[matched - 1] ?? 0;
    if (bytes[at] === pattern[matched]) matched += 1;
    if (matched === pattern.length) {
      yield at - matched + 1;
      matched = 0;
    }
  }
}
