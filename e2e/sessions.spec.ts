import { auditLog } from "./audit/auditor.ts";
import { expect, test } from "./fixtures.ts";

test("sessions are made, found, renamed and deleted, and their files stay", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await app.chat.newSession.click();
  await app.chat.say("Make notes on the ferns");
  await app.chat.untilIdle();
  const links = app.chat.sessions.getByRole("link", { name: /Show me around|Make notes/ });
  await expect(links).toHaveCount(2);

  const search = app.chat.sessions.getByRole("searchbox", { name: "Search sessions" });
  await search.fill("around");
  await expect(links).toHaveCount(1);
  await search.fill("");
  await expect(links).toHaveCount(2);

  await app.page.getByRole("button", { name: "Rename", exact: true }).click();
  const title = app.page.getByRole("textbox", { name: "Title of the session" });
  await title.fill("Fern notes");
  await title.press("Enter");
  await expect(app.chat.sessions.getByRole("link", { name: /Fern notes/ })).toBeVisible();

  await app.page.getByRole("button", { name: "More about Show me around" }).click();
  await app.page.getByRole("menuitem", { name: /^Delete/ }).click();
  await app.page
    .getByRole("dialog")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(app.chat.sessions.getByRole("link", { name: /Show me around/ })).toHaveCount(0);
  await expect(app.inspector.tree.getByRole("treeitem", { name: /field-notes/ })).toBeVisible();
  const entries = await log();
  expect(auditLog(entries)).toEqual([]);
  expect(JSON.stringify(entries)).not.toContain("Show me around");
});

test("the same message sent twice by a double press is one message", async ({ app, log }) => {
  await app.chat.beginSession();
  await app.chat.message.fill("Search the files for water");
  await app.chat.send.dblclick();
  await app.chat.untilIdle();
  expect((await log()).filter(({ event }) => event.type === "user-message")).toHaveLength(1);
});

test("something that looks like a key is not sent before it was asked about", async ({ app, log }) => {
  await app.chat.beginSession();
  await app.chat.message.fill("my key is sk-proj-0123456789abcdefghijklmnopqrstuvwxyz");
  await app.chat.send.click();
  await expect(app.page.getByText(/looks like/i)).toBeVisible();
  expect((await log()).filter(({ event }) => event.type === "user-message")).toEqual([]);
});

test("a draft is still there after a reload", async ({ app }) => {
  await app.chat.beginSession();
  await app.chat.message.fill("half a thought");
  await app.page.reload();
  await expect(app.chat.message).toHaveValue("half a thought");
});

test("a message that is said while a run goes on is delivered to it", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  await app.chat.message.fill("Use short sentences");
  await app.chat.steer.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  const texts = (await log()).flatMap(({ event }) =>
    event.type === "user-message" ? event.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])) : [],
  );
  expect(texts).toEqual(["Show me around", "Use short sentences"]);
});

test.describe("while a run goes on", () => {
  test.use({ pace: 0.5 });

  test("its session is deleted once the person confirms, and the run is stopped first", async ({ app, log }) => {
    await app.chat.beginSession();
    await app.chat.say("Write a long answer");
    await expect(app.chat.answer).toContainText(/\w{3,}(\s+\w+){4,}/);
    await app.page.getByRole("button", { name: "More about Write a long answer" }).click();
    await app.page.getByRole("menuitem", { name: /^Delete/ }).click();
    const question = app.page.getByRole("dialog");
    await expect(question).toContainText("The agent is at work in it and is stopped first.");
    await question.getByRole("button", { name: "Stop and delete" }).click();
    await expect(app.chat.sessions.getByRole("link", { name: /Write a long answer/ })).toHaveCount(0);
    await expect(app.page.getByText("Session deleted.")).toBeVisible();
    expect(JSON.stringify(await log())).not.toMatch(/long answer|text-appended/);
  });

  test("the list of files follows what another session writes", async ({ app }) => {
    await app.chat.beginSession();
    await app.chat.say("Make notes on the ferns");
    await app.chat.newSession.click();
    await expect(app.chat.turns).toHaveCount(0);
    await expect(app.inspector.tree.getByRole("treeitem", { name: /^README/ })).toBeVisible();
    await expect(app.inspector.tree.getByRole("treeitem", { name: /^notes/ })).toBeVisible({ timeout: 20_000 });
  });
});
