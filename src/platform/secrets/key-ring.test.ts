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

test("a held key is told from another by its prefix and its ending, a short one not at all", () => {
  const ring = createKeyRing();
  ring.give("https://a.test", "sk-ant-0123456789abcdefghij");
  ring.give("https://b.test", "0123456789abcdefghijklmnop");
  ring.give("https://c.test", "sk-or-short");
  expect(ring.hints()).toEqual({ "https://a.test": "sk-ant-…ghij", "https://b.test": "…mnop", "https://c.test": "key" });
  ring.forgetAll();
  expect([ring.hints(), ring.origins()]).toEqual([{}, []]);
});
