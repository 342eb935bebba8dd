import AxeBuilder from "@axe-core/playwright";
import { zipSync } from "fflate";
import { type AppPage, expect, test } from "./fixtures.ts";
import { createBranches } from "./pages/branches.ts";

/** A state of the app, and the way there from the first screen. */
interface Scene {
  readonly name: string;
  readonly reach: (app: AppPage) => Promise<void>;
  /** On a narrow page it is another place, reached in another way. */
  readonly isWide?: boolean;
}

const question = async ({ welcome, approvals }: AppPage): Promise<void> => {
  await welcome.watchItWork.click();
  await expect(approvals.first.approve).toBeVisible();
};
const finished = async (app: AppPage): Promise<void> => {
  await question(app);
  await app.approvals.first.approveOnce();
  await app.chat.untilIdle();
};
/** Goes to an address and waits for the page that stands there; the one before it has a heading too. */
const route =
  (hash: string, title: string) =>
  async ({ page }: AppPage): Promise<void> => {
    await page.evaluate((value) => {
      location.hash = value;
    }, hash);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  };

const twoBranches = async ({ chat, page }: AppPage): Promise<void> => {
  const branches = createBranches(page);
  await chat.beginSession();
  await chat.say("What can you do?");
  await expect(branches.regenerate).toBeVisible();
  await branches.sayAnew("Make notes on ferns");
  await expect(branches.regenerate).toBeVisible();
  await page.getByRole("tab", { name: "Branches" }).click();
};

/** An archive with something to bring in and something to leave out. */
const lookAtArchive = async (app: AppPage): Promise<void> => {
  await route("#/import", "Bring in")(app);
  const text = new TextEncoder().encode("# Ferns\n");
  const buffer = Buffer.from(zipSync({ "ferns/list.md": text, "../up.md": text }));
  await app.page.getByLabel("File to bring in").setInputFiles({ name: "ferns.zip", mimeType: "application/zip", buffer });
  await expect(app.page.getByRole("button", { name: "Bring in 1 file" })).toBeVisible();
};

const settingsPage = (page: string, title: string): Scene => ({
  name: `settings, ${page}`,
  reach: route(`#/settings/${page}`, title),
});

/** Scenes of one workspace, each reached from the one before it. */
type Journey = readonly Scene[];

