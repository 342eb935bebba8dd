import { expect as expectOf } from "@playwright/test";
import { auditLog } from "./audit/auditor.ts";
import { readLog } from "./audit/read-log.ts";
import { watchAcknowledged } from "./faults/commit-points.ts";
import { createProfile, type OwnBrowser, type Profile } from "./faults/profile.ts";
import { type AppPage, appOn, test } from "./fixtures.ts";
import { counted } from "./soak.ts";

const expect = expectOf.configure({ timeout: 15_000 });

interface Watched extends OwnBrowser {
  readonly app: AppPage;
  readonly acknowledged: ReadonlyMap<number, string>;
}

const openApp = async (profile: Profile, url: string): Promise<Watched> => {
  const browser = await profile.open();
  const acknowledged = await watchAcknowledged(browser.context);
  await browser.page.goto(url);
  return { ...browser, app: appOn(browser.page), acknowledged };
};

/** What was told to the page before the browser died, and is not in the log as it was told. */
const lost = async (acknowledged: ReadonlyMap<number, string>, after: OwnBrowser, url: string): Promise<readonly string[]> => {
  const stored = new Map((await readLog(after.context, url)).map((entry) => [entry.seq, JSON.stringify(entry)]));
  return [...acknowledged].flatMap(([seq, text]) => (stored.get(seq) === text ? [] : [`${seq}: ${text}`]));
};

const withProfile = async (pace: number, task: (profile: Profile) => Promise<void>): Promise<void> => {
  const profile = await createProfile(pace);
  try {
    await task(profile);
  } finally {
    await profile.remove();
  }
};

for (const told of [14, 6, 24].slice(0, counted(1, 3)))
  test(`a browser that is killed in the middle of a run, ${told} entries in, loses none that was acknowledged`, async ({
    url,
  }) => {
    await withProfile(0.3, async (profile) => {
      const first = await openApp(profile, url);
      await first.app.welcome.watchItWork.click();
      await expect.poll(() => first.acknowledged.size, { intervals: [10] }).toBeGreaterThanOrEqual(told);
      await first.kill();

      const second = await openApp(profile, url);
      await expect(second.app.chat.turns.first()).toContainText("Show me around");
      expect(await lost(first.acknowledged, second, url)).toEqual([]);
      await second.app.chat.resumeRun();
      await second.app.approvals.first.approveOnce();
      await expect(second.app.chat.turns.last().locator(".tfoot")).toBeVisible({ timeout: 30_000 });
      const entries = await readLog(second.context, url);
      expect(auditLog(entries)).toEqual([]);
      expect(entries.filter(({ event }) => event.type === "run-ended")).toHaveLength(1);
      await second.context.close();
    });
  });

test("a browser that is killed while a question waits asks it again, and the answer is carried out once", async ({ url }) => {
  await withProfile(0, async (profile) => {
    const first = await openApp(profile, url);
    await first.app.welcome.watchItWork.click();
    await expect(first.app.approvals.first.approve).toBeVisible();
    await first.kill();

    const second = await openApp(profile, url);
    await expect(second.app.approvals.cards).toHaveCount(1);
    expect(await lost(first.acknowledged, second, url)).toEqual([]);
    expect(auditLog(await readLog(second.context, url))).toEqual([]);
    await second.app.approvals.first.approveOnce();
    await expect(second.app.chat.turns.last().locator(".tfoot")).toBeVisible();
    await second.kill();

    const third = await openApp(profile, url);
    expect(await lost(second.acknowledged, third, url)).toEqual([]);
    const entries = await readLog(third.context, url);
    expect(auditLog(entries)).toEqual([]);
    expect(entries.filter(({ event }) => event.type === "call-settled" && event.tool === "delete")).toHaveLength(1);
    await third.context.close();
  });
});
