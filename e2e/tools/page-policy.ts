import type { Plugin } from "vite";
import { wellKnownOrigins } from "../../src/kernel/model/well-known-origins.ts";

/**
 * What the built page may do. `connect-src` is wide here and narrowed by `boot.js` before the app loads, because a policy can
 * only be tightened once the document has it. The worker inherits both, since it starts from a blob.
 */
export const pagePolicy: string = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types app",
].join("; ");

const entryPattern = /[ \t]*<script type="module"[^>]*\ssrc="([^"]+)"[^>]*><\/script>\n?/g;

/** Puts the policy first in the head, and `boot.js` where the module entry was. Throws when the page has not exactly one entry. */
export const withPolicy = (html: string): string => {
  const entries = [...html.matchAll(entryPattern)];
  const [entry] = entries;
  if (entries.length !== 1 || entry?.[1] === undefined)
    throw new Error(`The page has ${entries.length} module entries, not one.`);
  const boot = `<script src="./boot.js" data-entry="${entry[1]}" data-origins="${wellKnownOrigins.join(" ")}" defer></script>`;
  return html
    .replace(entry[0], "")
    .replace("<head>", `<head>\n    <meta http-equiv="Content-Security-Policy" content="${pagePolicy}" />`)
    .replace("</head>", `  ${boot}\n  </head>`);
};

/** Only builds carry the policy: the dev server needs inline scripts. */
export const pagePolicyPlugin = (): Plugin => ({
  name: "page-policy",
  apply: "build",
  transformIndexHtml: { order: "post", handler: withPolicy },
});
