import { expect, test } from "vitest";
import { createScriptGuard } from "./script-guard.ts";

const origin = "https://vivarium.test";
const own = `blob:${origin}/0a1b`;
const guard = createScriptGuard(origin, new Set([own]));

test.each([own, `${origin}/assets/worker/main-1.js`, "/assets/worker/main-1.js", "./assets/worker/main-1.js"])(
  "%s may become a script",
  (address) => {
    expect(guard(address)).toBe(address);
  },
);

test.each([
  `blob:${origin}/somebody-else`,
  "https://vivarium.test.example/main.js",
  "https://user@vivarium.example/main.js",
  "http://vivarium.test/main.js",
  "//other.example/main.js",
  "data:text/javascript,1",
  "javascript:alert(1)",
  "\tjava\nscript:alert(1)",
])("%s is refused", (address) => {
  expect(() => guard(address)).toThrow(TypeError);
});
