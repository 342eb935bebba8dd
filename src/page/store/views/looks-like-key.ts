import { forgetLastMatch } from "./forget-last-match.ts";

/** Shapes of secrets that providers hand out; each pattern names its owner. */
const patterns: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{20,}/, // OpenAI, Anthropic, OpenRouter, DeepSeek
  /\bAIza[A-Za-z0-9_-]{35}/, // Google
  /\bgsk_[A-Za-z0-9]{20,}/, // Groq
  /\bxai-[A-Za-z0-9]{20,}/, // xAI
  /\bhf_[A-Za-z0-9]{30,}/, // Hugging Face
  /\bgh[pousr]_[A-Za-z0-9]{30,}/, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{30,}/,
  /\bAKIA[A-Z0-9]{16}\b/, // AWS
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/** True when a text holds something in the shape of an API key: it would go to the model and into the log. */
export const looksLikeKey = (text: string): boolean => {
  const looks = patterns.some((pattern) => pattern.test(text));
  forgetLastMatch();
  return looks;
};
