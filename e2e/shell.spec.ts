import { foldFiles } from "./audit/files.ts";
import { expect, test } from "./fixtures.ts";

test("the shell of the shipped worker runs a pipeline, goes on where it stood, and what it wrote is one step to undo", async ({
  app,
  log,
}) => {
  await app.chat.beginSession();
  await app.chat.say("Use the shell");
  await app.chat.untilIdle();
  await expect(app.chat.transcript).toContainText("in /reports, about water");
  const files = foldFiles(await log());
  expect(["/reports/mentions.txt", "/reports/total.txt"].map((path) => files.has(path))).toEqual([true, true]);
});
