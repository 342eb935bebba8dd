import type { Page } from "@playwright/test";
import { readLogIn } from "./audit/read-log.ts";
import { clearStorage, limitStorage } from "./faults/storage.ts";
import { appOn, expect, test } from "./fixtures.ts";

const endedRuns = async (page: Page): Promise<number> =>
  (await readLogIn(page)).filter(({ event }) => event.type === "run-ended").length;

test("a full storage pauses the run and keeps what was typed; with room again it goes on", async ({
  page,
  url,
  log,
  troubles,
}) => {
  troubles.expect(/Quota|quota/);
  // The browser compresses what it stores, so even this little takes many answers to fill; and a limit only holds for an
  // origin that has stored nothing yet.
  await page.goto(new URL("favicon.svg", url).href);
  await limitStorage(page, url, 160_000);
  await page.goto(url);
  const app = appOn(page);
  await app.welcome.watchItWork.click();
  const state = page.getByRole("region", { name: "State of the page" });
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  const isFull = (): Promise<boolean> => state.getByText(/full/i).isVisible();
  for (let round = 0; round < 40 && !(await isFull()); round += 1) {
    const runs = await endedRuns(page);
    await app.chat.say("Write a long answer");
    await expect.poll(async () => (await isFull()) || (await endedRuns(page)) > runs, { timeout: 20_000 }).toBe(true);
  }
  await expect(state).toContainText(/full/i);
  const kept = (await log()).length;
  expect(kept).toBeGreaterThan(0);
  await limitStorage(page, url, undefined);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Show me around" })).toBeVisible();
  await app.chat.resumeRun();
  await app.chat.untilIdle();
  await app.chat.say("Search the files for water");
  await app.chat.untilIdle();
  expect((await log()).length).toBeGreaterThan(kept);
});

test("where the browser refuses storage everything works, unsaved, and the page says so", async ({
  page,
  url,
  troubles,
  log: _audited,
}) => {
  troubles.expect(/UnknownError|refused/);
  const app = appOn(page);
  // The worker cannot be reached before it starts, so its program is given a browser without storage.
  await page.route(/assets\/worker\/main-.*\.js$/, async (route) => {
    const response = await route.fetch();
    const refusal = "IDBFactory.prototype.open=function(){throw new DOMException('Storage is refused.','UnknownError')};";
    await route.fulfill({ response, body: refusal + (await response.text()) });
  });
  await page.goto(url);
  await expect(page.getByRole("region", { name: "State of the page" })).toContainText(/Nothing is saved/);
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await expect(app.chat.transcript).toContainText(/Approved by you/);
});

test("site data that is cleared in the middle of a session is named, and nothing crashes", async ({ app, url, troubles }) => {
  troubles.expect(/InvalidState|closed|clear/i);
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  await clearStorage(app.page, url);
  await expect(app.page.getByRole("region", { name: "State of the page" })).toContainText(/clear|removed|lost/i);
  await expect(app.chat.turns.first()).toContainText("Show me around");
});

test("a damaged record is set aside and counted, and the rest opens", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  const { page } = app;
  const { hash } = new URL(page.url());
  await page.goto(new URL("/favicon.svg", page.url()).href);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("vivarium");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const change = opening.result.transaction("log", "readwrite");
          const rows = change.objectStore("log");
          const reading = rows.getAll();
          reading.onsuccess = () => {
            const row = reading.result[Math.floor(reading.result.length / 2)];
            rows.put({ ...row, bytes: new Uint8Array([0xff, 0xfe, 0x00]) });
          };
          change.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.goto(new URL(`/${hash}`, page.url()).href);
  await expect(app.chat.turns.first()).toContainText("Show me around");
  await expect(page.getByText(/could not be read/).first()).toBeVisible();
  expect((await log()).some(({ event }) => event.type === "unreadable-entry")).toBe(true);
});

test("a tab with an older version holds the workspace back: the page says so, and goes on by itself once it is closed", async ({
  app,
  page,
  url,
  log,
}) => {
  const older = await page.context().newPage();
  await page.goto("about:blank");
  await older.goto(new URL("favicon.svg", url).href);
  await older.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const clearing = indexedDB.deleteDatabase("vivarium");
        clearing.onerror = () => reject(clearing.error);
        clearing.onsuccess = () => {
          const opening = indexedDB.open("vivarium", 1);
          opening.onupgradeneeded = () => {
            const { result } = opening;
            result.createObjectStore("log", { keyPath: "firstSeq" }).createIndex("topics", "topics", { multiEntry: true });
            for (const name of ["lease", "files", "blobs", "sessions", "approvals", "rules", "settings"])
              result.createObjectStore(name, { keyPath: "key" });
          };
          // It does not listen to `versionchange`, as a page that hangs does not.
          opening.onsuccess = () => resolve();
        };
      }),
  );
  await page.goto(url);
  const state = page.getByRole("region", { name: "State of the page" });
  await expect(state).toContainText("older version");
  await expect(app.chat.status).toContainText("Opening the workspace");
  await older.close();
  await expect(state).not.toContainText("older version");
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  expect((await log()).length).toBeGreaterThan(0);
});
