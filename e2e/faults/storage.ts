import type { Page } from "@playwright/test";
import { commandsTo } from "./crash.ts";

/** Limits what the origin may store; undefined lifts the limit. Has to be set before the origin first stores anything. */
export const limitStorage = async (page: Page, url: string, bytes: number | undefined): Promise<void> => {
  const commands = await commandsTo(page);
  const origin = new URL(url).origin;
  await commands.send("Storage.overrideQuotaForOrigin", bytes === undefined ? { origin } : { origin, quotaSize: bytes });
};

/** Removes what the origin has stored, as "clear site data" does, while its pages run. */
export const clearStorage = async (page: Page, url: string): Promise<void> => {
  const commands = await commandsTo(page);
  await commands.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "indexeddb" });
};
