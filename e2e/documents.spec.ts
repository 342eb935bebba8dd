import { fakePdf } from "../src/kernel/conversation/document.fake.ts";
import { expect, test } from "./fixtures.ts";
import { fileOf } from "./pictures.ts";

test("a PDF is attached with its pages, sent, shown as a card after a reload, and saved as it was", async ({ app, log }) => {
  const { chat, page } = app;
  const plan = fileOf("plan.pdf", "application/pdf", fakePdf(3));
  await chat.beginSession();
  await chat.attach([plan]);
  await expect(chat.attached).toHaveText([/plan\.pdf.*PDF · 3 pages/]);
  await chat.say("What is in it?");
  await chat.untilIdle();
  await expect(chat.turns.last()).toContainText("You sent a document, and I can't read it");
  await page.reload();
  await expect(chat.turns.last()).toContainText("PDF · 3 pages");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    // By key, because what was just opened goes to its end under the pointer.
    page.getByRole("button", { name: "Save “plan.pdf”" }).press("Enter"),
  ]);
  expect(saved.suggestedFilename()).toBe("plan.pdf");
  const blocks = (await log()).flatMap(({ event }) => (event.type === "user-message" ? event.blocks : []));
  expect(blocks).toMatchObject([{ type: "document", name: "plan.pdf", pages: 3, bytes: plan.buffer.length }, { type: "text" }]);
});
