import { forgetLastMatch } from "./forget-last-match.ts";

/** What a text that was pasted where a key belongs turned out to be. */
export type KeyReading =
  | { readonly status: "empty" }
  /** An address, which belongs into another field. */
  | { readonly status: "address"; readonly address: string }
  | { readonly status: "unusable"; readonly problem: string }
  /** `owners`: ids of the presets whose keys begin like this; several where they look the same, none where nothing is known. */
  | { readonly status: "key"; readonly key: string; readonly owners: readonly string[]; readonly wasTidied: boolean };

/** Beginnings of the keys that the providers are known to hand out; first match wins. A wrong guess is only a question to the person. */
const prefixes: readonly { readonly prefix: string; readonly owners: readonly string[] }[] = [
  { prefix: "sk-ant-", owners: ["anthropic"] },
  { prefix: "sk-or-", owners: ["openrouter"] },
  { prefix: "sk-proj-", owners: ["openai"] },
  { prefix: "sk-svcacct-", owners: ["openai"] },
  { prefix: "gsk_", owners: ["groq"] },
  { prefix: "tgp_", owners: ["together"] },
  { prefix: "sk-", owners: ["openai", "deepseek"] },
];

const unusableKinds: readonly { readonly prefix: string; readonly problem: string }[] = [
  {
    prefix: "sk-ant-oat",
    problem:
      "This is a sign-in token of an Anthropic app, and Anthropic does not take it from a web page. Nothing was kept. Make an API key in the Anthropic console and paste that.",
  },
  {
    prefix: "sk-ant-admin",
    problem:
      "This is an admin key of Anthropic: it manages an organisation and cannot ask a model. Nothing was kept. Paste an API key.",
  },
  {
    prefix: "sk-ant-sid",
    problem: "This is a browser session of claude.ai, not an API key. Nothing was kept. Paste an API key.",
  },
];

const maxKeyLength = 1_000;

/** The value of `NAME=value`, of `Authorization: Bearer value`, and of a value in quotation marks. */
const bareValue = (text: string): string =>
  text
    .trim()
    .replace(/^(?:export\s+)?[A-Z][A-Z0-9_]*\s*=\s*/u, "")
    .replace(/^authorization\s*:\s*/iu, "")
    .replace(/^bearer\s+/iu, "")
    .replace(/^x-api-key\s*:\s*/iu, "")
    .replace(/^["'`]+|["'`;,]+$/gu, "");

const isPrintable = (text: string): boolean => /^[!-~]+$/u.test(text);

/** Finds the key in what was pasted, and whose it is by its beginning. Nothing is kept here, nor in what patterns remember. */
export const readKey = (text: string): KeyReading => {
  const reading = readText(text);
  forgetLastMatch();
  return reading;
};

const readText = (text: string): KeyReading => {
  if (text.trim() === "") return { status: "empty" };
  const bare = bareValue(text);
  if (/^https?:\/\//iu.test(bare)) return { status: "address", address: bare };
  const known = prefixes.find(({ prefix }) => bare.startsWith(prefix));
  // A line break inside a key comes from where it was copied; between words of another text it says that this is no key.
  const key = known === undefined ? bare : bare.replace(/\s+/gu, "");
  const unusable = unusableKinds.find(({ prefix }) => key.startsWith(prefix));
  if (unusable !== undefined) return { status: "unusable", problem: unusable.problem };
  if (!isPrintable(key) || key.length > maxKeyLength) {
    return {
      status: "unusable",
      problem: "A key is one word of at most 1,000 plain characters. Nothing was kept. Copy the key alone and paste it again.",
    };
  }
  return { status: "key", key, owners: known?.owners ?? [], wasTidied: key !== text };
};
