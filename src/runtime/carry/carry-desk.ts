import { archiveLimits } from "../../engine/files/archive/archive-limits.ts";
import { decodeText } from "../../engine/files/text/text-content.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { LastBackup, RestoredBackup } from "../../kernel/files/backup.ts";
import type { ImportedFiles, ImportPreview } from "../../kernel/files/import-preview.ts";
import { type StorageItems, wipePhrase } from "../../kernel/files/storage-items.ts";
import { maxCassetteChars, readCassette } from "../../kernel/model/cassette.ts";
import { type ExportedFiles, exportFiles } from "../files/file-export.ts";
import { readStorageItems } from "../files/storage-items.ts";
import type { Setting } from "../sessions/setting-rows.ts";
import { createFileImports } from "./file-imports.ts";
import { createRestoring, type RestoreChoice, type RestoreDeps } from "./restore-backup.ts";
import type { BroughtFile } from "./stage-files.ts";
import { type WriteBackupDeps, writeBackup } from "./write-backup.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** A file of the person's, not read yet. */
export interface PickedFile {
  readonly name: string;
  readonly file: Blob;
}

export interface MadeBackup {
  readonly file: Blob;
  readonly madeAt: number;
  /** Contents that are missing or damaged in the store. */
  readonly missing: number;
}

/** What goes out of the workspace and comes into it. Everything that comes in is looked at first. */
export interface CarryDesk {
  /** `folder`: `/` for everything. */
  readonly exportFiles: (folder: string) => Answered<ExportedFiles>;
  readonly preview: (picked: PickedFile, into: string) => Answered<ImportPreview>;
  readonly readStorageItems: () => Answered<StorageItems>;
  /** Erases everything, where the phrase is the right one. The workspace has to be opened anew afterwards. */
  readonly wipe: (phrase: string) => Answered<null>;
  readonly makeBackup: () => Answered<MadeBackup>;
  readonly restoreBackup: (picked: PickedFile, choice: RestoreChoice) => Answered<RestoredBackup>;
  readonly importFiles: (picked: PickedFile, into: string, digest: Hash) => Answered<ImportedFiles>;
}

export interface CarryDeps extends RestoreDeps, WriteBackupDeps {
  readonly lastBackup: Setting<LastBackup | undefined>;
}

const tooLarge = (name: string): Failure => ({
  type: "invalid-input",
  message: `${name} is larger than ${archiveLimits.archiveBytes / 1024 / 1024} MB, the most that is brought in at once. Nothing was brought in; divide it.`,
});

const otherPhrase: Failure = {
  type: "invalid-input",
  message: `Nothing was erased: what was typed is not “${wipePhrase}”.`,
};

const bytesOf = async ({ name, file }: PickedFile): Answered<BroughtFile> => {
  if (file.size > archiveLimits.archiveBytes) return err(tooLarge(name));
  try {
    return ok({ name, bytes: new Uint8Array(await file.arrayBuffer()) });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${name} could not be read: ${why}. Nothing was brought in; it may have been moved or changed, so choose it again.`;
    return err({ type: "invalid-input", message });
  }
};

/** A cassette says what it is in its first words. */
const isGzip = async ({ file }: PickedFile): Promise<boolean> => {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
};

const cassetteIn = ({ bytes }: BroughtFile): ReturnType<typeof readCassette> | undefined => {
  if (bytes[0] !== 0x7b || bytes.length > maxCassetteChars * 3) return undefined;
  const text = decodeText(bytes);
  return text?.includes('"vivarium-cassette"') === true ? readCassette(text) : undefined;
};

export const createCarryDesk = (deps: CarryDeps): CarryDesk => {
  const imports = createFileImports(deps);
  const restoring = createRestoring(deps);
  return {
    readStorageItems: () => readStorageItems(deps),
    wipe: async (phrase) => {
      if (phrase.trim().toLowerCase() !== wipePhrase) return err(otherPhrase);
      return deps.store.replace({ entries: [], effects: [], keeps: [] });
    },
    makeBackup: async () => {
      const written = await writeBackup(deps);
      if (!written.ok) return written;
      const { file, lastSeq, madeAt, missing } = written.value;
      const noted = await deps.lastBackup.change(() => ok({ madeAt, seq: lastSeq }));
      return noted.ok ? ok({ file, madeAt, missing }) : noted;
    },
    restoreBackup: restoring.restore,
    exportFiles: (folder) => exportFiles(deps, folder),
    preview: async (picked, into) => {
      if (await isGzip(picked)) return restoring.preview(picked);
      const brought = await bytesOf(picked);
      if (!brought.ok) return brought;
      const cassette = cassetteIn(brought.value);
      if (cassette?.ok === true) {
        const { exchanges, model, name } = cassette.value;
        return ok({ type: "cassette", name, model, answers: exchanges.length });
      }
      return imports.preview(brought.value, into);
    },
    importFiles: async (picked, into, digest) => {
      const brought = await bytesOf(picked);
      return brought.ok ? imports.bring(brought.value, into, digest) : brought;
    },
  };
};
