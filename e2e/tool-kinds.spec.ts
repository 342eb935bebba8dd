import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { foldFiles } from "./audit/files.ts";
import { expect, test } from "./fixtures.ts";

const answers = (entries: readonly LogEntry[], tool: string): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.tool === tool && event.outcome.type === "done" ? [event.outcome.output.text] : [],
  );

test("what is handed over waits across a reload, and the result that a person submits goes to the model", async ({
  app,
  log,
}) => {
  await app.chat.beginSession();
  await app.chat.say("Hand me something to do outside");
  const card = app.approvals.dock.getByRole("group", { name: "To be done outside" });
  await expect(card).toContainText("Look out of the window");
  await app.page.reload();
  await card.getByRole("textbox", { name: "What came of it" }).fill("Rain, and a birch.");
  await card.getByRole("button", { name: "Submit the result" }).click();
  await app.chat.untilIdle();
  await expect(app.chat.transcript).toContainText("You told me:");
  const entries = await log();
  expect(answers(entries, "hand_over")).toEqual(["Rain, and a birch."]);
  expect(foldFiles(entries).has("/notes/seen-outside.md")).toBe(true);
});

test("a plan is shown whole in one question, without a way to edit it, and exactly it is carried out", async ({ app, log }) => {
  await app.chat.beginSession();
  await app.chat.say("Plan a clean-up");
  const { first } = app.approvals;
  await expect(first.group).toContainText("Exactly this is carried out, or nothing");
  await expect(first.group).toContainText("Delete /plans/scratch.txt");
  await expect(first.edit).toHaveCount(0);
  await first.approveOnce();
  await app.chat.untilIdle();
  const entries = await log();
  expect(answers(entries, "plan_cleanup")).toEqual([expect.stringMatching(/^Cleaned up 2 things as planned:/)]);
  expect(foldFiles(entries).has("/plans/scratch.txt")).toBe(false);
});

test.describe("at a human pace", () => {
  test.use({ pace: 1 });

  test("a run whose tab ended twice in one step waits in safe mode, and goes on when the person says how", async ({ app }) => {
    const { chat, page } = app;
    const safeMode = page.getByRole("region", { name: "Safe mode" });
    await chat.beginSession();
    await chat.say("Write a long answer");
    await expect(chat.answer).toContainText(/\w{3,}/);
    await page.reload();
    await chat.resume.click();
    await expect(chat.stop).toBeVisible();
    await page.reload();
    await expect(safeMode).toContainText("The tab ended 2 times in this step: asking the model.");
    await expect(chat.resume).toHaveCount(0);
    await safeMode.getByRole("button", { name: "Try again" }).click();
    await expect(safeMode).toBeHidden();
    await chat.stop.click();
    await chat.untilIdle();
  });
});
