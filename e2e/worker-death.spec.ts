import type { Locator } from "@playwright/test";
import { hangWorker, killWorker } from "./faults/crash.ts";
import { expect, test } from "./fixtures.ts";
import { withinMs } from "./soak.ts";

/** Keeps every text that an element ever shows, also one that is gone a moment later. */
const watchText = async (element: Locator): Promise<() => Promise<string>> => {
  const record = await element.evaluateHandle((node) => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(node.textContent ?? "")).observe(node, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    return texts;
  });
  return () => record.evaluate((texts) => texts.join("\n"));
};

test("a worker that dies without a word is noticed within five seconds and started again from the log", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const before = await log();
  const said = await watchText(app.page.getByRole("region", { name: "State of the page" }));
  const started = app.page.waitForEvent("worker", { timeout: withinMs(6_000) });
  await killWorker(app.page);
  await started;
  await expect(app.chat.status).toContainText("worker ok");
  expect(await said()).toMatch(/started again from the log\. What was stored is safe/);
  await expect(app.approvals.first.approve).toBeVisible();
  await app.approvals.first.approveOnce();
  await app.chat.resumeRun();
  await app.chat.untilIdle();
  const after = await log();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.filter(({ event }) => event.type === "run-ended")).toHaveLength(1);
});

test("a worker that hangs is ended and started again, and the page stays smooth", async ({ app }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const said = await watchText(app.page.getByRole("region", { name: "State of the page" }));
  const started = app.page.waitForEvent("worker", { timeout: withinMs(8_000) });
  await hangWorker(app.page);
  const worst = await app.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let [last, longest, frames] = [performance.now(), 0, 0];
        const next = (now: number): void => {
          longest = Math.max(longest, now - last);
          last = now;
          frames += 1;
          if (frames < 120) requestAnimationFrame(next);
          else resolve(longest);
        };
        requestAnimationFrame(next);
      }),
  );
  expect(worst).toBeLessThan(withinMs(1_000));
  await started;
  await expect(app.chat.status).toContainText("worker ok");
  expect(await said()).toMatch(/did not answer for 4 seconds/);
  await expect(app.approvals.first.approve).toBeVisible();
});
