import { hangWorker, killWorker } from "./faults/crash.ts";
import { expect, test } from "./fixtures.ts";

test("a worker that dies without a word is noticed within five seconds and started again from the log", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const before = await log();
  await killWorker(app.page);
  const diedAt = Date.now();
  await expect(app.page.getByRole("region", { name: "State of the page" })).toContainText(/started again/, { timeout: 6_000 });
  expect(Date.now() - diedAt).toBeLessThan(6_000);
  await expect(app.chat.status).toContainText("worker ok", { timeout: 10_000 });
  await expect(app.approvals.first.approve).toBeVisible();
  await app.approvals.first.approveOnce();
  if (await app.chat.resume.isVisible()) await app.chat.resume.click();
  await app.chat.untilIdle();
  const after = await log();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.filter(({ event }) => event.type === "run-ended")).toHaveLength(1);
});

test("a worker that hangs is ended and started again, and the page stays smooth", async ({ app }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
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
  expect(worst).toBeLessThan(200);
  await expect(app.chat.status).toContainText("worker restarting", { timeout: 8_000 });
  await expect(app.chat.status).toContainText("worker ok", { timeout: 10_000 });
  await expect(app.approvals.first.approve).toBeVisible();
});
