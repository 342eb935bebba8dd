import { writeFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { ImageBlock } from "../src/kernel/conversation/message.ts";
import { fakePicture } from "../src/kernel/conversation/picture.fake.ts";
import type { LogEntry } from "../src/kernel/log/log-entry.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { dropOn, fileOf, pngFile, storedContents } from "./pictures.ts";

const fern = fileOf("fern.jpg", "image/jpeg", fakePicture("jpegWithExif"));
const moss = pngFile("moss.png", 320, 200);

const shown = (entries: readonly LogEntry[]): readonly ImageBlock[] =>
  entries.flatMap(({ event }) => (event.type === "user-message" ? event.blocks : [])).filter((block) => block.type === "image");

const whenDrawn = async ({ chat, page }: AppPage, name: string): Promise<void> => {
  const picture = chat.transcript.getByRole("img", { name });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0)).toBe(true);
  expect(await page.evaluate(() => document.querySelectorAll("img[src^='blob:']").length)).toBeGreaterThan(0);
};

test("pictures are chosen, dropped and pasted, sent with a message, and are there after a reload", async ({
  app,
  log,
  context,
}) => {
  const { chat, page } = app;
  await chat.beginSession();
  await chat.attach([fern]);
  await dropOn(page, chat.message, [moss]);
  await expect(chat.attached).toHaveCount(2);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
  }, moss.buffer.toString("base64"));
  await chat.message.press("ControlOrMeta+V");
  await expect(chat.attached).toHaveCount(3);
  await expect(chat.attached.nth(1)).toContainText("320 × 200");
  await chat.removePicture("image.png").click();
  await expect(chat.attached).toHaveCount(2);
  await expect(chat.message).toBeFocused();
  await chat.say("Look at these");
  await chat.untilIdle();
  await expect(chat.attached).toHaveCount(0);
  await expect(chat.turns.last()).toContainText("You sent 2 pictures, and I can't see");

  await page.reload();
  await whenDrawn(app, "moss.png");
  const entries = await log();
  const pictures = shown(entries);
  // The EXIF data says that the JPEG is to be turned: what is sent is upright and without that data.
  expect(pictures.map(({ name, mediaType, width, height }) => ({ name, mediaType, width, height }))).toEqual([
    { name: "fern.jpg", mediaType: "image/jpeg", width: 5, height: 7 },
    { name: "moss.png", mediaType: "image/png", width: 320, height: 200 },
  ]);
  const contents = await storedContents(page);
  expect(pictures.map(({ hash }) => contents[hash])).toEqual(pictures.map(({ bytes }) => bytes));
  expect(pictures[1]?.bytes).toBeLessThan(moss.buffer.length);

  await chat.transcript.getByRole("button", { name: "moss.png" }).press("Enter");
  const large = page.getByRole("dialog", { name: "moss.png" });
  await expect(large.getByRole("img", { name: "moss.png" })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(large).toBeHidden();
});

test("a picture of 30 MB is scaled down, and the message box says so", async ({ app, log }, testInfo) => {
  const wall = pngFile("wall.png", 3_600, 2_800, 0);
  expect(wall.buffer.length).toBeGreaterThan(30_000_000);
  await app.chat.beginSession();
  // As a file on disk, as a person has it: sending it to the browser would take longer than what is looked at here.
  const path = testInfo.outputPath(wall.name);
  writeFileSync(path, wall.buffer);
  await app.chat.attach(path);
  await expect(app.chat.attached.first()).toContainText("scaled down from 3,600 × 2,800", { timeout: 60_000 });
  expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);
  await app.chat.send.click();
  await expect(app.chat.attached).toHaveCount(0);
  await app.chat.untilIdle();
  const [picture] = shown(await log());
  expect(picture).toMatchObject({ name: "wall.png", width: 1_568, height: 1_220 });
  expect(picture?.bytes).toBeLessThan(3_932_160);
});

