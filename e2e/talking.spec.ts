import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { expect, test } from "./fixtures.ts";

const saidTexts = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "user-message" ? event.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])) : [],
  );

test("what is said while a run goes on steers it or waits for its end, can be turned and moved, and survives a reload", async ({
  app,
  log,
}) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  const later = app.page.getByRole("button", { name: "Later", exact: true });
  for (const text of ["Who are you?", "Search the files for water", "Use short sentences"]) {
    await app.chat.message.fill(text);
    await later.click();
    await expect(app.chat.message).toHaveValue("");
  }
  const chips = app.page.getByRole("list", { name: "Waiting to be said" }).getByRole("listitem");
  await app.page.getByRole("button", { name: "Steer with “Use short sentences”" }).click();
  await app.page.getByRole("button", { name: "Say “Search the files for water” earlier" }).click();
  const order = [/^Steer.*short sentences/, /^Later.*Search the files/, /^Later.*Who are you/];
  await expect(chips).toHaveText(order);
  await app.page.reload();
  await expect(chips).toHaveText(order);
  await app.approvals.first.approveOnce();
  await expect(chips).toHaveCount(0);
  await app.chat.untilIdle();
  expect(saidTexts(await log())).toEqual(["Show me around", "Use short sentences", "Search the files for water", "Who are you?"]);
});

test("the agent's question waits over a reload, its list shows how far it is, and the answer is used", async ({ app, log }) => {
  await app.chat.beginSession();
  await app.chat.say("Plan a watering round");
  const { page } = app;
  await page.getByRole("radio", { name: /^30 minutes/ }).check();
  await page.reload();
  await page.getByRole("tab", { name: "Tasks" }).click();
  const tasks = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
  await expect(tasks).toHaveText([/^Done: Look/, /^Under way: Asking/, /^To do: Write/]);
  await expect(app.chat.status).toContainText("tasks 1/3: Asking how long a round may take");
  await page.getByRole("radio", { name: /^15 minutes/ }).check();
  await page.getByRole("textbox", { name: "In your own words" }).fill("before nine");
  await page.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(app.chat.transcript).toContainText("You said: 15 minutes, before nine.");
  await app.chat.untilIdle();
  await expect(tasks).toHaveText([/^Done/, /^Done/, /^Done/]);
  const results = (await log()).flatMap(({ event }) =>
    event.type === "call-settled" && event.tool === "ask_user" && event.outcome.type === "done"
      ? [event.outcome.output.text]
      : [],
  );
  expect(results).toEqual(["User answered: 15 minutes, before nine"]);
});

test("step by step the run pauses after each turn with what it came to, over a reload, until it may run on", async ({
  app,
  log,
}) => {
  await app.chat.beginSession();
  const { page } = app;
  await page.getByRole("button", { name: "Step by step" }).click();
  await app.chat.say("Search the files for water");
  const bar = page.getByRole("region", { name: "Step by step" });
  await expect(bar).toContainText(/Turn 1 is over\. \d calls, .* tokens/);
  await page.reload();
  await expect(bar).toContainText("Turn 1 is over.");
  await expect(app.chat.status).toContainText("Paused after turn 1");
  await bar.getByRole("button", { name: "Run on" }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole("button", { name: "Step by step" })).toHaveAttribute("aria-pressed", "false");
  await app.chat.untilIdle();
  expect((await log()).flatMap(({ event }) => (event.type === "run-interrupted" ? [event.reason.type] : []))).toEqual([
    "needs-more-turns",
  ]);
});