const journeys: readonly Journey[] = [
  [
    { name: "welcome", reach: ({ welcome }) => expect(welcome.watchItWork).toBeEnabled() },
    {
      name: "commands",
      reach: async ({ page }) => {
        await page.keyboard.press("Control+k");
        await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
      },
    },
  ],
  [
    { name: "a question that waits", reach: question },
    {
      name: "what this session sets for itself",
      reach: async ({ page }) => {
        await page.getByRole("button", { name: /Settings of this session$/ }).click();
        const sheet = page.getByRole("dialog", { name: "This session" });
        await sheet.getByRole("radio", { name: "1 hour" }).click();
        await expect(sheet.getByText("Set here: the caching.")).toBeVisible();
      },
    },
    {
      name: "every question",
      reach: async (app) => {
        await app.page.keyboard.press("Escape");
        await expect(app.page.getByRole("dialog")).toBeHidden();
        await route("#/approvals", "Waiting for you")(app);
      },
    },
    {
      name: "a question that is edited",
      reach: async ({ page, approvals }) => {
        await page.goBack();
        await approvals.first.edit.click();
      },
    },
    {
      name: "a stopped run",
      reach: async ({ chat }) => {
        await chat.stop.click();
        await chat.untilIdle();
      },
    },
  ],
  [
    { name: "a finished run", reach: finished },
    { name: "a finished run, every row open", reach: ({ chat }) => chat.openEveryRow() },
    {
      name: "a file in the editor",
      isWide: true,
      reach: async ({ page, inspector }) => {
        await inspector.filesTab.click();
        await inspector.file("ferns.md").click();
        await expect(page.getByRole("textbox", { name: "Text of /plants/ferns.md" })).toBeVisible();
      },
    },
    {
      name: "lines found in texts",
      isWide: true,
      reach: async ({ page }) => {
        await page.getByRole("radio", { name: "In texts" }).click();
        await page.getByRole("searchbox", { name: "Search texts" }).fill("fern");
        await expect(page.getByRole("group", { name: "Lines found" }).getByRole("button").first()).toBeVisible();
      },
    },
    { name: "timeline", isWide: true, reach: ({ inspector }) => inspector.timelineTab.click() },
    {
      name: "the history of files, a change open",
      isWide: true,
      reach: async ({ page }) => {
        await page.getByRole("tab", { name: "History" }).click();
        const changes = page.getByRole("list", { name: "Changes of the workspace" });
        await changes.getByRole("button", { name: "Edit /notes" }).click();
        await expect(changes.getByRole("button", { name: "Take back this part" }).first()).toBeVisible();
      },
    },
    {
      name: "the audit",
      isWide: true,
      reach: async ({ page }) => {
        await page.getByRole("tab", { name: "Audit" }).click();
        await expect(page.getByRole("region", { name: "Audit" }).getByRole("listitem").first()).toBeVisible();
      },
    },
    {
      name: "the state",
      isWide: true,
      reach: async ({ chat, page }) => {
        await chat.say("Keep in the state that the ferns were dry");
        await chat.untilIdle();
        await page.getByRole("tab", { name: "State" }).click();
        await page.getByRole("region", { name: "State", exact: true }).getByRole("button", { name: "garden/rounds" }).click();
        await expect(page.getByRole("list", { name: "Changes of garden/rounds" })).toContainText("not set → 1");
      },
    },
    {
      name: "the graph",
      isWide: true,
      reach: async ({ chat, page }) => {
        await chat.say("Draw who is who");
        await chat.untilIdle();
        await page.getByRole("tab", { name: "Graph" }).click();
        await page.getByRole("radio", { name: "Table" }).click();
        await page.getByRole("combobox", { name: "Agent layer" }).selectOption("last");
        await page.getByRole("region", { name: "Entities" }).getByRole("button", { name: "Ada", exact: true }).click();
        await page.getByRole("region", { name: "Ada" }).getByRole("button", { name: "Draw a relation" }).click();
        await expect(page.getByRole("form", { name: "A relation of Ada" })).toBeVisible();
      },
    },
    {
      name: "the memory, an item open",
      isWide: true,
      reach: async ({ chat, page }) => {
        await chat.say("Remember that I like short answers");
        await chat.untilIdle();
        await page.getByRole("tab", { name: "Memory" }).click();
        const row = page.getByRole("region", { name: "Memories" }).getByRole("button", { name: "I like short answers" });
        await row.click();
        await expect(row).toHaveAttribute("aria-expanded", "true");
        await page.getByText("How all of it fades").click();
        await expect(page.getByRole("img", { name: "Forgetting curve of the whole memory" })).toBeVisible();
      },
    },
    {
      name: "why a memory is there",
      isWide: true,
      reach: async ({ page }) => {
        await page.getByRole("region", { name: "This memory" }).getByRole("button", { name: "Why is this here?" }).click();
        const chain = page.getByRole("list", { name: "Where it comes from" });
        await expect(chain.getByRole("listitem", { name: "You said" })).toContainText("It begins here, with you.");
      },
    },
    {
      name: "a moment of the past",
      isWide: true,
      reach: async ({ page, inspector }) => {
        await inspector.ruler.focus();
        for (let step = 0; step < 5; step += 1) await page.keyboard.press("ArrowLeft");
        await expect(inspector.backToNow).toBeVisible();
      },
    },
  ],
  [
    {
      name: "agents inside a call",
      reach: async (app) => {
        await app.chat.beginSession();
        await app.chat.say("Ask two helpers");
        await expect(app.approvals.first.group).toContainText("Asked by agent › caretaker");
        await app.chat.openEveryRow();
      },
    },
  ],
  [
    {
      name: "a question with options, and a list of tasks",
      isWide: true,
      reach: async (app) => {
        await app.chat.beginSession();
        await app.chat.say("Plan the watering round");
        await expect(app.page.getByText("How long may a watering round take?").last()).toBeVisible();
        await app.page.getByRole("tab", { name: "Tasks" }).click();
      },
    },
    { name: "two branches in their outline", isWide: true, reach: twoBranches },
    {
      name: "two branches beside each other",
      reach: async ({ page }) => {
        await page.getByRole("link", { name: "Compare" }).click();
        await expect(page.getByRole("heading", { level: 1, name: "Compare branches" })).toBeVisible();
        await expect(page.getByRole("region", { name: "Files", exact: true })).toBeVisible();
      },
    },
    {
      name: "a shortened conversation, its summary open",
      reach: async ({ page }) => {
        await page.goBack();
        await page.keyboard.press("ControlOrMeta+k");
        await page.getByRole("option", { name: /^Shorten now/ }).click();
        const row = page.getByRole("region", { name: "Conversation shortened" });
        await row.getByRole("button", { name: "Show the summary" }).click();
        await expect(row).toContainText("The person said");
      },
    },
  ],
  [
    settingsPage("guardrails", "Guardrails"),
    settingsPage("tools", "Tools"),
    settingsPage("permissions", "Permissions"),
    { name: "storage", reach: route("#/storage", "Storage") },
    { name: "what is brought in", reach: lookAtArchive },
    settingsPage("memory", "Memory"),
    settingsPage("appearance", "Appearance"),
    settingsPage("shortcuts", "Shortcuts"),
  ],
  [
    { name: "no rules", reach: route("#/rules", "Rules") },
    {
      name: "a rule while it is written",
      reach: async ({ page }) => {
        await page.getByRole("button", { name: "Deny deleting in /notes" }).click();
        await expect(page.getByText("On the calls that were made")).toBeVisible();
      },
    },
  ],
  [
    settingsPage("about", "Vivarium"),
    { name: "an address that leads nowhere", reach: route("#/nowhere/at/all", "Nothing is at this address") },
    settingsPage("model", "Model"),
    {
      name: "settings, every part of the model's form",
      reach: async (app) => {
        await route("#/settings/model?preset=ollama", "Model")(app);
        const { page } = app;
        await page.getByRole("textbox", { name: "Longest answer, in tokens" }).fill("none");
        await page.getByRole("radio", { name: "Your own" }).click();
        await expect(page.getByText(/whole number of tokens/)).toBeVisible();
      },
    },
  ],
];

