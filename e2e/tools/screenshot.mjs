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
  await page.addInitScript(() => localStorage.setItem("vivarium.pace", "0"));
  await page.goto(server.url);
  await page.getByRole("button", { name: /^Watch it work/ }).click();
  const approvals = page.getByRole("region", { name: "Approvals" });
  await approvals.getByRole("button", { name: "Approve once" }).waitFor({ timeout: 30_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(projectRoot, "public/screenshot.png") });
} finally {
  await browser.close();
  await server.close();
}
