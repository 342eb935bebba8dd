/** Brings the typefaces in. Called after the first paint, so that words are never kept waiting for their shapes. */
export const loadFonts = async (): Promise<void> => {
  await import("./fonts.css");
};
