/** Where `name` stands or would stand in names sorted by code unit. */
const placeOf = (names: readonly string[], name: string): number => {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? "") < name) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Sorted names with one more; the argument stays as it is, so a reader can keep it. */
export const withName = (names: readonly string[], name: string): readonly string[] => {
  const place = placeOf(names, name);
  return names[place] === name ? names : names.toSpliced(place, 0, name);
};

/** Sorted names without one; the argument stays as it is. */
export const withoutName = (names: readonly string[], name: string): readonly string[] => {
  const place = placeOf(names, name);
  return names[place] === name ? names.toSpliced(place, 1) : names;
};
