import { expect, test } from "vitest";
import { createKeyRing } from "./key-ring.ts";

test("a key answers for its own origin only, until it is forgotten", () => {
  const ring = createKeyRing();
  ring.give("https://a.test", "sk-one");
  expect(ring.keyFor("https://a.test")).toBe("sk-one");
  expect(ring.keyFor("https://b.test")).toBeUndefined();
  expect(ring.origins()).toEqual(["https://a.test"]);
  ring.forget("https://a.test");
  expect(ring.keyFor("https://a.test")).toBeUndefined();
  expect(ring.origins()).toEqual([]);
});

test("held keys are taken out of any text, in every form that a header or an address gives them", () => {
  const ring = createKeyRing();
  ring.give("https://a.test", "sk-a+b/c");
  const text = `plain sk-a+b/c url ${encodeURIComponent("sk-a+b/c")} base64 ${btoa("sk-a+b/c")}`;
  expect(ring.scrub(text)).toBe("plain [key removed] url [key removed] base64 [key removed]");
});
