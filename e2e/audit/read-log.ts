import type { BrowserContext, Page } from "@playwright/test";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";

const databaseName = "vivarium";

/** Reads the log's rows where they lie, without the app. Runs inside a page of the app's origin. */
const readRows = async (name: string): Promise<readonly { firstSeq: number; count: number; text: string }[]> => {
  const known = await indexedDB.databases();
  if (!known.some((database) => database.name === name)) return [];
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("The database is held by another version."));
  });
  try {
    if (!database.objectStoreNames.contains("log")) return [];
    return await new Promise((resolve, reject) => {
      const request = database.transaction("log").objectStore("log").getAll();
      request.onerror = () => reject(request.error);
      request.onsuccess = () =>
        resolve(
          request.result.map((row: { firstSeq: number; count: number; bytes: unknown }) => ({
            firstSeq: row.firstSeq,
            count: row.count,
            text: row.bytes instanceof Uint8Array ? new TextDecoder().decode(row.bytes) : "",
          })),
        );
    });
  } finally {
    database.close();
  }
};

const unreadable = (seq: number): LogEntry => ({
  seq,
  at: 0,
  causes: [],
  origins: [],
  event: { type: "unreadable-entry", reason: "The row is damaged.", raw: "" },
});

const entriesOf = ({ firstSeq, count, text }: { firstSeq: number; count: number; text: string }): readonly LogEntry[] => {
  try {
    // The rows are the app's own; whether they keep its promises is what the auditor finds out.
    const entries = JSON.parse(text) as readonly LogEntry[];
    if (Array.isArray(entries) && entries.length === count) return entries;
  } catch {
    // Damaged on purpose by a test: its places in the log are known all the same.
  }
  return Array.from({ length: count }, (_, index) => unreadable(firstSeq + index));
};

/** The workspace's log as it is stored, read through an open page of the app's origin. Empty where nothing was stored. */
export const readLogIn = async (page: Page): Promise<readonly LogEntry[]> =>
  (await page.evaluate(readRows, databaseName)).flatMap(entriesOf);

const readInOwnTab = async (context: BrowserContext, url: string): Promise<readonly LogEntry[]> => {
  const page = await context.newPage();
  try {
    await page.goto(new URL("favicon.svg", url).href);
    return await readLogIn(page);
  } finally {
    await page.close();
  }
};

/** The same through whichever tab of the origin stands open, or through one that runs no app where all of them are gone. */
export const readLog = async (context: BrowserContext, url: string): Promise<readonly LogEntry[]> => {
  const open = context.pages().find((page) => page.url().startsWith(url));
  if (open === undefined) return readInOwnTab(context, url);
  // A tab that crashed, or that is just loading, cannot be asked.
  return readLogIn(open).catch(() => readInOwnTab(context, url));
};
