import { clearStorage } from "./faults/storage.ts";
import { expect, test } from "./fixtures.ts";

test("a backup is checked, stands beside the work it was made of, and brings it all back where nothing is left", async ({
  app,
  url,
}, testInfo) => {
  const { chat, page } = app;
  const go = (hash: string) =>
    page.evaluate((value) => {
      location.hash = value;
    }, hash);
  const sessions = page.getByRole("navigation", { name: "Sessions" }).getByRole("link", { name: /What can you do/ });
  await chat.beginSession();
  await chat.say("What can you do?");
  await chat.untilIdle();
  await page.getByRole("link", { name: "no backup" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Make a backup" }).click();
  const path = testInfo.outputPath("mine.vivarium");
  await (await saving).saveAs(path);
  await expect(page.getByText(/The last backup was made today/)).toBeVisible();

  await go("#/import");
  await page.getByLabel("File to bring in").setInputFiles(path);
  await expect(page.getByText(/It is whole: every line/)).toBeVisible();
  await expect(page.getByRole("radio", { name: /In place of this workspace/ })).toBeDisabled();
  await page.getByRole("button", { name: "Bring it in beside" }).click();
  await expect(page.getByText(/1 session stands beside yours/)).toBeVisible();
  await expect(sessions).toHaveCount(2);

  await clearStorage(page, url);
  await page.goto("about:blank");
  await page.goto(`${url}#/import`);
  await page.getByLabel("File to bring in").setInputFiles(path);
  await page.getByRole("checkbox", { name: /I made this backup myself/ }).check();
  await page.getByRole("button", { name: "Restore it here" }).click();
  await expect(sessions).toHaveCount(1);
  await sessions.click();
  await expect(chat.answer).toBeVisible();
});
