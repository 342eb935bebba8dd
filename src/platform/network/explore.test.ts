import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createConnectivity } from "../../kernel/base/connectivity.ts";
import { findingsOf } from "../../kernel/base/network-findings.fake.ts";
import { createExplore } from "./explore.ts";

interface Sent {
  readonly url: string;
  readonly mode: string | undefined;
  readonly key: string | null;
}

/** Answers what `allows` lets through and fails the rest, as a browser does: without a reason. */
const exploring = async (allows: (sent: Sent) => boolean, key?: string, pageOrigin = "https://vivarium.example") => {
  const sent: Sent[] = [];
  const explore = createExplore({
    clock: createFakeClock(),
    connectivity: createConnectivity(),
    keyFor: (origin) => (origin === "https://models.example" ? key : undefined),
    surroundings: async () => findingsOf({ pageOrigin }),
    fetch: async (input, init) => {
      const one = { url: String(input), mode: init?.mode, key: new Headers(init?.headers).get("authorization") };
      sent.push(one);
      if (!allows(one)) throw new TypeError("Failed to fetch");
      return new Response("");
    },
  });
  const { answers, pageHostAnswers, readable, readableWithKey } = await explore("https://models.example/v1/models");
  return { found: { answers, pageHostAnswers, readable, readableWithKey }, sent };
};

test("a host that answers nobody is told from a network that is down", async () => {
  const { found } = await exploring(({ url }) => url.startsWith("https://vivarium.example"), "sk-1");
  expect(found).toEqual({ answers: false, pageHostAnswers: true, readable: false, readableWithKey: undefined });
  expect((await exploring(() => false)).found.pageHostAnswers).toBe(false);
});

test("a host that answers but lets no page read is found by an unread request, and the key stays here", async () => {
  const { found, sent } = await exploring(({ mode }) => mode === "no-cors", "sk-1");
  expect(found).toEqual({ answers: true, pageHostAnswers: true, readable: false, readableWithKey: undefined });
  expect(sent.filter((one) => one.key !== null)).toEqual([]);
});

test("a host that hides only its answer to the key is found by asking with and without", async () => {
  const { found, sent } = await exploring((one) => one.key === null, "sk-1");
  expect(found).toEqual({ answers: true, pageHostAnswers: true, readable: true, readableWithKey: false });
  expect(sent.flatMap((one) => (one.key === null ? [] : [one.url]))).toEqual(["https://models.example/v1/models"]);
});

test("a page from this computer says nothing of the network, so its host is not asked", async () => {
  const { found, sent } = await exploring(() => true, undefined, "http://localhost:4173");
  expect(found).toEqual({ answers: true, pageHostAnswers: undefined, readable: true, readableWithKey: undefined });
  expect(sent.map(({ url }) => new URL(url).origin)).toEqual(["https://models.example", "https://models.example"]);
});

test("a host that never answers is given up after three seconds", async () => {
  const clock = createFakeClock();
  const explore = createExplore({
    clock,
    connectivity: createConnectivity(false),
    keyFor: () => undefined,
    surroundings: async () => findingsOf({ pageOrigin: "http://localhost:4173" }),
    fetch: (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      }),
  });
  const finding = explore("https://models.example/v1/models");
  await clock.advance(3_000);
  expect(await finding).toMatchObject({ online: false, answers: false, readable: false });
});
