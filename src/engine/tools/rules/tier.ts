import { isJsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { reservedFolder } from "../../../kernel/files/file.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import { type Tier, tiers } from "../../../kernel/rules/rule.ts";
import { rulesFolder } from "../../../kernel/rules/rules-folder.ts";
import { liesIn } from "./path-folder.ts";

/** What a tier is told from. */
export interface TierFacts {
  readonly tool: string;
  readonly risks: readonly RiskClass[];
  readonly paths: readonly string[];
  readonly input: JsonValue;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Segments of a tool's name. Who deletes or moves within the workspace can be undone; who sends or runs cannot. */
const fullNames = words(
  "shell bash exec execute run command sudo deploy publish push send email mail sms post upload http request webhook pay payment purchase buy transfer charge refund install uninstall grant revoke kill shutdown reboot",
);
const editNames = words(
  "write edit create update delete remove move rename copy append insert patch replace set put save mkdir touch apply undo upsert import",
);

/** Programs at the start of a command or behind a pipe. */
const fullPrograms = words(
  "sudo su rm dd mkfs chmod chown kill curl wget ssh scp rsync nc npm pip npx docker kubectl terraform eval sh bash python node",
);
const editPrograms = words("mv cp mkdir touch tee sed ln unzip tar patch");
const fullArguments = words("--force --hard --no-verify --privileged push publish deploy");

/** Names of parameters; what they hold is not looked at. */
const fullKeys = words(
  "password passwd secret token apikey credential credentials recipient recipients cc bcc amount iban account webhook privatekey cookie authorization",
);
const editKeys = words("content contents newstring oldstring patch overwrite replacement body");

const commandKeys = words("command cmd args argv flags");
const secretFiles = /(^|\/)(\.env(\.[^/]*)?|\.ssh|\.git|id_rsa|id_ed25519|credentials|\.npmrc|\.netrc)(\/|$)/;

/** Never harmless, wherever it stands. */
const dangerous = [
  /\brm\s+-[a-z]*(r[a-z]*f|f[a-z]*r)\b/i,
  /\bdrop\s+(table|database|schema)\b/i,
  /\btruncate\s+table\b/i,
  /\bmkfs\b/i,
  /\bdd\s+if=/i,
  /:\(\)\s*\{\s*:\s*\|\s*:\s*&\s*\}/,
  /\bchmod\s+(-R\s+)?777\b/,
  /\b(curl|wget)\b[^\n|]*\|\s*(sudo\s+)?(ba)?sh\b/i,
  /\bgit\s+push\s+(-f|--force)\b/i,
  /\bformat\s+c:/i,
];

const segments = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((segment) => segment !== "");

const highest = (...found: readonly Tier[]): Tier =>
  tiers[Math.max(...found.map((tier) => tiers.indexOf(tier)))] ?? "full-access";
const within = (found: Iterable<string>, full: ReadonlySet<string>, edit: ReadonlySet<string>): Tier => {
  let tier: Tier = "read-only";
  for (const one of found) {
    if (full.has(one)) return "full-access";
    if (edit.has(one)) tier = "sandbox-edit";
  }
  return tier;
};

const plainKey = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Every text, list or object below, with the name of the parameter that holds it. */
const walk = (value: JsonValue, see: (key: string | undefined, value: JsonValue) => void, key?: string): void => {
  see(key, value);
  if (Array.isArray(value)) for (const one of value) walk(one, see, key);
  else if (isJsonObject(value)) for (const [name, one] of Object.entries(value)) walk(one, see, name);
};

const ofCommand = (text: string): Tier => {
  const parts = text.split(/&&|\|\||[|;\n]/).map((part) => part.trim().split(/\s+/));
  const programs = parts.map(([program = ""]) => program.split("/").at(-1) ?? "");
  const writes = /(^|[^>])>>?[^>&]/.test(text) ? "sandbox-edit" : "read-only";
  return highest(within(programs, fullPrograms, editPrograms), within(parts.flat(), fullArguments, words("")), writes);
};

const ofPath = (path: string): Tier =>
  secretFiles.test(path) || liesIn(path, rulesFolder) || liesIn(path, reservedFolder) || /^(~|[a-z]:|\.\.\/)/i.test(path)
    ? "full-access"
    : "read-only";

const ofRisks = (risks: readonly RiskClass[]): Tier => {
  if (risks.includes("network") || risks.includes("spend")) return "full-access";
  return risks.includes("change") || risks.includes("delete") ? "sandbox-edit" : "read-only";
};

/**
 * The tier that a call needs: the highest that any of five signals implies, and never below what the gate knows of its risks.
 * The signals are the segments of the tool's name, the text of a command line, the names of parameters, the paths, and a short
 * list of phrases that are dangerous wherever they stand. Ordinary words in values say nothing: "release notes" is no release.
 */
export const tierOf = ({ tool, risks, paths, input }: TierFacts): Tier => {
  let tier = highest(within(segments(tool), fullNames, editNames), ofRisks(risks), ...paths.map(ofPath));
  const raise = (to: Tier): void => {
    tier = highest(tier, to);
  };
  walk(input, (key, value) => {
    const name = key === undefined ? "" : plainKey(key);
    if (key !== undefined) raise(within([name], fullKeys, editKeys));
    if (typeof value !== "string") return;
    if (dangerous.some((phrase) => phrase.test(value))) raise("full-access");
    if (commandKeys.has(name)) raise(ofCommand(value));
  });
  return tier;
};
