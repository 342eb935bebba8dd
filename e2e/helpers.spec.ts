import { expect, test } from "./fixtures.ts";

test("two helpers work inside one run: one asks by name, also after a reload, and both are told", async ({ app, log }) => {
  await app.chat.beginSession();
  await app.chat.say("Ask two helpers");
  const { page } = app;
  await expect(app.approvals.first.group).toContainText("Asked by agent › caretaker");
  const caretaker = page.getByRole("group", { name: "agent › caretaker" });
  await expect(caretaker).toContainText("waiting for you");
  await page.reload();
  await expect(caretaker).toContainText("waiting for you");
  await app.approvals.first.approveOnce();
  await app.approvals.first.rejectBecause("keep the readings");
  await app.chat.resumeRun();
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("keep the readings");
  await caretaker.getByRole("button", { expanded: false }).first().click();
  await expect(caretaker).toContainText("Deleted /plans/scratch.txt");
  const entries = await log();
  const outcomes = entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.outcome.type] : []));
  expect(outcomes).toEqual(["completed", "completed", "completed"]);
  const deletions = entries.filter(({ event }) => event.type === "call-settled" && event.tool === "delete");
  expect(deletions).toHaveLength(1);
});
