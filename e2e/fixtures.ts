import { test as base, expect, type Page } from "@playwright/test";
import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { auditLog } from "./audit/auditor.ts";
import { readLog } from "./audit/read-log.ts";
import { auditReplay } from "./audit/replay.ts";
import { type Approvals, createApprovals } from "./pages/approvals.ts";
import { type Chat, createChat } from "./pages/chat.ts";
import { createInspector, type Inspector } from "./pages/inspector.ts";
import { createSettings, type Settings } from "./pages/settings.ts";
import { createSpending, type Spending } from "./pages/spending.ts";
import { createWelcome, type Welcome } from "./pages/welcome.ts";
import { builtFolder } from "./tools/build-app.mjs";
import { startStaticServer } from "./tools/static-server.mjs";
import { type Troubles, watchTroubles } from "./troubles.ts";

/** The app in one tab, by its parts. */
export interface AppPage {
  readonly page: Page;
  readonly welcome: Welcome;
  readonly chat: Chat;
  readonly approvals: Approvals;
  readonly inspector: Inspector;
  readonly settings: Settings;
  readonly spending: Spending;
}

export const appOn = (page: Page): AppPage => ({
  page,
  welcome: createWelcome(page),
  chat: createChat(page),
  approvals: createApprovals(page),
  inspector: createInspector(page),
  settings: createSettings(page),
  spending: createSpending(page),
});

interface TestOptions {
  /** How fast the Demo model writes: 0 is at once, 1 a human pace. */
  readonly pace: number;
}

interface TestFixtures {
  /** Where the built app is served, with a slash at the end. */
  readonly url: string;
  /** Complaints of every page; the test fails over those that it does not expect. */
  readonly troubles: Troubles;
  /** The log of the workspace as it is stored. */
  readonly log: () => Promise<readonly LogEntry[]>;
  /** The app, open on its first screen. */
  readonly app: AppPage;
  /** One more tab of the same browser, on the same workspace. */
  readonly secondTab: () => Promise<AppPage>;
}

interface WorkerFixtures {
  readonly site: { readonly url: string };
}

/**
 * The base of every browser test: the built app on a static server, a fresh browser context, and two checks that nobody has to
 * ask for: no page complained, and the auditor finds nothing in the log that the test left.
 */
export const test = base.extend<TestOptions & TestFixtures, WorkerFixtures>({
  pace: [0, { option: true }],
  site: [
    // Playwright reads a fixture's needs from its first parameter, which has to be a pattern.
    // biome-ignore lint/correctness/noEmptyPattern: this one needs nothing
    async ({}, use) => {
      const server = await startStaticServer({ directory: builtFolder });
      await use({ url: server.url });
      await server.close();
    },
    { scope: "worker" },
  ],
  url: async ({ site }, use) => use(site.url),
  troubles: async ({ context, pace }, use) => {
    await context.addInitScript((value) => {
      try {
        // A test may have chosen another one before a reload.
        if (localStorage.getItem("vivarium.pace") === null) localStorage.setItem("vivarium.pace", value);
      } catch {
        // A page without storage, such as a frame with an origin of its own, keeps the human pace.
      }
    }, String(pace));
    // A picture that is opened as a page has no icon of its own, so the browser asks the host for one.
    await context.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    const troubles = await watchTroubles(context);
    await use(troubles);
    expect(troubles.unexpected(), "complaints of the pages").toEqual([]);
  },
  log: [
    async ({ context, url, troubles: _watched }, use) => {
      await use(() => readLog(context, url));
      const entries = await readLog(context, url);
      expect(auditLog(entries), "promises of the log").toEqual([]);
      expect(await auditReplay(entries), "replay of the log").toEqual([]);
    },
    { auto: true },
  ],
  app: async ({ page, url, log: _audited }, use) => {
    await page.goto(url);
    await use(appOn(page));
  },
  secondTab: async ({ context, url }, use) => {
    await use(async () => {
      const page = await context.newPage();
      await page.goto(url);
      return appOn(page);
    });
  },
});

export { expect };
