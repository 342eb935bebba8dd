/** Names longer than this are compared by their beginnings; what a model made up may have any length. */
const comparedChars = 64;

/** How many letters have to be put in, taken out or replaced to make one of the other (Levenshtein), whatever their case. */
const distance = (first: string, second: string): number => {
  const [a, b] = [first, second].map((name) => name.slice(0, comparedChars).toLowerCase()) as [string, string];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/**
 * Which name was probably meant: the first of the closest ones, where at most a third of its letters differ or one is in the
 * other (`path` in `file_path`). Undefined where none is close.
 */
export const nearestName = (name: string, names: readonly string[]): string | undefined => {
  let best: { readonly name: string; readonly far: number } | undefined;
  for (const one of names) {
    const [short, long] = name.length < one.length ? [name, one] : [one, name];
    const isInside = short.length >= 3 && long.toLowerCase().includes(short.toLowerCase());
    const far = isInside ? 1 : distance(name, one);
    if (far <= Math.max(1, Math.floor(one.length / 3)) && far < (best?.far ?? Number.POSITIVE_INFINITY))
      best = { name: one, far };
  }
  return best?.name;
};
