import fc from "fast-check";
import { expect, test } from "vitest";
import { mediaTypeOf, pathOfReference, referencesIn } from "./page-references.ts";

test("what a page names is found in attributes, styles and imports, each once", () => {
  const page = `<link href='a.css'><img src="i.png"><img src=i.png><div style="background:url( 'b.png' )">
    <style>@import "c.css"; p { background: url(d.gif) }</style><script SRC = x.js></script>`;
  expect(referencesIn(page)).toEqual(["a.css", "i.png", "x.js", "b.png", "d.gif", "c.css"]);
});

test("a name is read as a browser reads it, and never leaves the workspace", () => {
  const names = [
    "a.css",
    "./a.css?v=1#x",
    "../up.png",
    "/root.js",
    "../../../up.js",
    "//evil.example/x.js",
    "https://evil.example/x",
    "data:,x",
    "%zz",
  ];
  expect(names.map((name) => pathOfReference("/site/über uns/index.html", name))).toEqual([
    "/site/über uns/a.css",
    "/site/über uns/a.css",
    "/site/up.png",
    "/root.js",
    "/up.js",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("any text is searched without a breakdown", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => {
      for (const name of referencesIn(text)) pathOfReference("/a/b.html", name);
    }),
    { numRuns: 300 },
  );
  const long = `src="${"a".repeat(200_000)}`;
  expect(referencesIn(long.repeat(3)).length).toBeLessThan(5);
});

test("a type is known by the ending", () => {
  expect(["/a.CSS", "/b.js", "/c.svg", "/d.exe", "/constructor", "/e.html"].map(mediaTypeOf)).toEqual([
    "text/css",
    "text/javascript",
    "image/svg+xml",
    undefined,
    undefined,
    undefined,
  ]);
});
