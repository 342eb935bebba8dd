import { expect, test } from "./fixtures.ts";

test("the demo grows a graph; by keys alone a name is chosen in its table, a fact added, a path found, and the fact taken back", async ({
  app,
  page,
}) => {
  await app.chat.beginSession();
  await app.chat.say("Draw who is who in the notes");
  await app.chat.untilIdle();
  await page.getByRole("tab", { name: "Graph" }).press("Enter");
  const map = page.getByRole("radio", { name: "Map" });
  await expect(map).toBeVisible();
  await map.press("ArrowRight");
  const table = page.getByRole("region", { name: "Entities" });
  await table.getByRole("button", { name: "Tomas", exact: true }).press("Enter");

  const card = page.getByRole("region", { name: "Tomas" });
  await expect(card.getByRole("list", { name: "Facts" })).toContainText("comes on Wednesdays");
  await expect(card.getByRole("list", { name: "Where it comes from" })).toContainText("by the agent");
  await card.getByRole("button", { name: "Add a fact" }).press("Enter");
  await page.keyboard.type("drinks");
  await page.keyboard.press("Tab");
  await page.keyboard.type("black tea");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("list", { name: "Facts" })).toContainText("drinks black tea");
  await page.getByRole("button", { name: "Undo", exact: true }).last().press("Enter");
  await expect(card.getByRole("list", { name: "Facts" })).not.toContainText("black tea");

  await card.getByRole("button", { name: "Forbid to agents: comes on Wednesdays" }).press("Enter");
  await expect(card.getByRole("list", { name: "Facts" })).toContainText("forbidden to agents");
  await page.getByRole("combobox", { name: "Agent layer" }).selectOption("last");
  await expect(table.getByRole("row", { name: /^Tomas/ })).toContainText("read, wrote, cited");

  await card.getByRole("button", { name: "Find a path to another" }).press("Enter");
  await table.getByRole("button", { name: "Fern house", exact: true }).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: " – " })).toHaveText(
    "Tomas – nozzle 4 in the fern house dripped all night – Fern house",
  );

  await card.getByRole("button", { name: "Ask about this" }).press("Enter");
  await app.chat.say("What do you know?");
  await app.chat.untilIdle();
  const said = app.chat.transcript.getByRole("list", { name: "Asked about" });
  await expect(said).toHaveText("Tomas");
  await expect(app.chat.answer).toContainText("what the graph says around Tomas");
  await expect(app.chat.answer).not.toContainText("Wednesdays");
});
