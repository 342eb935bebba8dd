import { expect, test } from "./fixtures.ts";

test("what a person writes outlives a reload and the agent's change, and is settled and saved", async ({ app, log }) => {
  const { page, chat, inspector } = app;
  const path = "/plants/ferns.md";
  await chat.beginSession();
  await inspector.filesTab.click();
  await inspector.file("ferns.md").click();
  const text = page.getByRole("textbox", { name: `Text of ${path}` });
  const save = page.getByRole("button", { name: "Save", exact: true });
  await text.press("Control+a");
  await page.keyboard.insertText("Ferns, in my words\n");
  await expect(save).toBeEnabled();

  await page.reload();
  await expect(text).toContainText("Ferns, in my words");
  await chat.say(`Change "rain water" to "soft water" in ${path}`);
  await chat.untilIdle();
  const meanwhile = page.getByRole("alert").filter({ hasText: "The agent changed this file since you began" });
  await meanwhile.getByRole("button", { name: "Settle it" }).press("Enter");
  const place = page.getByRole("region", { name: "Place 1, changed by both" });
  await expect(place).toContainText("soft water");
  await expect(page.getByRole("button", { name: "Go on with this" })).toBeDisabled();
  await place.getByRole("radio", { name: "Yours" }).press("Enter");
  await page.getByRole("button", { name: "Go on with this" }).press("Enter");
  await text.press("Control+s");
  await expect(save).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Changed by you/ })).toBeVisible();
  const last = (await log()).findLast(({ event }) => event.type === "files-changed");
  expect(last?.event.type === "files-changed" && [last.event.by, last.event.effect.files.map((file) => file.path)]).toEqual([
    "person",
    [path],
  ]);

  await inspector.tree.focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("list", { name: "What is deleted" })).toContainText(path);
  await page.getByRole("button", { name: "Delete this file" }).press("Enter");
  await expect(inspector.file("ferns.md")).toBeHidden();
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Undo" }).press("Enter");
  await expect(inspector.file("ferns.md")).toBeVisible();
  await expect(text).toContainText("Ferns, in my words");
});
