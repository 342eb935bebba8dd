/** Parts of paths that the jail has resolved. The root has the empty name and is its own parent. */
export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export const joinPath = (folder: string, name: string): string => (folder === "/" ? `/${name}` : `${folder}/${name}`);

/** Folders above a path, nearest first, without the root. */
export const foldersAbove = (path: string): readonly string[] => {
  const folders: string[] = [];
  for (let folder = parentOf(path); folder !== "/"; folder = parentOf(folder)) folders.push(folder);
  return folders;
};

/** Whether `path` stands in `folder`, at any depth; never for the folder itself. */
export const isBelow = (path: string, folder: string): boolean =>
  path !== folder && (folder === "/" || path.startsWith(`${folder}/`));

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
