import { expect, test } from "vitest";
import { missingKeyOrigin } from "./key-need.ts";
import type { ModelChoice } from "./model.ts";

const at = (baseUrl: string): ModelChoice => ({ provider: "openai-chat", baseUrl, model: "m" });
const none = { keyOrigins: [], keyedOrigins: [] };

test("the Demo model and a server on this machine need no key, every other one does", () => {
  expect(
    [{ provider: "demo" } as const, at("http://localhost:11434/v1"), at("https://a.test/v1"), at("not an address")].map(
      (choice) => missingKeyOrigin(choice, none) ?? "none",
    ),
  ).toEqual(["none", "none", "https://a.test", "none"]);
});

test("a held key is not missing, and only its own origin has it", () => {
  const keys = { keyOrigins: ["https://a.test"], keyedOrigins: [] };
  expect([missingKeyOrigin(at("https://a.test/v1"), keys), missingKeyOrigin(at("https://b.test/v1"), keys)]).toEqual([
    undefined,
    "https://b.test",
  ]);
});

test("a server on this machine that was once given a key waits for one", () => {
  const keyedOrigins = ["http://localhost:1234"];
  const choice = at("http://localhost:1234/v1");
  expect([
    missingKeyOrigin(choice, { keyOrigins: [], keyedOrigins }),
    missingKeyOrigin(choice, { keyOrigins: keyedOrigins, keyedOrigins }),
  ]).toEqual(["http://localhost:1234", undefined]);
});
