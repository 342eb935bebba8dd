import type { System } from "../parts/which-system.ts";

/** What a preset needs before it answers, in words; models that are a good first choice, best first. */
export interface PresetNeeds {
  readonly says: string;
  /** Where its keys are made. */
  readonly keyPage?: string;
  readonly suggested: readonly string[];
  /** A command for the person's own terminal. */
  readonly command?: (system: System, pageOrigin: string) => { readonly label: string; readonly text: string };
}

const letsIn = "It lets web pages in.";
const knownHeaders = "It takes only the headers it knows, so Vivarium sends it no others.";
const local =
  "It runs on this machine and needs no key. Safari lets no https page reach it, and Chrome may ask for the local network.";

/** Behaviour towards browsers as measured from outside on 2026-08-14 (big-AGI) and read in each project's documentation. */
const needs: Readonly<Record<string, PresetNeeds>> = {
  anthropic: {
    says: "It lets web pages in by a header, which Vivarium sends. An organisation can forbid it; the check then says so.",
    keyPage: "https://console.anthropic.com/settings/keys",
    suggested: ["claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-5-5"],
  },
  openai: {
    says: "It lets web pages in, but hides its answer to a wrong key from them: that looks like a network fault.",
    keyPage: "https://platform.openai.com/api-keys",
    suggested: ["gpt-5.5", "gpt-6-sol", "gpt-5.4"],
  },
  openrouter: { says: knownHeaders, keyPage: "https://openrouter.ai/settings/keys", suggested: [] },
  groq: { says: letsIn, keyPage: "https://console.groq.com/keys", suggested: [] },
  deepseek: { says: letsIn, keyPage: "https://platform.deepseek.com/api_keys", suggested: ["deepseek-chat"] },
  mistral: { says: knownHeaders, keyPage: "https://console.mistral.ai/api-keys", suggested: ["mistral-large-latest"] },
  together: { says: letsIn, keyPage: "https://api.together.ai/settings/api-keys", suggested: [] },
  ollama: {
    says: `${local} Ollama has to know this page’s origin, unless the page itself is on localhost:`,
    suggested: [],
    command: (system, origin) => ({
      label: "Allow this page, then restart Ollama",
      text: {
        macOS: `launchctl setenv OLLAMA_ORIGINS "${origin}"`,
        Linux: `OLLAMA_ORIGINS="${origin}" ollama serve`,
        Windows: `setx OLLAMA_ORIGINS "${origin}"`,
      }[system],
    }),
  },
  "lm-studio": {
    says: `${local} LM Studio keeps web pages out until its CORS switch is on:`,
    suggested: [],
    command: () => ({ label: "Start its server for web pages", text: "lms server start --cors" }),
  },
  "llama-cpp": {
    says: `${local} It lets every page in by itself:`,
    suggested: [],
    command: () => ({ label: "Start it with tools", text: "llama-server --model model.gguf --port 8080 --jinja" }),
  },
};

const nothing: PresetNeeds = {
  says: "Any server with this wire: it has to let web pages in (CORS), and its origin is added to the list of this page first.",
  suggested: [],
};

/** What the preset needs; without one, what every address of one's own needs. */
export const needsOf = (presetId: string | undefined): PresetNeeds =>
  presetId !== undefined && Object.hasOwn(needs, presetId) ? (needs[presetId] ?? nothing) : nothing;
