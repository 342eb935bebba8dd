import { join } from "node:path";
import { chromium } from "playwright";
import { build, builtFolder, isBuilt, projectRoot } from "./build-app.mjs";
import { chromiumArguments, findChromium } from "./find-chromium.mjs";
import { startStaticServer } from "./static-server.mjs";

// Makes the picture in the README from the built app: the tour of the Demo model, up to its question.
if (!isBuilt()) build();
const server = await startStaticServer({ directory: builtFolder });
const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-US", colorScheme: "light" });
  await page.addInitScript(() => localStorage.setItem("vivarium.pace", "0.3"));
  await page.goto(server.url);
  await page.getByRole("button", { name: /^Watch it work/ }).click();
  const approvals = page.getByRole("region", { name: "Approvals" });
  const question = approvals.getByRole("button", { name: "Approve once" });
  await question.waitFor({ timeout: 60_000 });
  await page.getByRole("treeitem", { name: /field-notes/ }).click();
  await page.getByRole("region", { name: "Text of /notes/field-notes.md" }).waitFor();
  // A question cannot be answered in its first half second; the picture shows it as it stays.
  await approvals.locator("button:enabled", { hasText: "Approve once" }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(projectRoot, "public/screenshot.png") });
} finally {
  await browser.close();
  await server.close();
}
