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

test("where the agent may send to is a list: a fetch of another host is blocked before anything leaves", async ({
  app,
  context,
}) => {
  const { approvals, page } = app;
  const reached: string[] = [];
  await context.route(/^https:\/\/\w+\.example\//, (route) => {
    reached.push(route.request().url());
    return route.fulfill({
      headers: { "access-control-allow-origin": "*" },
      contentType: "text/plain",
      body: "Ferns like shade.",
    });
  });
  await page.evaluate(() =>
    localStorage.setItem("vivarium.origins", JSON.stringify(["https://good.example", "https://bad.example"])),
  );
  await page.reload();
  await page.goto(`${page.url().split("#")[0]}#/settings/guardrails`);
  await page.getByRole("button", { name: "Add a guardrail" }).click();
  const form = page.getByRole("form", { name: "Guardrail" });
  await form.getByRole("textbox", { name: "Name" }).fill("Only there");
  await form.getByRole("combobox", { name: "Guards" }).selectOption({ label: "Where the agent may send to" });
  await form.getByRole("textbox", { name: "Only to these hosts" }).fill("good.example");
  await form.getByRole("combobox", { name: "Where it is found" }).selectOption({ label: "Block it" });
  await form.getByRole("button", { name: "Keep this guardrail" }).click();
  await expect(page.getByRole("checkbox", { name: "Only there is on" })).toBeChecked();
  await page.goto(`${page.url().split("#")[0]}#/tools/fetch`);
  const call = page.getByRole("form", { name: "Call fetch" });
  const result = page.getByRole("region", { name: "Last call by hand" });
  await call.getByLabel("url").fill("https://bad.example/?secret");
  await call.getByRole("button", { name: "Call fetch" }).click();
  await expect(result).toContainText("It reaches bad.example; only good.example is allowed.");
  await call.getByLabel("url").fill("https://good.example/ferns");
  await call.getByRole("button", { name: "Call fetch" }).click();
  await approvals.first.approveOnce();
  await expect(result).toContainText("Ferns like shade.");
  expect(reached).toEqual(["https://good.example/ferns"]);
});
