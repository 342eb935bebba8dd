import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { chromiumArguments, installedChromium } from "../tools/find-chromium.mjs";

/** A browser of its own, on a profile that lies on the disk and outlives it. */
export interface OwnBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Ends the browser's process as the kernel does when memory runs out: nothing in it runs any more. */
  readonly kill: () => Promise<void>;
}

/** A folder for a profile, and the browsers that are opened on it one after the other. */
export interface Profile {
  readonly folder: string;
  readonly open: () => Promise<OwnBrowser>;
  readonly remove: () => Promise<void>;
}

/** The browser's main process keeps its number in a link in the profile, so that no second one opens it. */
const processOf = (folder: string): number => {
  const owner = /-(\d+)$/.exec(readlinkSync(join(folder, "SingletonLock")))?.[1];
  if (owner === undefined) throw new Error("The profile names no process.");
  return Number(owner);
};

export const createProfile = async (pace: number): Promise<Profile> => {
  const folder = await mkdtemp(join(tmpdir(), "vivarium-profile-"));
  const executablePath = installedChromium();
  const open = async (): Promise<OwnBrowser> => {
    const context = await chromium.launchPersistentContext(folder, {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...chromiumArguments],
      acceptDownloads: true,
    });
    await context.addInitScript((value) => localStorage.setItem("vivarium.pace", value), String(pace));
    return {
      context,
      page: context.pages()[0] ?? (await context.newPage()),
      kill: async () => {
        const closed = new Promise((resolve) => context.once("close", resolve));
        process.kill(processOf(folder), "SIGKILL");
        await closed;
      },
    };
  };
  return { folder, open, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
};

/** The files under a folder whose bytes hold a text, as it is or as two bytes a character. */
export const filesHolding = (folder: string, text: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    return bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le")) ? [path] : [];
  });
