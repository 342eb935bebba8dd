import type { Failure, NetworkCause } from "../../../kernel/base/failure.ts";
import { wellKnownOrigins } from "../../../kernel/model/well-known-origins.ts";
import type { GuideStep } from "../../../kernel/rules/inspection.ts";
import type { Answered, Unanswered } from "./evidence.ts";
import { isThisComputer, localServerAt, nameWithin } from "./local-servers.ts";

/*
 * Why a model could not be asked: two tables, read from the top, the first row that matches holds. Each row has a text of its
 * own in two sentences: what happened with its effect on the data, and what to do next.
 */

interface AnswerRow {
  readonly cause: string;
  readonly matches: (seen: Answered, words: string) => boolean;
  readonly text: (seen: Answered) => string;
  readonly failure: (message: string, seen: Answered) => Failure;
}

/** How servers say that a conversation does not fit. */
export const overflowWords =
  /context.{0,20}(length|window|size|limit)|maximum context|too many tokens|exceed_context_size|prompt is too long/iu;
/** "exceeded your current quota" is OpenAI's, "enforced_spend_limit_reached" Anthropic's (seen 2026). */
const spendWords =
  /insufficient_quota|exceeded your current quota|billing|credit balance|spend(ing)?[ _]limit|payment required|usage limits/iu;
/** Anthropic tells of these with status 400: "Your credit balance is too low to access the Anthropic API" (seen 2026). */
const ownSpendWords = /credit balance|spend(ing)?[ _]limit|api usage limits/iu;
/** "CORS requests are not allowed for this Organization because of its settings." (Anthropic, seen 2025-03 to 2026-07) */
const organisationWords = /cors requests are not allowed for this organi[sz]ation/iu;

const unauthorized: AnswerRow["failure"] = (message, { status }) => ({ type: "unauthorized", status, message });
const askedWait = ({ retryAfterMs }: Answered): { readonly retryAfterMs?: number } =>
  retryAfterMs === undefined ? {} : { retryAfterMs };
const overloaded: AnswerRow["failure"] = (message, seen) => ({
  type: "overloaded",
  status: seen.status,
  message,
  ...askedWait(seen),
});
const badRequest: AnswerRow["failure"] = (message, { status }) => ({ type: "bad-request", status, message });
const contextOverflow: AnswerRow["failure"] = (message) => ({ type: "context-overflow", message });

const inSeconds = (ms: number): string => {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
};

