import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { crashPage } from "./faults/crash.ts";
import { appOn, expect, test } from "./fixtures.ts";

const storedText = (entries: readonly LogEntry[]): string =>
  entries.flatMap(({ event }) => (event.type === "text-appended" ? [event.text] : [])).join("");
const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));

test.describe("at a human pace", () => {
  test.use({ pace: 1 });

  test("a reload in the middle of a text keeps what was there, and the run is taken up with one click", async ({ app, log }) => {
    await app.welcome.watchItWork.click();
    await app.chat.stop.click();
    await app.chat.untilIdle();
    // So long that a slow machine too is in the middle of it.
    await app.chat.say("Write a long answer");
    await expect(app.chat.turns.last()).toContainText(/[\s\S]{200,}/);
    await app.page.evaluate(() => localStorage.setItem("vivarium.pace", "0"));
    await app.page.reload();
    await expect(app.chat.resume).toBeVisible();
    const kept = storedText(await log());
    await app.chat.resumeRun();
    await app.chat.untilIdle();
    const entries = await log();
    expect(storedText(entries).startsWith(kept)).toBe(true);
    expect(outcomes(entries)).toEqual(["stopped", "completed"]);
  });

  test("what was on screen 100 ms before a crash is stored", async ({ app, context, log }) => {
    await app.welcome.watchItWork.click();
    await app.chat.stop.click();
    await app.chat.untilIdle();
    const prompt = "Write a long answer";
    await app.chat.say(prompt);
    const answer = app.chat.turns.last();
    await expect(answer).toContainText(/[\s\S]{400,}/);
    const shown = (await answer.textContent()) ?? "";
    // The promise is about what is older than 100 ms, so that much has to pass.
    await app.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)));
    await crashPage(app.page);
    await app.page.close();
    // Without the marks of Markdown and the numbers of its lists, and without what stands around the answer.
    const letters = (text: string): string => text.replace(/\P{L}/gu, "");
    const answered = letters(shown.slice(shown.indexOf(prompt) + prompt.length));
    expect(letters(storedText(await log()))).toContain(answered);
    expect(context.pages()).toEqual([]);
  });
});

test("a question waits across a reload, with the same bytes, and its answer counts", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const asked = (await log()).flatMap(({ event }) => (event.type === "approval-requested" ? [event.approval] : []));
  await app.page.reload();
  await expect(app.approvals.first.approve).toBeVisible();
  await app.approvals.first.approveOnce();
  await app.chat.resumeRun();
  await app.chat.untilIdle();
  const entries = await log();
  expect(outcomes(entries)).toEqual(["completed"]);
  const used = entries.flatMap(({ event }) => (event.type === "call-settled" && event.approvalId !== undefined ? [event] : []));
  expect(used.map(({ effect }) => effect?.hash)).toEqual(asked.slice(-1).map(({ effect }) => effect.hash));
});

test("a crashed tab opens on the same conversation, and reloading never makes it worse", async ({ app, context, url, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const before = await log();
  await crashPage(app.page);
  await app.page.close();
  const again = appOn(await context.newPage());
  for (let round = 0; round < 3; round += 1) {
    await again.page.goto(url);
    await expect(again.approvals.first.approve).toBeVisible();
    await expect(again.chat.turns.first()).toContainText("Show me around");
  }
  const after = await log();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.filter(({ event }) => event.type === "approval-requested")).toHaveLength(1);
});

test("offline, the app that is already open keeps working", async ({ app, context, troubles }) => {
  // Letters that were not needed before fall back to a face of the system.
  troubles.expect(/ERR_INTERNET_DISCONNECTED.*(?:woff2|favicon)/);
  await expect(app.welcome.watchItWork).toBeEnabled();
  // What comes after the first paint is fetched while the page is idle.
  await app.page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await expect(app.chat.status).toContainText("offline");
  await context.setOffline(false);
  await expect(app.chat.status).toContainText("online");
});
