/** Whether entries are those of before with more of them. */
export const continues = (entries: readonly unknown[], before: readonly unknown[]): boolean =>
  entries.length >= before.length && entries[0] === (before[0] ?? entries[0]) && entries[before.length - 1] === before.at(-1);