test("what is no picture is refused by its content, whatever its name says, and nothing is sent", async ({ app, log }) => {
  const { chat, page } = app;
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  await chat.beginSession();
  await chat.message.fill("My words");
  await chat.attach([
    fileOf("drawing.png", "image/png", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')),
    fileOf("page.png", "image/png", text("<!doctype html><script>alert(1)</script>")),
    fileOf("cut.png", "image/png", moss.buffer.subarray(0, 900)),
    moss,
  ]);
  await dropOn(page, chat.message, [fileOf("plan.pdf", "application/pdf", text("%PDF-1.7 /Encrypt 4 0 R"))]);
  for (const words of [
    "“drawing.png” was not attached: by its content it is an SVG drawing",
    "“page.png” was not attached: by its content it is a text with markup",
    "“cut.png” was not attached: its content is damaged",
    "“plan.pdf” was not attached: it is locked, and no model opens a locked PDF",
  ]) {
    await expect(page.getByText(words)).toBeVisible();
  }
  await expect(chat.attached).toHaveCount(1);
  await expect(chat.attached).toContainText("moss.png");
  await expect(chat.message).toHaveValue("My words");
  expect(shown(await log())).toEqual([]);
});

test("pictures wait with their session, past a reload, and erasing a session takes along what only it shows", async ({
  app,
  log,
}) => {
  const { chat, page } = app;
  await chat.beginSession();
  await chat.attach([moss, fern]);
  await expect(chat.attached).toHaveCount(2);
  await chat.say("First");
  await chat.untilIdle();
  await chat.attach([fern]);
  await expect(chat.attached).toHaveCount(1);

  await chat.newSession.click();
  await expect(chat.attached).toHaveCount(0);
  await chat.attach([moss]);
  await expect(chat.attached).toHaveCount(1);
  await chat.say("Second");
  await chat.untilIdle();
  await chat.sessions.getByRole("link", { name: /First/ }).click();
  await expect(chat.attached).toHaveCount(1);
  await expect(chat.attached).toContainText("fern.jpg");
  await page.reload();
  await expect(chat.attached).toContainText("fern.jpg");
  await expect(chat.send).toBeEnabled();

  const [mossBlock, fernBlock] = shown(await log());
  expect(Object.keys(await storedContents(page))).toEqual(expect.arrayContaining([mossBlock?.hash, fernBlock?.hash]));
  await page.getByRole("button", { name: "More about First" }).click();
  await page.getByRole("menuitem", { name: /^Delete/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(chat.sessions.getByRole("link", { name: /First/ })).toHaveCount(0);
  const left = await storedContents(page);
  expect([(mossBlock?.hash ?? "") in left, (fernBlock?.hash ?? "") in left]).toEqual([true, false]);
  await chat.sessions.getByRole("link", { name: /Second/ }).click();
  await whenDrawn(app, "moss.png");
});

test("undo leaves the pictures of a message where they are, and they are seen at every moment of the run", async ({ app }) => {
  const { chat, page } = app;
  await chat.beginSession();
  await chat.attach([moss]);
  await expect(chat.attached).toHaveCount(1);
  await chat.say("Make notes on the ferns");
  await chat.untilIdle();
  await chat.transcript.getByRole("button", { name: "Undo" }).last().click();
  await chat.transcript.getByRole("button", { name: "Take back" }).click();
  await expect(chat.turns.last()).toContainText("Taken back by you");
  await whenDrawn(app, "moss.png");
  const ruler = page.getByRole("slider", { name: "Run ruler" });
  await ruler.press("Home");
  await expect(page.getByRole("button", { name: "Back to now" }).first()).toBeVisible();
  // A key steps from the moment that is drawn, so the next one waits for it.
  for (let step = 0; step < 3; step += 1) {
    const before = await ruler.getAttribute("aria-valuenow");
    await ruler.press("ArrowRight");
    await expect(ruler).not.toHaveAttribute("aria-valuenow", before ?? "");
  }
  await whenDrawn(app, "moss.png");
});

test.describe("while a run goes on", () => {
  test.use({ pace: 1 });

  test("a picture steers it, and comes back into the message box when the steering is edited", async ({ app, log }) => {
    const { chat, page } = app;
    await chat.beginSession();
    await chat.say("Write a long answer");
    await expect(chat.stop).toBeVisible();
    await chat.attach([moss]);
    await expect(chat.attached).toContainText("320 × 200");
    await chat.message.fill("and this");
    await chat.steer.click();
    await expect(chat.attached).toHaveCount(0);
    const waiting = page.getByRole("list", { name: "Waiting to be said" }).getByRole("listitem");
    await expect(waiting).toContainText("and this (with a picture)");
    await waiting.getByRole("button", { name: /^Edit/ }).click();
    await expect(waiting).toHaveCount(0);
    await expect(chat.attached).toContainText("320 × 200");
    await expect(chat.message).toHaveValue("and this");
    await chat.steer.click();
    await expect(waiting).toHaveCount(1);
    await chat.stop.click();
    await chat.untilIdle();
    await page.getByRole("button", { name: "Send queued" }).click();
    await expect(chat.turns.last()).toContainText("and this");
    await whenDrawn(app, "moss.png");
    await chat.stop.click();
    await chat.untilIdle();
    const queued = (await log()).flatMap(({ event }) => (event.type === "steer-queued" ? [event.pictures?.[0]?.hash] : []));
    expect(new Set([...queued, ...shown(await log()).map(({ hash }) => hash)]).size).toBe(1);
  });
});
