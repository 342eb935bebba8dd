import { crashPage } from "./faults/crash.ts";
import { expect, test } from "./fixtures.ts";

test("a second tab follows the first one live and says that it does", async ({ app, secondTab }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const mirror = await secondTab();
  await expect(mirror.chat.takeOver).toBeVisible();
  await expect(mirror.chat.turns.first()).toContainText("Show me around");
  await expect(mirror.approvals.cards).toHaveCount(1);
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await expect(mirror.chat.transcript).toContainText(/Approved by you/);
  expect(await mirror.chat.turns.count()).toBe(await app.chat.turns.count());
});

test("a question can be answered in any tab", async ({ app, secondTab, log }) => {
  await app.welcome.watchItWork.click();
  const mirror = await secondTab();
  await mirror.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await expect(app.approvals.cards).toHaveCount(0);
  const answers = (await log()).filter(({ event }) => event.type === "approval-answered");
  expect(answers).toHaveLength(1);
});

test("two tabs that answer at once: one answer counts", async ({ app, secondTab, log }) => {
  await app.welcome.watchItWork.click();
  const mirror = await secondTab();
  await expect(mirror.approvals.first.approve).toBeEnabled();
  await expect(app.approvals.first.approve).toBeEnabled();
  // The one that comes too late finds no button any more.
  const press = { timeout: 2_000 };
  await Promise.allSettled([app.approvals.first.approve.click(press), mirror.approvals.first.approve.click(press)]);
  await app.chat.untilIdle();
  const entries = await log();
  expect(entries.filter(({ event }) => event.type === "approval-answered")).toHaveLength(1);
  expect(entries.filter(({ event }) => event.type === "call-settled" && event.tool === "delete")).toHaveLength(1);
});

test("Take over makes the mirror the owner, and the former owner the mirror", async ({ app, secondTab }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const second = await secondTab();
  await second.chat.takeOver.click();
  await expect(second.chat.takeOver).toBeHidden();
  await expect(app.chat.takeOver).toBeVisible();
  await expect(second.approvals.first.approve).toBeVisible();
});

test("when the owner crashes, the other tab owns the workspace and the question is still there", async ({ app, secondTab }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const second = await secondTab();
  await expect(second.chat.takeOver).toBeVisible();
  await crashPage(app.page);
  await expect(second.chat.takeOver).toBeHidden();
  await expect(second.approvals.first.approve).toBeVisible();
  await second.approvals.first.approveOnce();
  await second.chat.resumeRun();
  await second.chat.untilIdle();
  await expect(second.chat.transcript).toContainText(/Approved by you/);
});

test("of tabs that open at once, exactly one owns the workspace", async ({ app, secondTab }) => {
  await expect(app.welcome.watchItWork).toBeEnabled();
  await app.page.close();
  const tabs = await Promise.all([secondTab(), secondTab(), secondTab()]);
  for (const { chat } of tabs) await expect(chat.status).toContainText("worker ok");
  const mirrors = async (): Promise<number> => {
    const told = await Promise.all(tabs.map(({ chat }) => chat.status.getByText("mirror").isVisible()));
    return told.filter(Boolean).length;
  };
  await expect.poll(mirrors).toBe(2);
});

test("a mirror says that it is one where the message box would be, and can still answer", async ({ app, secondTab }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const mirror = await secondTab();
  await expect(mirror.chat.takeOver).toBeVisible();
  await expect(mirror.chat.message).toBeHidden();
  await mirror.approvals.first.rejectBecause("asked from the other tab");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("asked from the other tab");
});
