import type { BrowserContext, Page } from "@playwright/test";
import type { Places } from "./hunt.ts";

/** Every row of every database of the origin, binary values as text. Runs inside a page. */
const databases = async (): Promise<string> => {
  const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const textOf = (value: unknown): string =>
    JSON.stringify(value, (_name, inner: unknown) => {
      if (inner instanceof ArrayBuffer) return new TextDecoder().decode(inner);
      return ArrayBuffer.isView(inner) ? new TextDecoder().decode(inner) : inner;
    });
  const texts: string[] = [];
  for (const { name = "" } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      texts.push(name, store, textOf(await done(rows.getAllKeys())), textOf(await done(rows.getAll())));
    }
    database.close();
  }
  return texts.join("\n");
};

const cachedAnswers = async (): Promise<string> => {
  const texts: string[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(name, request.url, (await (await cache.match(request))?.text()) ?? "");
  }
  return texts.join("\n");
};

/** What the document shows, holds in its fields, and has in its attributes. */
const dom = (): string => {
  const fields = [...document.querySelectorAll("input, textarea, select, option, button")].map((field) =>
    "value" in field ? String(field.value) : "",
  );
  const defaults = [...document.querySelectorAll("input, textarea")].map((field) =>
    "defaultValue" in field ? String(field.defaultValue) : "",
  );
  const inner = [...document.querySelectorAll("*")].map((element) => element.shadowRoot?.innerHTML ?? "");
  return [document.documentElement.outerHTML, document.title, ...fields, ...defaults, ...inner].join("\n");
};

const addresses = (): string =>
  JSON.stringify([
    location.href,
    document.referrer,
    window.name,
    history.state,
    performance.getEntries().map((entry) => entry.toJSON()),
    ((globalThis as { navigation?: { entries(): { url: string; getState(): unknown }[] } }).navigation?.entries() ?? []).map(
      (entry) => [entry.url, entry.getState()],
    ),
  ]);

/** All that a page of the app leaves anywhere that a script of its origin, or a person, can look at. */
export const collectFrom = async (page: Page, name: string): Promise<Places> =>
  new Map([
    [`${name}: databases`, await page.evaluate(databases)],
    [`${name}: caches`, await page.evaluate(cachedAnswers)],
    [`${name}: localStorage`, await page.evaluate(() => JSON.stringify({ ...localStorage }))],
    [`${name}: sessionStorage`, await page.evaluate(() => JSON.stringify({ ...sessionStorage }))],
    [`${name}: cookies`, await page.evaluate(() => document.cookie)],
    [`${name}: addresses`, await page.evaluate(addresses)],
    [`${name}: document`, await page.evaluate(dom)],
  ]);

/** What the browser keeps beside the pages. */
export const collectFromContext = async (context: BrowserContext): Promise<Places> =>
  new Map([
    ["cookies", JSON.stringify(await context.cookies())],
    ["state", JSON.stringify(await context.storageState())],
  ]);

/** Every string in the memory of a page, after its garbage is gone. The worker has a memory of its own and is not in it. */
export const collectHeap = async (page: Page, name: string): Promise<Places> => {
  const session = await page.context().newCDPSession(page);
  const pieces: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => pieces.push(chunk));
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await session.detach();
  return new Map([[`${name}: memory`, pieces.join("")]]);
};
