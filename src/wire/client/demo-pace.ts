const settingKey = "vivarium.pace";

/**
 * How fast the Demo model writes: 1 is a human pace, 0 is at once. A person's own choice in the browser's storage, for tests
 * and the impatient; anything unreadable is a human pace.
 */
export const demoPaceFrom = (storage: { readonly getItem: (key: string) => string | null }): number => {
  try {
    const text = storage.getItem(settingKey);
    const pace = text === null || text === "" ? 1 : Number(text);
    return Number.isFinite(pace) && pace >= 0 && pace <= 10 ? pace : 1;
  } catch (cause) {
    // Storage is refused by the browser: the pace is a nicety.
    if (cause instanceof DOMException) return 1;
    throw cause;
  }
};
