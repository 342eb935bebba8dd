import type { ModelChoice } from "./model.ts";

/** `unknown`: it is sent; a model that refuses it is asked once more without it. */
export type Accepts = "yes" | "no" | "unknown";

/** Which settings a model takes. */
export interface ModelTraits {
  readonly effort: Accepts;
  readonly temperature: Accepts;
}

/**
 * What is known of model families, first match wins. Sources, read on 2026-11-21: Anthropic's SDK types 0.137 ("Models released
 * after Claude Opus 4.6 do not support setting temperature") and OpenAI's reference of `reasoning_effort` and `temperature`.
 */
const families: readonly { readonly names: RegExp; readonly traits: ModelTraits }[] = [
  {
    names: /^claude-(?:[123]|instant|(?:haiku|sonnet)-4-5|(?:opus|sonnet)-4(?:-[01]\b|-2025|$))/u,
    traits: { effort: "no", temperature: "yes" },
  },
  { names: /^claude-(?:opus-4-[56]|sonnet-4-6)/u, traits: { effort: "yes", temperature: "yes" } },
  { names: /^claude-(?:opus|sonnet|haiku|fable|mythos)-/u, traits: { effort: "yes", temperature: "no" } },
  { names: /^(?:chatgpt-4o|gpt-(?:3\.5|4))/u, traits: { effort: "no", temperature: "yes" } },
  { names: /^gpt-[5-9][^/]*-chat/u, traits: { effort: "no", temperature: "unknown" } },
  { names: /^(?:gpt-[5-9]|o[1-9](?:-|$))/u, traits: { effort: "yes", temperature: "no" } },
];

const unknown: ModelTraits = { effort: "unknown", temperature: "unknown" };
const none: ModelTraits = { effort: "no", temperature: "no" };

/** What the chosen model takes, by its name. Gateways put the maker before it, as in `anthropic/claude-opus-5-5`. */
export const traitsOf = (choice: ModelChoice): ModelTraits => {
  if (choice.provider === "demo") return none;
  const name = choice.model.toLowerCase().replace(/^.*\//u, "");
  return families.find(({ names }) => names.test(name))?.traits ?? unknown;
};
