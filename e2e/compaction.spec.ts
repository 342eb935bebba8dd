import { expect, test } from "./fixtures.ts";

test("a conversation is shortened by the palette, the summary opens, and it is there after a reload", async ({ app }) => {
  const { chat, page } = app;
  await chat.beginSession();
  const isPaletteAtHand = () => performance.getEntriesByType("resource").some(({ name }) => name.includes("command-palette"));
  await page.waitForFunction(isPaletteAtHand);
  await chat.say("What can you do?");
  await expect(chat.status).toContainText("Done");
  await chat.say("Tell me about mosses");
  await expect(chat.turns).toHaveCount(2);
  await expect(chat.status).toContainText("Done");

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("shorten now");
  await page.getByRole("option", { name: /^Shorten now/ }).click();
  await expect(chat.message).toHaveValue("");
  const row = page.getByRole("region", { name: "Conversation shortened" });
  await expect(row).toContainText("the model reads a summary of");
  const open = row.getByRole("button", { name: "Show the summary" });
  await open.press("Enter");
  await expect(row).toContainText("The person said: What can you do?");

  await page.reload();
  await expect(row).toContainText("tokens saved");
  await expect(chat.turns.first()).toContainText("What can you do?");
});
