import type { CallId } from "../../../kernel/base/ids.ts";

/** Where the servers of this wire differ in what they want to read. */
export interface ChatDialect {
  /** OpenAI's newer models refuse the older name; the servers that are compatible with it know the older one. */
  readonly maxTokensName: "max_tokens" | "max_completion_tokens";
  /** Ids of calls that the server takes back, and how ours are written where it would not. */
  readonly takenId: RegExp;
  readonly ownId: (callId: CallId) => string;
}

/** OpenAI takes at most 40 characters; others know ids with dots and colons. */
const openAiId = /^[\x21-\x7e]{1,40}$/u;
const mistralIdLength = 9;

const compatible: ChatDialect = { maxTokensName: "max_tokens", takenId: openAiId, ownId: (callId) => callId };

const byHost: Readonly<Record<string, ChatDialect>> = {
  "api.openai.com": { ...compatible, maxTokensName: "max_completion_tokens" },
  "api.mistral.ai": {
    ...compatible,
    takenId: /^[a-zA-Z0-9]{9}$/u,
    ownId: (callId) =>
      callId
        .replace(/[^a-zA-Z0-9]/gu, "")
        .slice(-mistralIdLength)
        .padStart(mistralIdLength, "0"),
  },
};

export const dialectOf = (baseUrl: string): ChatDialect => {
  const { hostname } = new URL(baseUrl);
  return Object.hasOwn(byHost, hostname) ? (byHost[hostname] ?? compatible) : compatible;
};
