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

test("branches have names in an outline, and two of them are compared: what was said, what it cost, and the files", async ({
  app,
}) => {
  const { chat, page } = app;
  const branches = createBranches(page);
  await chat.beginSession();
  await chat.say("Make notes on ferns");
  await expect(branches.regenerate).toBeVisible();
  await branches.sayAnew("Make notes on orchids");
  await expect(branches.picker("Branch 2 of 2")).toBeVisible();
  await expect(branches.regenerate).toBeVisible();

  await page.getByRole("tab", { name: "Branches" }).click();
  await page.getByRole("button", { name: "Name “Make notes on ferns”" }).click();
  await page.getByRole("textbox", { name: "Name of the branch" }).fill("About ferns");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Name “About ferns”" })).toBeVisible();

  await page.getByRole("link", { name: "Compare" }).click();
  const left = page.getByRole("region", { name: "Left: Make notes on orchids" });
  const right = page.getByRole("region", { name: "Right: About ferns" });
  await expect(left).toContainText("Wrote /notes/orchids.md");
  await expect(right).toContainText("Wrote /notes/ferns.md");
  await expect(right).toContainText(/1 message · [\d.,k]+ tokens · nothing charged/u);
  const files = page.getByRole("region", { name: "Files", exact: true });
  await expect(files).toContainText("/notes/ferns.mdnew file");
  await expect(files).toContainText("/notes/orchids.mddeleted");
});
