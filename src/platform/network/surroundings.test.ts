import { expect, test } from "vitest";
import { surroundingsOf } from "./surroundings.ts";

const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";

const around = (userAgent: string, states: Readonly<Record<string, string>> = {}) =>
  surroundingsOf({
    location: { origin: "https://vivarium.example" },
    navigator: {
      userAgent,
      permissions: {
        query: async ({ name }) => {
          const state = states[name];
          if (state === undefined) throw new TypeError(`'${name}' is not a valid permission name`);
          return { state };
        },
      },
    },
  })();

test.each([
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome}`, "macos", false],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${safari}`, "macos", true],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`, "windows", false],
  [`Mozilla/5.0 (X11; Linux x86_64) ${chrome}`, "linux", false],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "linux", false],
  [`Mozilla/5.0 (Linux; Android 15) ${chrome}`, "other", false],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) ${safari}`, "other", true],
] as const)("%s", async (userAgent, system, isSafari) => {
  expect(await around(userAgent)).toEqual({
    pageOrigin: "https://vivarium.example",
    system,
    isSafari,
    localNetwork: "unknown",
  });
});

test("the permission for the local network is read under each of its names", async () => {
  expect((await around(chrome, { "local-network-access": "denied" })).localNetwork).toBe("denied");
  expect((await around(chrome, { "loopback-network": "prompt", "local-network-access": "denied" })).localNetwork).toBe("prompt");
});
