/** What a server's words name that is nobody's business on a screenshot, each with what stands in its place. */
const masks: readonly (readonly [RegExp, string])[] = [
  // Keys that are not held here any more, or never were: a server may repeat a part of what it was sent.
  [/\b(?:sk|pk|rk|gsk|xai|hf)[-_][A-Za-z0-9_*-]{8,}/gu, "[key removed]"],
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/gu, "[e-mail removed]"],
  // OpenAI: org-…, proj_…, user-…; Anthropic: wrkspc_…; Stripe and others: acct_…
  [/\b(?:org|proj|user|acct|team|wrkspc|cust?)[-_][A-Za-z0-9]{6,}\b/gu, "[account removed]"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, "[id removed]"],
  // Numbers of accounts, as clouds write them.
  [/\b\d{12}\b/gu, "[account removed]"],
];

/** A server's words without keys, e-mail addresses and names of accounts. The name of a request (`req_…`) stays: support asks for it. */
export const maskAccounts = (text: string): string =>
  masks.reduce((masked, [pattern, instead]) => masked.replace(pattern, instead), text);
