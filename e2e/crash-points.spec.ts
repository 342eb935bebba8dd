import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { auditLog } from "./audit/auditor.ts";
import { readLog, readLogIn } from "./audit/read-log.ts";
import { stopAtCommit, watchAcknowledged } from "./faults/commit-points.ts";
import { agentWorker, crashPage } from "./faults/crash.ts";
import { appOn, expect, test } from "./fixtures.ts";
import { openWorkspace, outcomeOf, playScenario } from "./scenario.ts";
import { counted, isSoak } from "./soak.ts";

const shards = 15;

interface Workspace {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly acknowledged: ReadonlyMap<number, string>;
}

const openFresh = async (browser: Browser, url: string): Promise<Workspace> => {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  await context.addInitScript(() => localStorage.setItem("vivarium.pace", "0"));
  const acknowledged = await watchAcknowledged(context);
  const page = await context.newPage();
  await openWorkspace(appOn(page), url, []);
  return { context, page, acknowledged };
};

/** Entries that the page was told and that are not stored as they were told. */
const lost = (entries: readonly LogEntry[], acknowledged: ReadonlyMap<number, string>): readonly number[] =>
  [...acknowledged].flatMap(([seq, text]) => (JSON.stringify(entries[seq - 1]) === text ? [] : [seq]));

/** Plays to the end in a fresh tab after the first one is gone, and checks what came of it. */
const recover = async ({ context, page, acknowledged }: Workspace, url: string): Promise<readonly LogEntry[]> => {
  const known = new Map(acknowledged);
  await page.close();
  const before = await readLog(context, url);
  expect(lost(before, known), "entries that were told and are lost").toEqual([]);
  expect(auditLog(before), "the log right after the crash").toEqual([]);
  const again = appOn(await context.newPage());
  await openWorkspace(again, url, before);
  await playScenario(again);
  const after = await readLogIn(again.page);
  expect(auditLog(after), "the log at the end").toEqual([]);
  expect(lost(after, acknowledged), "entries that were told and are lost").toEqual([]);
  return after;
};

interface Undisturbed {
  readonly outcome: object;
  readonly commits: number;
}

const playUndisturbed = async (browser: Browser, url: string): Promise<Undisturbed> => {
  const { context, page } = await openFresh(browser, url);
  const points = await stopAtCommit(await agentWorker(page), 0);
  await playScenario(appOn(page));
  const entries = await readLogIn(page);
  expect(auditLog(entries)).toEqual([]);
  expect(entries.filter(({ event }) => event.type === "call-settled").length).toBeGreaterThanOrEqual(10);
  const commits = await points.count();
  // The waiting answer of a worker that is about to go has nobody to tell.
  points.reached.catch(() => undefined);
  await context.close();
  return { outcome: outcomeOf(entries), commits };
};

let known: Promise<Undisturbed> | undefined;

/** The scenario without a crash: what it comes to, and how often it commits. Played once a process. */
const undisturbed = (browser: Browser, url: string): Promise<Undisturbed> => {
  known ??= playUndisturbed(browser, url);
  return known;
};

// A soak is spread over the workers; otherwise one of them plays the scenario undisturbed for all.
test.describe.configure({ mode: isSoak ? "parallel" : "default" });

// Every commit in the soak; in every test run each fifteenth, and all of them in Node's own crash-points test.
for (let shard = counted(8, 1); shard <= shards; shard += counted(shards, 1)) {
  test(`a crash at every commit point loses, repeats and tears nothing (${shard} of ${shards})`, async ({
    browser,
    url,
    log: _audited,
  }) => {
    test.setTimeout(600_000);
    const { outcome, commits } = await undisturbed(browser, url);
    let crashes = 0;
    for (let point = shard; point <= commits; point += shards) {
      const workspace = await openFresh(browser, url);
      const points = await stopAtCommit(await agentWorker(workspace.page), point);
      const played = playScenario(appOn(workspace.page)).then(
        () => "finished" as const,
        () => "gone" as const,
      );
      const reached = points.reached.then(
        () => "reached" as const,
        () => "gone" as const,
      );
      const first = await Promise.race([played, reached]);
      // Text is stored by time, so a run may need a commit less than the one that was counted.
      if (first === "reached") {
        crashes += 1;
        await crashPage(workspace.page);
      }
      const entries = await recover(workspace, url);
      expect(outcomeOf(entries), `after a crash at commit ${point} of ${commits}`).toEqual(outcome);
      await workspace.context.close();
      await Promise.all([played, reached]);
    }
    test.info().annotations.push({
      type: "figures",
      description: `${crashes} crashes at the ${commits} commits of the scenario, 0 wrong`,
    });
    expect(crashes).toBeGreaterThan(0);
  });
}

test("a crash at any moment loses, repeats and tears nothing", async ({ browser, url, log: _audited }) => {
  const trials = counted(2, 500);
  test.setTimeout(120_000 + trials * 10_000);
  const { outcome } = await undisturbed(browser, url);
  let told = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const workspace = await openFresh(browser, url);
    const played = playScenario(appOn(workspace.page)).catch(() => undefined);
    // Moments spread evenly over the scenario by the golden ratio, the same in every run.
    const moment = ((trial * 0.618_034) % 1) * 2_500;
    await workspace.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), moment);
    await crashPage(workspace.page);
    told += workspace.acknowledged.size;
    const entries = await recover(workspace, url);
    expect(outcomeOf(entries), `after a crash ${moment.toFixed(0)} ms in`).toEqual(outcome);
    await workspace.context.close();
    await played;
  }
  test.info().annotations.push({ type: "figures", description: `${trials} crashes, ${told} entries told before them, 0 lost` });
});