/** Requests that were answered with an error. */
export const answerCauses: readonly AnswerRow[] = [
  {
    cause: "organisation-block",
    matches: ({ status }, words) => (status === 401 || status === 403) && organisationWords.test(words),
    text: ({ origin, status }) =>
      `Your organisation at ${origin} does not allow calls from a browser (${status}), so nothing was run. Ask its administrator to allow them, or use a key of another organisation.`,
    failure: unauthorized,
  },
  {
    cause: "spend-limit",
    matches: ({ status }, words) =>
      status === 402 ||
      ((status === 429 || status === 403) && spendWords.test(words)) ||
      (status === 400 && ownSpendWords.test(words)),
    text: ({ origin, status }) =>
      `The account at ${origin} has no credit left or has reached its own spending limit (${status}), so nothing was run. Add credit or raise the limit there, then try again.`,
    failure: (message) => ({ type: "budget-spent", message }),
  },
  {
    cause: "key-missing",
    matches: ({ status, hasKey }) => status === 401 && !hasKey,
    text: ({ origin }) => `${origin} asks for a key (401), so nothing was run. Add one in Settings, then try again.`,
    failure: unauthorized,
  },
  {
    cause: "key-refused",
    matches: ({ status }) => status === 401,
    text: ({ origin }) =>
      `${origin} did not accept the key (401), so nothing was run. Check the key in Settings, then try again.`,
    failure: unauthorized,
  },
  {
    cause: "forbidden",
    matches: ({ status }) => status === 403,
    text: ({ origin }) =>
      `${origin} refused the request for this key or account (403), so nothing was run. See in your account there whether the key may use this model; some hosts also refuse whole countries.`,
    failure: unauthorized,
  },
  {
    cause: "model-not-found",
    matches: ({ status }, words) => status === 404 && /model/iu.test(words),
    text: ({ origin }) =>
      isThisComputer(origin)
        ? `${localServerAt(origin).name} does not have this model (404), so nothing was run. Load it there first, or choose another one in Settings.`
        : `${origin} does not know this model, or your account may not use it (404), so nothing was run. Choose another one in Settings.`,
    failure: (message) => ({ type: "not-found", message }),
  },
  {
    cause: "address-not-found",
    matches: ({ status }) => status === 404,
    text: ({ origin }) =>
      `${origin} does not know this address or model (404), so nothing was run. Check the base URL and the model in Settings.`,
    failure: (message) => ({ type: "not-found", message }),
  },
  {
    cause: "rate-limited",
    matches: ({ status }) => status === 429,
    text: ({ origin, retryAfterMs }) =>
      `${origin} takes no more requests at this rate (429), so nothing was run. Wait ${retryAfterMs === undefined ? "a moment" : inSeconds(retryAfterMs)}, then try again.`,
    failure: (message, seen) => ({ type: "rate-limited", message, ...askedWait(seen) }),
  },
  {
    cause: "context-overflow",
    matches: (_seen, words) => overflowWords.test(words),
    text: ({ status }) =>
      `The conversation is longer than this model takes (${status}), so nothing was run and nothing deleted. Start a new session, or choose a model with a larger window.`,
    failure: contextOverflow,
  },
  {
    cause: "request-too-large",
    matches: ({ status }) => status === 413,
    text: ({ origin }) =>
      `The request is larger than ${origin} takes (413), so nothing was run and nothing deleted. Start a new session, or attach less.`,
    failure: contextOverflow,
  },
  {
    cause: "timed-out",
    matches: ({ status }) => status === 408,
    text: ({ origin }) => `${origin} gave up waiting for the request (408), so nothing was run. Try again.`,
    failure: (message, seen) => ({ type: "timed-out", status: seen.status, message, ...askedWait(seen) }),
  },
  {
    cause: "conflict",
    matches: ({ status }) => status === 409,
    text: ({ origin }) =>
      `${origin} was busy with another request that this one contradicts (409), so nothing was run. Try again in a moment.`,
    failure: badRequest,
  },
  {
    cause: "overloaded",
    matches: ({ status }) => status === 529,
    text: ({ origin }) =>
      `${origin} has more requests for this model than it can serve (529), so nothing was run. Try again in a moment, or choose another model.`,
    failure: overloaded,
  },
  {
    cause: "loading",
    matches: ({ status }, words) => status === 503 && /loading/iu.test(words),
    text: ({ origin }) =>
      `The model at ${origin} is still being loaded (503), so nothing was run. Wait until it is ready, then try again.`,
    failure: overloaded,
  },
  {
    cause: "unavailable",
    matches: ({ status }) => status === 503,
    text: ({ origin }) => `${origin} is out of service at the moment (503), so nothing was run. Try again in a moment.`,
    failure: overloaded,
  },
  {
    cause: "gateway",
    matches: ({ status }) => status === 502 || status === 504 || (status >= 520 && status < 528),
    text: ({ origin, status }) =>
      `The server in front of ${origin} got no answer from it (${status}), so nothing was run. Try again in a moment.`,
    failure: overloaded,
  },
  {
    cause: "server-error",
    matches: ({ status }) => status >= 500 && status !== 501,
    text: ({ origin, status }) => `${origin} has a problem of its own (${status}), so nothing was run. Try again in a moment.`,
    failure: overloaded,
  },
  {
    cause: "bad-request",
    matches: () => true,
    text: ({ origin, status }) =>
      `${origin} did not accept the request (${status}), so nothing was run. Check the model and its settings in Settings.`,
    failure: badRequest,
  },
];

/** From the person's side to the model's. */
export type LayerIndex = 0 | 1 | 2 | 3;

interface SilenceRow {
  readonly cause: NetworkCause;
  readonly matches: (seen: Unanswered, isLocal: boolean) => boolean;
  readonly text: (seen: Unanswered) => string;
  /** The layer that fails: the browser, the server, its consent to pages, its consent to this request. */
  readonly layer: LayerIndex;
  readonly steps: (seen: Unanswered) => readonly GuideStep[];
}

/** Hosts that let pages call them and yet hide a refused key from them (big-AGI, 2026-08-14). */
const hidesRefusals = new Set(["https://api.openai.com", "https://api.cerebras.ai"]);

const isPublicPage = ({ found }: Unanswered): boolean => !isThisComputer(found.pageOrigin);
/** Whether the browser may still be asking the person. */
const mayBeAsked = (seen: Unanswered): boolean => isPublicPage(seen) && seen.found.localNetwork === "prompt";
const checkKey: GuideStep = { text: "Compare the key with the one in your account there; make a new one if in doubt." };
const otherNetwork: GuideStep = { text: "Open the address in a new tab: an error there too means that it is not this page." };
const permission: GuideStep = {
  text: "Open the site settings (the icon left of the address), allow access to the local network, and reload this page.",
};

