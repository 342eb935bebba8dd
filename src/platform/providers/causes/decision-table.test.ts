import { expect, test } from "vitest";
import { findingsOf } from "../../../kernel/base/network-findings.fake.ts";
import type { NetworkFindings } from "../../../kernel/base/network-findings.ts";
import { answerCauses, silenceCauses } from "./decision-table.ts";
import type { Answered, Unanswered } from "./evidence.ts";
import { type NamedCause, nameAnswer, nameSilence } from "./name-cause.ts";

const hosted = "https://models.example";
const openAi = "https://api.openai.com";
const ollama = "http://localhost:11434";

const answer = (status: number, message = "", more: Partial<Answered> = {}): NamedCause =>
  nameAnswer({ origin: hosted, hasKey: true, status, message, code: "", ...more });
const silence = (found: Partial<NetworkFindings>, more: Partial<Unanswered> = {}): NamedCause =>
  nameSilence({ origin: hosted, hasKey: true, found: findingsOf(found), ...more });

/** The fourteen causes that a person must be able to tell apart, with the evidence for each. */
const fourteen: readonly (readonly [string, NamedCause, string, RegExp])[] = [
  ["offline", silence({ online: false }), "network", /browser is offline/],
  ["DNS", silence({}), "network", /Check the name in the base URL/],
  ["blocked by an extension", silence({}, { origin: openAi }), "network", /extension, a filter or a firewall/],
  ["mixed content", silence({ isSafari: true }, { origin: ollama }), "network", /mixed content/],
  ["local-network permission", silence({ localNetwork: "denied" }, { origin: ollama }), "network", /forbids the page to reach/],
  ["CORS by design", silence({ answers: true }, { hasKey: false }), "network", /does not allow pages to call it \(CORS\)/],
  ["a wrong key that CORS hides", silence({ answers: true }, { origin: openAi }), "network", /hides its answer to this key/],
  [
    "an organisation that forbids browsers",
    answer(401, "CORS requests are not allowed for this Organization because of its settings."),
    "unauthorized",
    /does not allow calls from a browser/,
  ],
  ["401", answer(401), "unauthorized", /did not accept the key \(401\)/],
  ["403", answer(403), "unauthorized", /refused the request for this key or account \(403\)/],
  ["404 of a model", answer(404, "model 'x' not found"), "not-found", /does not know this model/],
  ["413", answer(413), "context-overflow", /request is larger than/],
  ["429", answer(429, "", { retryAfterMs: 7_000 }), "rate-limited", /Wait 7 s/],
  ["529", answer(529), "overloaded", /more requests for this model than it can serve \(529\)/],
];

test.each(fourteen)("%s has a name and a text of its own", (_, { failure }, type, words) => {
  expect(failure.type).toBe(type);
  expect(failure.message).toMatch(words);
});

test("no two of the fourteen share a cause or a text", () => {
  expect(new Set(fourteen.map(([, { cause }]) => cause)).size).toBe(14);
  expect(new Set(fourteen.map(([, { failure }]) => failure.message)).size).toBe(14);
});

test.each([
  [400, "maximum context length is 8192 tokens", "context-overflow", /longer than this model takes/],
  [400, "the request exceeds the available context size", "context-overflow", /longer than this model takes/],
  [400, "Your credit balance is too low to access the Anthropic API.", "budget-spent", /no credit left/],
  [400, "You have reached your specified API usage limits.", "budget-spent", /no credit left/],
  [400, "Unknown field", "bad-request", /did not accept the request \(400\)/],
  [401, "Missing bearer", "unauthorized", /did not accept the key/],
  [402, "", "budget-spent", /no credit left/],
  [404, "", "not-found", /does not know this address or model/],
  [408, "", "timed-out", /gave up waiting/],
  [409, "", "bad-request", /busy with another request/],
  [422, "", "bad-request", /did not accept the request \(422\)/],
  [429, "You exceeded your current quota", "budget-spent", /no credit left/],
  [429, "enforced_spend_limit_reached", "budget-spent", /no credit left/],
  [429, "too many tokens per minute", "rate-limited", /Wait a moment/],
  [500, "", "overloaded", /a problem of its own \(500\)/],
  [501, "", "bad-request", /did not accept the request \(501\)/],
  [502, "<html>Bad gateway</html>", "overloaded", /server in front of/],
  [503, "Loading model", "overloaded", /still being loaded/],
  [503, "", "overloaded", /out of service/],
  [504, "", "overloaded", /server in front of/],
  [524, "", "overloaded", /server in front of/],
] as const)("status %i saying %j is a failure %s", (status, message, type, words) => {
  const { failure } = answer(status, message);
  expect(failure.type).toBe(type);
  expect(failure.message).toMatch(words);
  if (message !== "") expect(failure.message).toContain(`It said: "${message}"`);
});

test("a refusal without a key asks for one", () => {
  expect(answer(401, "", { hasKey: false }).failure.message).toContain("asks for a key (401)");
});

test.each<readonly [string, Partial<NetworkFindings>, Partial<Unanswered>, string]>([
  ["nothing answers on this computer", {}, { origin: ollama }, "not-running"],
  ["no network, and nothing answers on this computer", { online: false }, { origin: ollama }, "not-running"],
  ["a server on this computer answers unread", { answers: true }, { origin: ollama, hasKey: false }, "origin-not-allowed"],
  ["the page itself comes from this computer", { localNetwork: "denied", pageOrigin: ollama }, { origin: ollama }, "not-running"],
  ["neither host answers", { pageHostAnswers: false }, {}, "connection-down"],
  ["it answers again", { answers: true, readable: true, readableWithKey: true }, {}, "connection-lost"],
  ["it answers again without a key", { answers: true, readable: true }, { hasKey: false }, "connection-lost"],
  ["it answers but not to the key", { answers: true, readable: true, readableWithKey: false }, {}, "hidden-refusal"],
  ["it answers unread, and a key was sent", { answers: true }, {}, "cors"],
])("where %s, the cause is told", (_, found, more, cause) => {
  const named = silence(found, more);
  expect([named.cause, named.failure]).toEqual([cause, { type: "network", cause, message: expect.any(String) }]);
});

test("what cannot be told apart is said to be so, with what to look at first", () => {
  const { failure, guide } = silence({ answers: true });
  expect(failure.message).toMatch(/does not allow pages .* or it hides that it refused the key.* does not say which/);
  expect(guide.steps).toHaveLength(2);
});

const anyFailure: readonly string[] = [
  ...answerCauses.map((row) => row.text({ origin: hosted, hasKey: true, status: 400, message: "", code: "" })),
  ...silenceCauses.map((row) => row.text({ origin: ollama, hasKey: true, found: findingsOf() })),
];

test.each(anyFailure)("two sentences at most, with the effect and the next step: %s", (text) => {
  expect(text.match(/[.:;](?= [A-Z]|$)/gu)?.length).toBe(2);
  expect(text).toMatch(/nothing was (run|sent)|message is kept/);
  expect(text).not.toMatch(/failed to fetch/iu);
});
