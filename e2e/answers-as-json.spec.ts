import { expect, test } from "./fixtures.ts";

test("answers come as JSON: one that does not match is asked again, and an unreadable schema is refused", async ({ app }) => {
  const { chat, page } = app;
  await chat.beginSession();
  await page.getByRole("button", { name: /Settings of this session$/ }).click();
  const sheet = page.getByRole("dialog", { name: "This session" });
  await sheet.getByRole("combobox", { name: "Answers come" }).selectOption({ label: "As JSON that matches a schema" });
  const schema = sheet.getByRole("textbox", { name: "JSON Schema" });
  const template = await schema.inputValue();
  await schema.fill('{ "type": "object", "if": {} }');
  await sheet.getByRole("button", { name: "Keep this schema" }).click();
  await expect(sheet.getByRole("alert")).toHaveText(
    "The schema uses “if”, which is not checked here. Say it in another way. Nothing was changed; correct the schema.",
  );
  await schema.fill(template);
  await sheet.getByRole("button", { name: "Keep this schema" }).click();
  await expect(sheet.getByText("In force from the next run on.")).toBeVisible();
  await sheet.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Answers as JSON. Settings of this session" })).toBeVisible();
  await chat.say("Report on the ferns, wrong first");
  const turn = chat.turns.last();
  await expect(turn).toContainText("The answer does not match the schema: asked again, 1 of 2");
  await expect(turn.getByText("points is missing.")).toBeVisible();
  await expect(turn).toContainText("The answer matches the schema, after 1 more try");
  await expect(turn).toContainText('"title": "What the notes on the ferns say:"');
  await chat.untilIdle();
});
