import { isRemote, type ModelChoice } from "./model.ts";
import { modelFamily } from "./model-traits.ts";

/** How much a model reads at once. */
export interface ContextWindow {
  /** Tokens of a whole request. */
  readonly tokens: number;
  /** Who says so: the person, what is known of the model's family, or nobody. */
  readonly from: "set" | "known" | "assumed";
}

/** Where nobody knows a model's window. */
const assumedTokens = 80_000;

/** Shares of the window: where people are told, and where the conversation is shortened. */
const noticeShare = 0.7;
const startShare = 0.85;

interface Family {
  readonly names: RegExp;
  readonly tokens: number;
}

/**
 * First match wins. What the makers' model pages say of the request alone; a family is listed with the smallest window among its
 * members, because one that is too small costs a summary and one that is too large an answer.
 */
const families: readonly Family[] = [
  { names: /^claude-(?:instant|2\.0|2$)/u, tokens: 100_000 },
  { names: /^claude-/u, tokens: 200_000 },
  { names: /^gpt-3\.5/u, tokens: 16_385 },
  { names: /^gpt-4-32k/u, tokens: 32_768 },
  { names: /^gpt-4-(?:turbo|1106|0125|vision)/u, tokens: 128_000 },
  { names: /^gpt-4(?:-|$)/u, tokens: 8_192 },
  { names: /^gpt-4\.1/u, tokens: 1_047_576 },
  { names: /^(?:chatgpt-4o|gpt-4o|gpt-4\.5)/u, tokens: 128_000 },
  { names: /^gpt-5[^/]*-chat/u, tokens: 128_000 },
  { names: /^gpt-5/u, tokens: 272_000 },
  { names: /^o1-(?:mini|preview)/u, tokens: 128_000 },
  { names: /^o[134](?:-|$)/u, tokens: 200_000 },
  { names: /^gemini-(?:1\.5|2\.0|2\.5)/u, tokens: 1_048_576 },
];

/** Servers on this computer cut a model's window as they were started; what its maker says does not hold there. */
const isLocal = (choice: ModelChoice): boolean =>
  isRemote(choice) && /^https?:\/\/(?:localhost|127\.|\[::1\]|[^/:]+\.local(?:[/:]|$))/iu.test(choice.baseUrl);

/** What a model reads at once. `set`: what the person set for it, which stands before everything else. */
export const contextWindow = (choice: ModelChoice, set?: number): ContextWindow => {
  if (set !== undefined) return { tokens: set, from: "set" };
  const name = "model" in choice && choice.provider !== "replay" && !isLocal(choice) ? modelFamily(choice.model) : "";
  const family = families.find(({ names }) => names.test(name));
  return family === undefined ? { tokens: assumedTokens, from: "assumed" } : { tokens: family.tokens, from: "known" };
};

/** Tokens of a request from which on the conversation before it is shortened: 85 % of the window; all of one that is assumed. */
export const compactionStart = ({ tokens, from }: ContextWindow): number =>
  from === "assumed" ? tokens : Math.floor(tokens * startShare);

/** Tokens from which on people are told that it gets full. */
export const noticeStart = ({ tokens }: ContextWindow): number => Math.floor(tokens * noticeShare);
