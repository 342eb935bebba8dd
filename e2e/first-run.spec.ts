import { expect, test } from "./fixtures.ts";
import { withinMs } from "./soak.ts";

test("without a key, one click shows an agent at work", async ({ app }) => {
  await app.welcome.watchItWork.click();
  await expect(app.chat.transcript.getByRole("button", { name: /^(Read|Listed|Listed|List)/ }).first()).toBeVisible();
  await expect(app.approvals.first.approve).toBeVisible();
});

test("the first screen is there within a second and asks for nothing", async ({
  page,
  url,
  troubles: _watched,
  log: _audited,
}) => {
  const startedAt = Date.now();
  await page.goto(url);
  await expect(page.getByRole("button", { name: "Watch it work" })).toBeEnabled();
  expect(Date.now() - startedAt).toBeLessThan(withinMs(5_000));
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a visitor can type to the Demo model, which says what it is", async ({ app, log }) => {
  await app.page.goto(`${app.page.url().split("#")[0]}#/`);
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await app.chat.say("What is the meaning of this?");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText(/demo/i);
  const messages = (await log()).filter(({ event }) => event.type === "user-message");
  expect(messages).toHaveLength(2);
});

test("nothing leaves the page", async ({ app }) => {
  const foreign: string[] = [];
  const own = new URL(app.page.url()).origin;
  app.page.context().on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== own) foreign.push(request.url());
  });
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  expect(foreign).toEqual([]);
});
