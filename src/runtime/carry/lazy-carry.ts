import type { StorageStatus } from "../../kernel/conversation/live.ts";
import { type LastBackup, lastBackupFrom } from "../../kernel/files/backup.ts";
import type { KeyRing } from "../../platform/secrets/key-ring.ts";
import { lazily } from "../lazily.ts";
import type { Setting, SettingRows } from "../sessions/setting-rows.ts";
import { lastBackupKey } from "./backup-keys.ts";
import type { CarryDeps, CarryDesk } from "./carry-desk.ts";

/** When the last backup was made; undefined: none was. */
export const openLastBackup = (settings: SettingRows): Setting<LastBackup | undefined> =>
  settings.open<LastBackup | undefined>(lastBackupKey, {
    read: lastBackupFrom,
    write: (value) => (value === undefined ? null : { ...value }),
  });

/** What takes things in and out, loaded when it is first asked. */
export const lazyCarryDesk = ({
  keys,
  storage,
  ...deps
}: Omit<CarryDeps, "scrub" | "holdsKeys" | "isKept"> & {
  readonly keys: KeyRing;
  readonly storage: () => StorageStatus;
}): (() => Promise<CarryDesk>) =>
  lazily(async () =>
    (await import("./carry-desk.ts")).createCarryDesk({
      ...deps,
      scrub: keys.scrub,
      holdsKeys: () => keys.origins().length > 0,
      isKept: () => storage().status === "saved",
    }),
  );
