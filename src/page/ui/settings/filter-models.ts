/** As many as a list is looked through; the rest is found by typing. */
export const mostShown = 100;

/** Names that hold every word of the query, in any order and case; those that begin with it first. */
export const filterModels = (models: readonly string[], query: string): readonly string[] => {
  const words = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const first = words[0];
  if (first === undefined) return models;
  const found = models.filter((model) => {
    const name = model.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  const begins = found.filter((model) => model.toLowerCase().startsWith(first));
  const rest = found.filter((model) => !model.toLowerCase().startsWith(first));
  return [...begins, ...rest];
};
