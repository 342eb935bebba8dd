import { expect, test } from "./fixtures.ts";

test("a rule is tried on what was done, denies the next such call, is met, and comes back when its removal is undone", async ({
  app,
}) => {
  const { chat, page } = app;
  await chat.beginSession();
  await chat.say("Make notes on ferns");
  await chat.untilIdle();
  const rulesLink = page.getByRole("link", { name: "Rules", exact: true });
  await rulesLink.click();
  await page.getByRole("button", { name: "Add a rule" }).click();
  const form = page.getByRole("form", { name: "Rule" });
  await form.getByRole("radio", { name: "Deny" }).click();
  await form.getByRole("textbox", { name: "Tools" }).fill("write");
  await expect(form.getByRole("list", { name: "Calls that would be decided otherwise" })).toContainText("allow → deny");
  await form.getByRole("button", { name: "Keep this rule" }).click();
  const list = page.getByRole("list", { name: /^Your rules/ });
  await expect(list).toContainText("Deny every write call");
  await expect(list).toContainText("never met");
  await chat.beginSession();
  await chat.say("Make notes on ferns");
  await expect(chat.transcript).toContainText("Deny every write call");
  await chat.untilIdle();
  await rulesLink.click();
  await expect(list).toContainText("met once");
  await list.getByRole("button", { name: /^Remove/ }).click();
  await expect(list).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list).toContainText("Deny every write call");
});
