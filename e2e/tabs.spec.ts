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
  await Promise.allSettled([app.approvals.first.approve.click(), mirror.approvals.first.approve.click()]);
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
  if (await second.chat.resume.isVisible()) await second.chat.resume.click();
  await second.chat.untilIdle();
  await expect(second.chat.transcript).toContainText(/Approved by you/);
});

test("both tabs that send at once keep both messages, in one order", async ({ app, secondTab, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  const second = await secondTab();
  await expect(second.chat.message).toBeVisible();
  await Promise.all([app.chat.say("Search the files for water"), second.chat.say("Search the files for fern")]);
  const texts = async (): Promise<readonly string[]> =>
    (await log()).flatMap(({ event }) => {
      if (event.type === "steer-queued") return [event.text];
      return event.type === "user-message" ? event.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])) : [];
    });
  await expect
    .poll(async () => new Set(await texts()))
    .toEqual(new Set(["Show me around", "Search the files for water", "Search the files for fern"]));
  await app.chat.untilIdle();
});
