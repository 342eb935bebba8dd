import { expect, test } from "vitest";
import { wellKnownOrigins } from "../../src/kernel/model/well-known-origins.ts";
import { pagePolicy, withPolicy } from "./page-policy.ts";

const page = (scripts: string): string => `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    ${scripts}
  </head>
  <body></body>
</html>`;
const entry = '<script type="module" crossorigin src="./assets/index-12345678.js"></script>\n';

test("the policy stands first in the head, and the boot script takes the place of the entry", () => {
  expect(withPolicy(page(entry))).toBe(`<!doctype html>
<html>
  <head>
    <meta http-equiv="Content-Security-Policy" content="${pagePolicy}" />
    <meta charset="utf-8" />

    <script src="./boot.js" data-entry="./assets/index-12345678.js" data-origins="${wellKnownOrigins.join(" ")}" defer></script>
  </head>
  <body></body>
</html>`);
});

test("a page with no entry or two is refused", () => {
  expect(() => withPolicy(page(""))).toThrow("0 module entries");
  expect(() => withPolicy(page(entry + entry))).toThrow("2 module entries");
});

test("the policy needs no quoting in an attribute", () => {
  expect(pagePolicy).not.toMatch(/["<>&]/);
});
