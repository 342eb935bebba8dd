/** A file of the person's with the folders that it was chosen or dropped with. */
export interface NamedFile {
  readonly name: string;
  readonly size: number;
  readonly file: File;
}

const named = (file: File, name: string): NamedFile => ({ name, size: file.size, file });

/** Files from a dialog. */
export const chosenFiles = (files: readonly File[]): readonly NamedFile[] =>
  files.map((file) => named(file, file.webkitRelativePath === "" ? file.name : file.webkitRelativePath));

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader gives a folder's entries in parts, until it gives none. */
const entriesOf = async (folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> => {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
};

const filesOf = async (entry: FileSystemEntry): Promise<readonly NamedFile[]> => {
  const name = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [named(await fileOf(entry as FileSystemFileEntry), name)];
  const found: NamedFile[] = [];
  for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) found.push(...(await filesOf(inner)));
  return found;
};

/** Files that were dropped, folders with everything in them. Called while the drop is handled; afterwards it is empty. */
export const droppedFiles = async (dropped: DataTransfer): Promise<readonly NamedFile[]> => {
  const plain = [...dropped.files];
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  if (entries.length === 0 || entries.includes(null)) return chosenFiles(plain);
  const found: NamedFile[] = [];
  for (const entry of entries) if (entry !== null) found.push(...(await filesOf(entry)));
  return found;
};
