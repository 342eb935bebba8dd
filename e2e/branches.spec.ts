import { expect, test } from "./fixtures.ts";
import { createBranches } from "./pages/branches.ts";

test("a message is said anew, and each version is one step away with its files, also after a reload", async ({ app }) => {
  const { chat, inspector, page } = app;
  const branches = createBranches(page);
  await chat.beginSession();
  await chat.say("Make notes on ferns");
  await expect(branches.regenerate).toBeVisible();
  await expect(inspector.file("ferns.md").first()).toBeVisible();
  const notes = inspector.tree.getByRole("treeitem", { name: /created/ });
  await expect(notes).toHaveCount(1);

  await branches.sayAnew("What can you do?");
  await expect(branches.picker("Branch 2 of 2")).toBeVisible();
  await expect(branches.regenerate).toBeVisible();
  await expect(notes).toHaveCount(0);

  await branches.before.press("Enter");
  await expect(branches.picker("Branch 1 of 2")).toBeVisible();
  await expect(chat.transcript).toContainText("Make notes on ferns");
  await expect(notes).toHaveCount(1);
  // The keyboard stays on the way between the two.
  await expect(branches.after).toBeFocused();

  await page.reload();
  await expect(branches.picker("Branch 1 of 2")).toBeVisible();
  await expect(notes).toHaveCount(1);
});

test("any moment is forked from the ruler, another answer is asked for, and a second tab follows", async ({ app, secondTab }) => {
  const { chat, inspector, page } = app;
  const branches = createBranches(page);
  await chat.beginSession();
  await chat.say("Make notes on ferns");
  await expect(branches.regenerate).toBeVisible();
  await inspector.ruler.press("Home");
  await branches.forkHere.click();
  const begins = page.getByRole("region", { name: "A branch begins" });
  await expect(begins).toContainText("What you say next goes on from it.");
  await expect(chat.turns).toHaveCount(0);
  await chat.say("What can you do?");
  await expect(branches.regenerate).toBeVisible();
  await branches.regenerate.press("Enter");
  await expect(branches.picker("Branch 2 of 2")).toHaveCount(2);
  await expect(branches.regenerate).toBeVisible();
  const other = await secondTab();
  await expect(createBranches(other.page).picker("Branch 2 of 2")).toHaveCount(2);
  await expect(createBranches(other.page).edit).toHaveCount(0);
});
