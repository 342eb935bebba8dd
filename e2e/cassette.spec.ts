import { expect, test } from "./fixtures.ts";

test("a session is saved as a cassette, played as a model, and stops being one", async ({ app, log }, testInfo) => {
  const { chat, page } = app;
  await chat.beginSession();
  await chat.say("Think aloud");
  await chat.untilIdle();
  const said = await chat.answer.textContent();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as cassette" }).click();
  const path = testInfo.outputPath("session.cassette.json");
  await (await saving).saveAs(path);

  await page.evaluate(() => {
    location.hash = "#/settings/model";
  });
  await page.getByLabel("Cassette file").setInputFiles(path);
  const stop = page.getByRole("button", { name: /^Stop playing/ });
  await expect(stop).toBeVisible();
  await chat.newSession.click();
  await chat.say("Think aloud");
  await chat.untilIdle();
  await expect(chat.answer).toHaveText(said ?? "");
  const models = (await log()).flatMap(({ event }) => (event.type === "run-started" ? [event.model.provider] : []));
  expect(models).toEqual(["demo", "replay"]);

  await page.evaluate(() => {
    location.hash = "#/settings/model";
  });
  await stop.click();
  await expect(page.getByText("Answers now: Demo")).toBeVisible();
});
