import { type AppPage, expect, test } from "./fixtures.ts";

/** The tour to its end: it reads, writes, and asks once. */
const watchTour = async (app: AppPage): Promise<void> => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
};

test("a file is found in the tree, read, and compared with what it was", async ({ app }) => {
  await watchTour(app);
  await app.inspector.filesTab.click();
  await app.page.getByRole("radio", { name: /^Changed, [1-9]/ }).click();
  const touched = app.page.getByRole("group", { name: "Touched in this session" }).getByRole("button");
  const path = (await touched.first().getAttribute("title")) ?? "";
  await touched.first().click();
  await expect(app.page.getByRole("region", { name: path })).toBeVisible();
  await expect(app.page.getByRole("region", { name: "Changes of this file in this session" })).toContainText(
    /Changed by turn \d/,
  );
  await app.page
    .getByRole("button", { name: /^Changed by turn/ })
    .first()
    .click();
  await app.page.getByRole("radio", { name: "File after it" }).click();
  await expect(app.page.getByRole("region", { name: `Text of ${path}` })).not.toBeEmpty();
  await expect(app.page.getByRole("button", { name: "Restore this version" })).toBeDisabled();

  await app.page.getByRole("radio", { name: "All" }).click();
  const name = path.slice(path.lastIndexOf("/") + 1);
  await app.page.getByRole("searchbox", { name: "Search files" }).fill(name);
  await expect(app.inspector.file(name)).toHaveAttribute("aria-selected", "true");
  await app.page.getByRole("button", { name: "File", exact: true }).click();
  await expect(app.page.getByRole("region", { name: `Text of ${path}` })).not.toBeEmpty();
});

test("the tree is walked by keys alone", async ({ app }) => {
  await watchTour(app);
  await app.inspector.filesTab.click();
  await app.inspector.tree.focus();
  await app.page.keyboard.press("Home");
  const active = async (): Promise<string> => {
    const id = await app.inspector.tree.getAttribute("aria-activedescendant");
    return (await app.page.locator(`[id="${id}"]`).getAttribute("title")) ?? "";
  };
  const first = await active();
  await app.page.keyboard.press("ArrowLeft");
  await expect(app.inspector.tree.getByTitle(first, { exact: true })).toHaveAttribute("aria-expanded", "false");
  await app.page.keyboard.press("ArrowRight");
  await app.page.keyboard.press("ArrowRight");
  expect(await active()).toContain(`${first}/`);
  await app.page.keyboard.press("End");
  expect(await active()).not.toContain(`${first}/`);
});

test("every entry stands in the timeline, opens in full, and is found by kind and word", async ({ app, log }) => {
  await watchTour(app);
  const entries = await log();
  const session = entries.find(({ event }) => event.type === "run-started")?.sessionId;
  const count = entries.filter(({ sessionId }) => sessionId === session).length;
  await app.inspector.timelineTab.click();
  const panel = app.page.getByRole("tabpanel", { name: "Timeline" });
  await expect(panel).toContainText(new RegExp(`^${count} events? in `));

  await panel.getByRole("button", { name: /^asked \d/ }).click();
  await expect(panel.getByRole("button", { name: /asked: Asks you about/ })).toBeVisible();
  await expect(panel.getByRole("button", { name: /asked: You approved/ })).toBeVisible();
  await panel.getByRole("button", { name: /asked: You approved/ }).press("Enter");
  await expect(panel.getByRole("region", { name: /as recorded$/ })).toContainText('"type": "approval-answered"');

  await panel.getByRole("searchbox", { name: "Search events" }).fill("no event says this");
  await expect(panel.getByRole("heading", { name: "Filtered to none" })).toBeVisible();
  await panel.getByRole("button", { name: "Show all events" }).click();
  await expect(panel.getByRole("heading", { name: "Filtered to none" })).toBeHidden();

  const settled = entries.filter(({ event }) => event.type === "call-settled").length;
  await panel.getByRole("button", { name: "Fields" }).press("Enter");
  await panel.getByLabel("Event", { exact: true }).selectOption("call-settled");
  await expect(panel.getByRole("status")).toHaveText(`${settled} of ${count} events`);
  await panel.getByRole("radio", { name: "Every session" }).press(" ");
  await expect(panel.getByRole("status")).toHaveText(`${settled} events`);
  await panel.getByRole("region", { name: "Events found" }).getByRole("button").first().press("Enter");
  const last = entries.findLast(({ event }) => event.type === "call-settled")?.seq;
  await expect(panel.getByRole("region", { name: `Event ${last} as recorded` })).toBeVisible();
});

test("the ruler shows transcript and files as they were, and comes back to now", async ({ app }) => {
  await watchTour(app);
  await app.inspector.filesTab.click();
  const panel = app.page.getByRole("tabpanel", { name: "Files" });
  const { ruler } = app.inspector;
  await expect(ruler).toHaveAttribute("aria-valuetext", /^event (\d+) of \1: .*, now$/);
  const answers = await app.chat.transcript.innerText();
  await ruler.focus();
  await app.page.keyboard.press("Home");
  await expect(ruler).toHaveAttribute("aria-valuenow", (await ruler.getAttribute("aria-valuemin")) ?? "");
  await expect(panel).toContainText("As it was after event");
  await expect(app.chat.transcript).not.toContainText(answers.slice(-40));

  const box = await ruler.boundingBox();
  if (box === null) throw new Error("The ruler has no place on the page.");
  await app.page.mouse.move(box.x + 10, box.y + box.height / 2);
  await app.page.mouse.down();
  await app.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 });
  await app.page.mouse.up();
  const shown = async (): Promise<number> => Number(await ruler.getAttribute("aria-valuenow"));
  await expect.poll(async () => (await panel.innerText()).includes(`As it was after event ${await shown()}:`)).toBe(true);
  await expect.poll(async () => app.page.url().includes(`at=${await shown()}`)).toBe(true);
  expect(await shown()).toBeGreaterThan(Number(await ruler.getAttribute("aria-valuemin")));

  await app.inspector.backToNow.click();
  await expect(ruler).toHaveAttribute("aria-valuetext", /, now$/);
  await expect(panel).toContainText("The workspace:");
});

test("a checkpoint of the state outlives a reload, and going back to it can be undone", async ({ app }) => {
  const remember = async (what: string): Promise<void> => {
    await app.chat.say(`Keep in the state that ${what}`);
    await app.chat.untilIdle();
  };
  await app.chat.beginSession();
  await remember("the fern is dry");
  await app.page.getByRole("tab", { name: "State" }).press("Enter");
  const panel = app.page.getByRole("tabpanel", { name: "State" });
  const rounds = panel.getByRole("button", { name: /^garden\/rounds/ });
  await expect(rounds).toHaveText(/garden\/rounds1/);
  await panel.getByRole("button", { name: /^Checkpoints/ }).press("Enter");
  await panel.getByRole("button", { name: "Make a checkpoint" }).press("Enter");
  await expect(panel.getByText(/made by you, 2 values/)).toBeVisible();
  await remember("the moss is wet");
  await expect(rounds).toHaveText(/garden\/rounds2/);

  await app.page.reload();
  await panel.getByRole("button", { name: /^Checkpoints/ }).press("Enter");
  await panel.getByRole("button", { name: /^Restore the checkpoint of event/ }).press("Enter");
  await app.page.getByRole("button", { name: "Restore 2 values" }).press("Enter");
  await expect(rounds).toHaveText(/garden\/rounds1/);
  await app.page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Undo" }).press("Enter");
  await expect(rounds).toHaveText(/garden\/rounds2/);
});