/** Requests whose answer the browser did not show. */
export const silenceCauses: readonly SilenceRow[] = [
  {
    cause: "offline",
    matches: ({ found }, isLocal) => !found.online && !isLocal,
    text: ({ origin }) =>
      `This browser is offline, so ${origin} could not be asked and your message is kept. Connect to a network, then try again.`,
    layer: 0,
    steps: () => [{ text: "Connect this computer to a network, then check again." }],
  },
  {
    cause: "mixed-content",
    matches: (seen, isLocal) =>
      isLocal && seen.found.isSafari && seen.origin.startsWith("http:") && seen.found.pageOrigin.startsWith("https:"),
    text: ({ origin }) =>
      `Safari lets no page that came over https talk to ${origin}, because that is http (mixed content), so nothing was sent. Use Chrome, Edge or Firefox for models on this computer.`,
    layer: 0,
    steps: () => [
      { text: "Open this page in Chrome, Edge or Firefox: they trust http on this computer." },
      { text: "Or put an address with https in front of the server, and enter that one." },
    ],
  },
  {
    cause: "local-network",
    matches: (seen, isLocal) => isLocal && isPublicPage(seen) && seen.found.localNetwork === "denied",
    text: ({ origin }) =>
      `This browser forbids the page to reach programs on this computer, so nothing was sent to ${origin}. Allow it in the site settings (the icon left of the address), then reload.`,
    layer: 0,
    steps: () => [permission],
  },
  {
    cause: "not-running",
    matches: ({ found }, isLocal) => isLocal && !found.answers,
    text: (seen) =>
      `Nothing answers at ${seen.origin}, so nothing was run. Start ${nameWithin(localServerAt(seen.origin))} and compare the address${mayBeAsked(seen) ? ", and answer the browser if it asks for access to the local network" : ""}, then try again.`,
    layer: 1,
    steps: (seen) => {
      const { start, port } = localServerAt(seen.origin);
      return [...start(seen.found.system, port), ...(mayBeAsked(seen) ? [permission] : [])];
    },
  },
  {
    cause: "connection-lost",
    matches: ({ found, hasKey }) => found.readable && (found.readableWithKey ?? !hasKey),
    text: ({ origin }) => `The connection to ${origin} was lost before its answer came, so nothing was run. Try again.`,
    layer: 1,
    steps: () => [{ text: "It answers again by now. Check once more." }],
  },
  {
    cause: "hidden-refusal",
    matches: ({ found, hasKey, origin }) =>
      found.answers && hasKey && (found.readableWithKey === false || hidesRefusals.has(origin)),
    text: ({ origin }) =>
      `${origin} answers pages but hides its answer to this key, which is what a refused key looks like from here, so nothing was run. Check the key in Settings first.`,
    layer: 3,
    steps: () => [
      checkKey,
      {
        text: "If the key is right, this host does not allow pages to send one: use another host for the model, such as OpenRouter.",
      },
    ],
  },
  {
    cause: "origin-not-allowed",
    matches: ({ found }, isLocal) => isLocal && found.answers && !found.readable,
    text: ({ origin, found }) =>
      `${localServerAt(origin).name} runs at ${origin} but does not allow pages to call it from ${found.pageOrigin} (CORS), so nothing was run. Allow this origin there, then try again.`,
    layer: 2,
    steps: ({ origin, found }) => {
      const { allow, port } = localServerAt(origin);
      return allow(found.system, found.pageOrigin, port);
    },
  },
  {
    cause: "cors",
    matches: ({ found, hasKey }) => found.answers && !hasKey,
    text: ({ origin }) =>
      `${origin} answers but does not allow pages to call it (CORS), so nothing was run. Use a host that does, or ask its owner to allow this page.`,
    layer: 2,
    steps: () => [{ text: "Use another host for the same model, such as OpenRouter; no setting of this page can change it." }],
  },
  {
    cause: "cors",
    matches: ({ found }) => found.answers,
    text: ({ origin }) =>
      `${origin} answers, but either it does not allow pages to call it (CORS) or it hides that it refused the key, and the browser does not say which; nothing was run. Check the key in Settings first, then use a host that allows pages.`,
    layer: 2,
    steps: () => [
      checkKey,
      { text: "If the key is right, this host does not allow pages: use another host for the model, such as OpenRouter." },
    ],
  },
  {
    cause: "connection-down",
    matches: ({ found }) => found.pageHostAnswers === false,
    text: ({ origin }) =>
      `Neither ${origin} nor the host of this page answers, so the network of this computer seems to be down and nothing was run. Check the connection, then try again.`,
    layer: 0,
    steps: () => [{ text: "Check the cable, the wireless network or the VPN of this computer." }, otherNetwork],
  },
  {
    cause: "blocked",
    matches: ({ origin }) => wellKnownOrigins.includes(origin),
    text: ({ origin }) =>
      `${origin} exists but does not answer this browser, so nothing was run. An extension, a filter or a firewall may block it: switch blockers off for this page, then try again.`,
    layer: 1,
    steps: () => [
      { text: "Switch ad blockers and privacy extensions off for this page, or try a private window without extensions." },
      { text: "A company network or a VPN may block the host: try another network." },
      otherNetwork,
    ],
  },
  {
    cause: "unknown-host",
    matches: () => true,
    text: ({ origin }) =>
      `Nothing answers at ${origin}, so nothing was run. Check the name in the base URL; if it is right, the host is down or something between blocks it.`,
    layer: 1,
    steps: () => [
      { text: "Compare the name in the base URL, letter by letter." },
      otherNetwork,
      { text: "If it opens there, an extension blocks it here: switch blockers off for this page." },
    ],
  },
];
