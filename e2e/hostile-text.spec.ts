import { hostileTexts } from "../src/page/ui/parts/markdown/hostile-texts.fake.ts";
import { type AppPage, expect, test } from "./fixtures.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { counted } from "./soak.ts";

const texts = hostileTexts.slice(0, 100);
const parts = 10;
/** Every part has texts of every kind: they stand together in the list. */
const partAt = (number: number): readonly string[] => texts.filter((_, place) => place % parts === number - 1);

/** A text as the name of a file: what a path cannot hold is left out, and the danger stays. */
const fileName = (text: string): string =>
  text
    .replace(/[/\\\0\p{Cc}]/gu, "∕")
    .slice(0, 80)
    .trim()
    .replace(/^\.+$/u, "dots") || "empty";

/** What the page must never have got from a text: things that run, load, ask or look like ours. */
const intruders = (page: AppPage["page"]): Promise<readonly string[]> =>
  page.evaluate(() => {
    const own = location.origin;
    const found: string[] = [];
    const isForeign = (address: string): boolean => /^(?:https?:|\/\/)/i.test(address) && !address.startsWith(own);
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName;
      if (
        ["iframe", "object", "embed", "form", "base", "frame", "portal", "audio", "video", "source", "math", "style"].includes(
          name,
        )
      ) {
        // The message box and the forms of a question are ours; where texts are shown there is none.
        const isOurForm = name === "form" && element.closest('[aria-label="Transcript"], [role="tabpanel"]') === null;
        const isOurs = name === "style" || (isOurForm && !element.hasAttribute("action"));
        if (!isOurs) found.push(name);
      }
      if (name === "script" && !(element.getAttribute("src") ?? "").endsWith("boot.js")) found.push("script");
      for (const { name: attribute, value } of element.attributes) {
        if (attribute.startsWith("on")) found.push(`${name} ${attribute}`);
        if (/^(?:src|srcset|poster|data|background|action|formaction|ping|xlink:href)$/.test(attribute) && isForeign(value))
          found.push(`${name} ${attribute}=${value}`);
        if (attribute === "href" && /^\s*(?:javascript|data|vbscript|blob|file|smb):/i.test(value))
          found.push(`${name} href=${value}`);
        if (attribute === "style" && /url\(|expression/i.test(value)) found.push(`${name} style=${value}`);
      }
    }
    const prose = document.querySelectorAll(".md, [data-markdown]");
    for (const area of prose)
      for (const control of area.querySelectorAll("input:not([type=checkbox][disabled]), select, textarea"))
        found.push(control.outerHTML);
    return found;
  });

test.describe.configure({ mode: "parallel" });

// All of them in the soak; a few parts in every test run, where the unit tests draw each text.
for (let number = 1; number <= parts; number += counted(5, 1)) {
  test(`hostile texts, part ${number} of ${parts}, run, load and ask nothing on any surface`, async ({ app, troubles }) => {
    const batch = partAt(number);
    const { page } = app;
    const paths = batch.map((text, place) => `/h/${place} ${fileName(text)}`);
    const model = await startScriptedModel([
      // The answer, the arguments and the headlines.
      {
        text: batch.join("\n\n"),
        calls: batch.map((text, place) => ({ tool: "write", input: { file_path: paths[place], content: text } })),
      },
      // The output of tools, an error text, and a name that no tool has.
      {
        text: batch[0] ?? "",
        calls: [
          { tool: "list", input: { path: "/h" } },
          ...paths.map((path) => ({ tool: "read", input: { file_path: path } })),
          { tool: "read", input: { file_path: `/missing/${fileName(batch[1] ?? "")}` } },
          { tool: fileName(batch[2] ?? "").slice(0, 40), input: {} },
        ],
      },
      // The question.
      { text: batch[3] ?? "", calls: paths.map((path) => ({ tool: "delete", input: { path } })) },
      { text: batch.map((text) => `\`\`\`html\n${text}\n\`\`\``).join("\n\n") },
    ]);
    const foreign: string[] = [];
    const known = [new URL(page.url()).origin, model.origin];
    page.context().on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && !known.includes(origin)) foreign.push(request.url());
    });
    page.on("dialog", (dialog) => {
      foreign.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });

    await app.settings.connect({ baseUrl: model.baseUrl, model: "scripted" });
    await page.getByRole("button", { name: "New session", exact: true }).click();
    await app.chat.message.fill(batch.join("\n\n"));
    // Something that looks like a key asks first; sending is what this is about.
    await app.chat.send.click();
    await expect(app.approvals.first.group).toBeVisible({ timeout: 30_000 });
    expect(await intruders(page)).toEqual([]);

    await app.approvals.first.rejectBecause(batch[4] ?? "no");
    while ((await app.approvals.cards.count()) > 0) {
      const before = await app.approvals.cards.count();
      await app.approvals.first.rejectBecause(batch[5] ?? "no");
      await expect.poll(() => app.approvals.cards.count()).toBeLessThan(before);
    }
    await app.chat.untilIdle();

    await app.chat.openEveryRow();
    expect(await intruders(page)).toEqual([]);
    await app.inspector.filesTab.click();
    expect(await intruders(page)).toEqual([]);
    // The tree has their names; the editor has one of their texts.
    await app.inspector.tree.getByRole("treeitem").nth(1).click();
    await expect(page.getByRole("textbox", { name: /^Text of/ })).toBeVisible();
    expect(await intruders(page)).toEqual([]);
    await app.inspector.timelineTab.click();
    expect(await intruders(page)).toEqual([]);
    await page.goto(new URL("#/approvals", page.url()).href);
    expect(await intruders(page)).toEqual([]);

    expect(foreign).toEqual([]);
    await expect(page).toHaveTitle(/Vivarium/);
    expect(troubles.matching(/violat|Refused/i)).toEqual([]);
    await model.stop();
    test.info().annotations.push({ type: "figures", description: `${batch.length} of ${texts.length} texts, 0 did anything` });
  });
}