/** A theme changes colours and nothing else, whatever the width. */
const looks = [
  { theme: "light", name: "light, wide", width: 1440, height: 900 },
  { theme: "dark", name: "dark, wide", width: 1440, height: 900 },
  { theme: "light", name: "light, narrow", width: 390, height: 844 },
] as const;

/** What axe finds on the page as it is, one line a rule; in dark, of the colours. */
const findings = async ({ page }: AppPage, theme: "light" | "dark"): Promise<readonly string[]> => {
  await page.evaluate(() => document.fonts.ready);
  // The app has no frames, so axe needs no page of its own to put their findings together.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  const { violations } = await (theme === "dark" ? axe.withRules(["color-contrast"]) : axe).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
};

const look = async ({ page }: AppPage, { theme, width, height }: (typeof looks)[number]): Promise<void> => {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height });
};

for (const scenes of journeys) {
  test(`axe finds nothing, in both themes, wide and narrow: ${scenes.map(({ name }) => name).join("; ")}`, async ({ app }) => {
    test.setTimeout(300_000);
    for (const { name, reach, isWide = false } of scenes) {
      await look(app, looks[0]);
      await reach(app);
      for (const one of looks) {
        if (isWide && one.width < 1_000) continue;
        await look(app, one);
        expect.soft(await findings(app, one.theme), `${name}, ${one.name}`).toEqual([]);
      }
    }
  });
}

test("everything fits at 320 pixels", async ({ app }) => {
  await app.page.setViewportSize({ width: 320, height: 640 });
  await expect(app.welcome.watchItWork).toBeEnabled();
  const overflow = await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
