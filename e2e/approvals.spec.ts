import type { Event } from "../src/kernel/log/event.ts";
import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { foldFiles } from "./audit/files.ts";
import { expect, test } from "./fixtures.ts";

type Settled = Extract<Event, { readonly type: "call-settled" }>;

const deletions = (entries: readonly LogEntry[]): readonly Settled[] =>
  entries.flatMap(({ event }) => (event.type === "call-settled" && event.tool === "delete" ? [event] : []));
const askedPaths = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "approval-requested" ? event.approval.effect.files.map(({ path }) => path) : [],
  );

test("an approved deletion happens, and the row says who approved it", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await expect(app.chat.transcript).toContainText(/Approved by you/);
  const entries = await log();
  const [path] = askedPaths(entries);
  expect(deletions(entries).map(({ outcome }) => outcome.type)).toEqual(["done"]);
  expect(foldFiles(entries).has(path ?? "")).toBe(false);
});

test("a rejected deletion does not happen, and the model answers the reason", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.rejectBecause("I still need that one");
  await app.chat.untilIdle();
  await expect(app.chat.turns.last()).toContainText("I still need that one");
  const entries = await log();
  const [path] = askedPaths(entries);
  expect(deletions(entries).map(({ outcome }) => outcome)).toEqual([
    { type: "denied", by: "person", reason: "I still need that one" },
  ]);
  expect(foldFiles(entries).has(path ?? "")).toBe(true);
});

test("edited arguments are previewed and asked again, and the model is told", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  const { first } = app.approvals;
  await first.edit.click();
  // The form is made from the tool's schema; its JSON stands beside it.
  const field = first.group.getByRole("textbox", { name: "path" });
  await field.fill("/notes/else.md");
  await first.group.getByRole("radio", { name: "JSON" }).click();
  await expect(first.group.getByRole("textbox", { name: "Arguments" })).toHaveValue(/"path": "\/notes\/else.md"/);
  await first.group.getByRole("textbox", { name: "Arguments" }).fill('{ "path": "/notes/field-notes.md" }');
  await first.group.getByRole("button", { name: /^Preview/ }).click();
  await expect(app.approvals.card(/field-notes/).group).toBeVisible();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  const entries = await log();
  expect(askedPaths(entries).at(-1)).toBe("/notes/field-notes.md");
  const [deleted] = deletions(entries);
  expect(deleted?.editedFields?.length).toBe(1);
  expect(foldFiles(entries).has("/notes/field-notes.md")).toBe(false);
});

test("questions of one class are selected together, and each has its own answer", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await app.chat.say("Clean up the workspace");
  await expect(app.approvals.cards).toHaveCount(3);
  const { all, reject, reason } = app.approvals.batch;
  // In the first half second nothing can be decided, nor chosen.
  await expect(all).toBeEnabled();
  await all.press("Space");
  await expect(all).toBeChecked();
  await app.approvals.first.selected.press("Space");
  await expect(all).toBeChecked({ indeterminate: true });
  await reject.click();
  await reason.fill("keep that");
  await reason.press("Control+Enter");
  await expect(app.approvals.cards).toHaveCount(2);
  await app.approvals.first.approveOnce();
  await expect(app.approvals.cards).toHaveCount(1);
  await app.approvals.first.rejectBecause("and that");
  await app.chat.untilIdle();
  const entries = await log();
  const answers = entries.flatMap(({ event }) => (event.type === "approval-answered" ? [event.answer.type] : []));
  expect(answers).toEqual(["approve", "reject", "approve", "reject"]);
  expect(deletions(entries).map(({ outcome }) => outcome.type)).toEqual(["done", "done", "denied"]);
});

test("a question cannot be answered by a key that was meant for something else", async ({ app }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  for (const key of ["Enter", "Space", "y", "a"]) await app.page.keyboard.press(key);
  await expect(app.approvals.cards).toHaveCount(1);
  await expect(app.approvals.first.approve).not.toBeFocused();
});

test("F8 goes to the question, Ctrl+Enter approves it there, and Escape goes back to the draft", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await expect(app.approvals.first.approve).toBeVisible();
  await app.chat.message.fill("a draft");
  await app.page.keyboard.press("F8");
  await expect(app.approvals.first.group).toBeFocused();
  await app.page.keyboard.press("Escape");
  await expect(app.chat.message).toBeFocused();
  await expect(app.chat.message).toHaveValue("a draft");
  await app.page.keyboard.press("F8");
  await expect(app.approvals.first.approve).toBeEnabled();
  await app.page.keyboard.press("Control+Enter");
  await app.chat.untilIdle();
  expect(deletions(await log()).map(({ outcome }) => outcome.type)).toEqual(["done"]);
});

test("with every change asked, a write waits too; with only limits, nothing does", async ({ app, log }) => {
  await app.welcome.watchItWork.click();
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  await app.chat.level.selectOption("ask-every-change");
  await app.chat.say("Make notes on the ferns");
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
  const asked = (await log()).filter(({ event }) => event.type === "approval-requested").length;
  expect(asked).toBe(2);
  await app.chat.level.selectOption("only-limits");
  await app.chat.say("Clean up the workspace");
  await app.chat.untilIdle();
  expect((await log()).filter(({ event }) => event.type === "approval-requested")).toHaveLength(asked);
});
