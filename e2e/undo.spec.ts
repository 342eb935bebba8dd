import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { foldFiles } from "./audit/files.ts";
import { type AppPage, expect, test } from "./fixtures.ts";

const contents = (entries: readonly LogEntry[]): Readonly<Record<string, string>> =>
  Object.fromEntries([...foldFiles(entries)].flatMap(([path, state]) => (state.kind === "file" ? [[path, state.hash]] : [])));

/** What stood in the workspace right before the first change that a call made. */
const before = (entries: readonly LogEntry[], isFirst: (entry: LogEntry) => boolean): Readonly<Record<string, string>> =>
  contents(entries.slice(0, entries.findIndex(isFirst)));

const changesFiles = ({ event }: LogEntry): boolean =>
  event.type === "call-settled" && event.effect !== undefined && event.effect.files.length > 0;

const watchTour = async (app: AppPage): Promise<void> => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
};

test("undoing the first step takes back what was built on it, after saying what that is; undoing the undo brings it back", async ({
  app,
  log,
}) => {
  await watchTour(app);
  const done = await log();
  const undo = app.chat.transcript.getByRole("button", { name: "Undo" });
  // By key: the first step stands above the view, and rows take no pointer while the list moves to them.
  await undo.first().press("Enter");
  const question = app.chat.transcript.getByRole("region", { name: "What this takes back" });
  await expect(question).toContainText(/takes back \d+ steps?/);
  await question.getByRole("button", { name: "Take back" }).press("Enter");
  const redo = app.chat.transcript.getByRole("button", { name: "Redo" });
  await expect(redo.first()).toBeVisible();

  const undone = await log();
  const first = done.findIndex(changesFiles);
  const [target] = done
    .slice(first)
    .flatMap(({ event }) => (event.type === "call-settled" && event.effect ? [event.effect] : []));
  const path = target?.files[0]?.path ?? "";
  expect(contents(undone)[path]).toBe(before(done, changesFiles)[path]);

  await redo.first().press("Enter");
  await app.chat.transcript.getByRole("button", { name: "Do again" }).press("Enter");
  await expect(redo).toHaveCount(0);
  expect(contents(await log())).toEqual(contents(done));
});

test("an undo survives a reload", async ({ app, log }) => {
  await watchTour(app);
  await app.chat.transcript.getByRole("button", { name: "Undo" }).last().click();
  await app.chat.transcript.getByRole("button", { name: "Take back" }).click();
  await expect(app.chat.transcript.getByRole("button", { name: "Redo" })).toHaveCount(1);
  const files = contents(await log());
  await app.page.reload();
  await expect(app.chat.transcript.getByRole("button", { name: "Redo" })).toHaveCount(1);
  expect(contents(await log())).toEqual(files);
});

test("keeping is a choice: nothing is taken back before it is agreed to", async ({ app, log }) => {
  await watchTour(app);
  const done = (await log()).length;
  await app.chat.transcript.getByRole("button", { name: "Undo" }).last().click();
  await app.chat.transcript.getByRole("button", { name: "Keep" }).click();
  await expect(app.chat.transcript.getByRole("button", { name: "Take back" })).toHaveCount(0);
  expect((await log()).length).toBe(done);
});

test("the history takes the newest change back and forth by key, and goes back to a moment after saying what disappears", async ({
  app,
  log,
}) => {
  await watchTour(app);
  const done = contents(await log());
  const { page } = app;
  await page.getByRole("tab", { name: "History" }).click();
  const history = page.getByRole("list", { name: "Changes of the workspace" });
  await expect(history.getByRole("listitem")).toHaveCount(4);
  await page.keyboard.press("Control+z");
  await expect(history.getByRole("button", { name: "Undo: delete /plans/scratch.txt" })).toBeVisible();
  expect(contents(await log())).not.toEqual(done);
  await page.keyboard.press("Control+Shift+z");
  await expect(history.getByRole("button", { name: "Redo: delete /plans/scratch.txt" })).toBeVisible();
  expect(contents(await log())).toEqual(done);

  const samples = history.getByRole("button", { name: "11 files" });
  await samples.click();
  await history.getByRole("button", { name: "Go back to here" }).click();
  const dialog = page.getByRole("dialog", { name: /^Go back to the files after event/ });
  await expect(dialog.getByRole("region", { name: "Files that change" })).toContainText("/notes/field-notes.md");
  await dialog.getByRole("button", { name: "Go back" }).click();
  await expect(history.getByRole("button", { name: /^Back to event/ })).toBeVisible();
  expect(contents(await log())).toEqual(before(await log(), changesFiles));
});
