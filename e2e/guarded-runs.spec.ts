import { expect, test } from "./fixtures.ts";

test("a plan changes nothing until it is carried out, and survives a reload", async ({ app }) => {
  const { chat, page } = app;
  await chat.beginSession();
  await page.getByRole("combobox", { name: "Mode" }).selectOption({ label: "Plan" });
  await expect(page.getByRole("region", { name: "Plan mode" })).toBeVisible();
  await chat.say("Make notes on ferns");
  await chat.untilIdle();
  await expect(chat.turns.last()).toContainText("Write /notes/ferns.md.");
  await page.reload();
  const leave = page.getByRole("button", { name: "Leave plan mode and carry it out" });
  await leave.click();
  await expect(page.getByRole("region", { name: "Plan mode" })).toHaveCount(0);
  await expect(chat.turns.last()).toContainText("Wrote /notes/ferns.md.");
  await chat.untilIdle();
});

test("what a guardrail masks and what goes in circles is told, and the audit accounts for every call", async ({ app }) => {
  const { chat, page } = app;
  await page.goto(`${page.url().split("#")[0]}#/settings/guardrails`);
  await page.getByRole("button", { name: "Mask e-mail addresses" }).click();
  await page.getByRole("button", { name: "Keep this guardrail" }).click();
  await expect(page.getByRole("checkbox", { name: "No e-mail addresses is on" })).toBeChecked();
  await chat.beginSession();
  await chat.say("Go in circles for ann@example.org");
  const bar = page.getByRole("region", { name: "Interrupted run" });
  await expect(bar).toContainText("The run looks stuck.");
  await expect(chat.turns.last()).toContainText("The guardrail “No e-mail addresses” changed what was sent");
  await page.getByRole("tab", { name: "Audit" }).click();
  await expect(page.getByRole("region", { name: "Audit" }).getByRole("listitem")).toHaveCount(3);
  await bar.getByRole("button", { name: "Continue" }).click();
  await expect(chat.turns.last()).toContainText("I give up here, by script.");
  await chat.untilIdle();
});
