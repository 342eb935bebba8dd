/** Whether a normalised path is the folder or lies in it, by whole segments: `/notes` never covers `/notesx`. */
export const liesIn = (path: string, folder: string): boolean => {
  const root = folder.endsWith("/") ? folder.slice(0, -1) : folder;
  return path === root || path.startsWith(`${root}/`);
};
