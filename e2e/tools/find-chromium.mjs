import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
const packagedVersion = "147.0.0";

/**
 * Parts of the browser that no test looks at. The popups of the address bar are two pages that each window loads, and cost as much
 * as the app itself. The others are those that Playwright leaves out: of two such lists the browser takes only the last.
 */
const unusedFeatures = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/** Flags for a browser that only tests use; root cannot have Chromium's own sandbox. */
export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${unusedFeatures.join(",")}`,
];

export const noBrowserMessage =
  "No Chromium was found for the browser tests, and none could be installed. Nothing else is affected. " +
  "Install Chromium or Google Chrome, or run `npx playwright install chromium`, or set CHROME_PATH to the browser's program; then run the command again.";

/**
 * @param {string} path
 * @returns {boolean}
 */
const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Missing, or not to be run by this user: either way it is no browser for us.
  }
};

/**
 * @param {readonly string[]} names
 * @returns {string | undefined}
 */
const onPath = (names) => {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
};

const macPrograms = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * A browser that is already here: CHROME_PATH, else the system's Chromium or Chrome, else Playwright's own.
 * @returns {string | undefined} the path of its program
 */
export const installedChromium = () => {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== "") {
    if (!isProgram(named))
      throw new Error(`CHROME_PATH is ${named}, which is not a program. Correct it or unset it, then run again.`);
    return named;
  }
  const system = onPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) ?? macPrograms.find(isProgram);
  if (system !== undefined) return system;
  const own = chromium.executablePath();
  return own !== "" && isProgram(own) ? own : undefined;
};

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @returns {boolean} whether it ended well
 */
const succeeds = (command, parameters) => {
  console.log(`  ${command} ${parameters.join(" ")}`);
  return spawnSync(command, parameters, { stdio: ["ignore", "ignore", "inherit"], cwd: projectRoot }).status === 0;
};

/** @returns {string | undefined} */
const fromApt = () => {
  const mayInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version") && onPath(["apt-get"]) !== undefined;
  if (!mayInstall) return undefined;
  console.log("No browser found: installing Chromium with apt-get.");
  const installed =
    succeeds("apt-get", ["update"]) && succeeds("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
  return installed ? onPath(["chromium"]) : undefined;
};

/**
 * The browser that an npm package carries, for Linux on x64. It is kept out of the project's own packages.
 * @returns {Promise<string | undefined>}
 */
const fromPackage = async () => {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = join(projectRoot, "node_modules/.cache/chromium");
  mkdirSync(folder, { recursive: true });
  const isFetched = existsSync(join(folder, "node_modules/@sparticuz/chromium/package.json"));
  if (!isFetched) console.log("No browser found: fetching the one in the npm package @sparticuz/chromium.");
  if (!isFetched && !succeeds("npm", ["install", "--no-save", "--prefix", folder, `@sparticuz/chromium@${packagedVersion}`]))
    return undefined;
  // In this mode the package brings the system libraries that a bare machine lacks.
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x";
  // It takes whatever browser lies in the folder for temporary files, of any version, so it gets a folder of its own.
  const ownTemporary = join(tmpdir(), `vivarium-chromium-${packagedVersion}`);
  mkdirSync(ownTemporary, { recursive: true });
  process.env.TMPDIR = ownTemporary;
  const resolved = createRequire(join(folder, "package.json")).resolve("@sparticuz/chromium");
  /** @type {{ default: { executablePath: () => Promise<string> } }} */
  const packaged = await import(pathToFileURL(resolved).href);
  const path = await packaged.default.executablePath();
  return isProgram(path) ? path : undefined;
};

/**
 * A browser for the tests, installed when none is here. Sets CHROME_PATH (and what the packaged browser needs) for the programs
 * started after it, and LANG, because some systems' default makes an invalid language in the page.
 * @returns {Promise<string>} the path of its program
 * @throws with a sentence for people when none can be had
 */
export const findChromium = async () => {
  const path = installedChromium() ?? fromApt() ?? (await fromPackage());
  if (path === undefined) throw new Error(noBrowserMessage);
  process.env.CHROME_PATH = path;
  process.env.LANG = "en_US.UTF-8";
  return path;
};
