import { type AppPage, expect, test } from "./fixtures.ts";

const watchTour = async (app: AppPage): Promise<void> => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
};

test("the tour reads, searches, writes, edits and deletes, and says so in rows that can be opened", async ({ app, log }) => {
  await watchTour(app);
  await app.chat.openEveryRow();
  for (const title of [/Listed/, /Read/, /Searched/, /Wrote/, /Edited/, /Deleted/])
    await expect(app.chat.transcript.getByRole("button", { name: title }).first()).toBeVisible();
  await expect(app.chat.turns.last()).toContainText("What I did");
  const kinds = new Set((await log()).map(({ event }) => event.type));
  for (const kind of ["session-created", "run-started", "thinking-appended", "text-appended", "call-settled", "run-ended"])
    expect(kinds).toContain(kind);
});

test("the files of the tour can be read, and what changed is marked", async ({ app }) => {
  await watchTour(app);
  await expect(app.inspector.tree.getByRole("treeitem", { name: "scratch.txt" })).toHaveCount(0);
  await app.inspector.tree.getByRole("treeitem", { name: /field-notes\.md/ }).click();
  await expect(app.page.getByRole("region", { name: "Text of /notes/field-notes.md" })).toContainText(/\w{4,}/);
});

test("the ruler leads to any moment, read-only, and back", async ({ app }) => {
  await watchTour(app);
  const { ruler, backToNow, tree } = app.inspector;
  const last = Number(await ruler.getAttribute("aria-valuemax"));
  await ruler.focus();
  await app.page.keyboard.press("ArrowLeft");
  await expect(ruler).toHaveAttribute("aria-valuenow", String(last - 1));
  await app.page.keyboard.press("Home");
  await expect(backToNow).toBeVisible();
  await expect(app.chat.transcript).not.toContainText("What I did");
  await expect(tree.getByRole("treeitem", { name: /scratch\.txt/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /field-notes/ })).toHaveCount(0);
  await expect(app.chat.send).toBeHidden();
  await backToNow.click();
  await expect(app.chat.turns.last()).toContainText("What I did");
  await expect(tree.getByRole("treeitem", { name: /scratch\.txt/ })).toHaveCount(0);
});

test("the timeline lists every entry of the session, and finds them", async ({ app, log }) => {
  await watchTour(app);
  await app.inspector.timelineTab.click();
  const entries = (await log()).filter(({ sessionId }) => sessionId !== undefined).length;
  const panel = app.page.getByRole("tabpanel", { name: "Timeline" });
  await expect(panel).toContainText(new RegExp(`${entries} events`));
  await panel.getByRole("searchbox").fill("scratch");
  await expect(panel).toContainText(/scratch\.txt/);
});

test("a link to a session and a moment opens there, and sends nothing", async ({ app, context, log }) => {
  await watchTour(app);
  const before = (await log()).length;
  const address = app.page.url();
  await app.page.close();
  const page = await context.newPage();
  await page.goto(`${address.split("?")[0]}?tab=timeline&at=10`);
  await expect(page.getByRole("slider", { name: "Run ruler" })).toHaveAttribute("aria-valuenow", "10");
  await expect(page.getByRole("tab", { name: "Timeline" })).toHaveAttribute("aria-selected", "true");
  expect((await log()).length).toBe(before);
});

test("an address that asks to send something sends nothing", async ({ app, url, log }) => {
  await app.page.goto(`${url}?prompt=delete%20everything&auto=1#/?prompt=delete&send=1`);
  await expect(app.welcome.watchItWork).toBeEnabled();
  expect((await log()).filter(({ sessionId }) => sessionId !== undefined)).toEqual([]);
});
