import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeyRing } from "./key-ring.ts";

const holding = (...keys: readonly string[]) => {
  const ring = createKeyRing();
  for (const [index, key] of keys.entries()) ring.give(`https://${index}.test`, key);
  return ring;
};

const printable = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 8,
  maxLength: 60,
});

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

test("all keys are forgotten at once", () => {
  const ring = holding("sk-first-key", "sk-second-key");
  ring.forgetAll();
  expect([ring.origins(), ring.keyFor("https://0.test"), ring.scrub("sk-first-key")]).toEqual([[], undefined, "sk-first-key"]);
});

test("a held key is taken out of any text, in every form that a header, an address or JSON gives it", () => {
  const key = 'sk-a+b/c"\\d';
  const ring = holding(key);
  const text = `plain ${key} url ${encodeURIComponent(key)} json ${JSON.stringify(key)}`;
  expect(ring.scrub(text)).toBe('plain [key removed] url [key removed] json "[key removed]"');
});

test("every base64 text that holds a key loses it, wherever in the input the key stood", () => {
  fc.assert(
    fc.property(printable, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (key, before, after) => {
      const ring = holding(key);
      const bytes = new TextEncoder().encode(before + key + after);
      const encoded = btoa(String.fromCharCode(...bytes));
      const inUrls = encoded.replaceAll("+", "-").replaceAll("/", "_");
      for (const text of [encoded, inUrls]) expect(ring.scrub(text)).toContain("[key removed]");
    }),
  );
});

test("what only looks like a secret stays, and so does a word that is too short to be one", () => {
  const ring = holding("sk-live-0123456789abcdef", "ollama");
  const text = "sk-live-0123456789abcdeX AKIAIOSFODNN7EXAMPLE hunter2 ollama sk-live-";
  expect(ring.scrub(text)).toBe(text);
});

test("a value keeps its shape, and one without a key is the same value", () => {
  const ring = holding("sk-live-0123456789");
  const plain = { a: [1, null, "text"], b: { c: true } };
  expect(ring.scrubJson(plain)).toBe(plain);
  expect(ring.scrubJson({ a: ["x sk-live-0123456789", 1], "sk-live-0123456789": null })).toEqual({
    a: ["x [key removed]", 1],
    "[key removed]": null,
  });
});

test("the origin of a key that stands in a value is named, and nothing where none does", () => {
  const ring = holding("sk-live-0123456789", "sk-other-0123456789");
  expect([
    ring.originIn({ deep: [{ text: "my key: sk-other-0123456789" }] }),
    ring.originIn({ deep: ["sk-other-012345678"] }),
    ring.originIn({ [`https://x.test/${encodeURIComponent("sk-live-0123456789")}`]: 1 }),
  ]).toEqual(["https://1.test", undefined, "https://0.test"]);
});

test("however a text is cut into pieces, no piece and no join of pieces shows a key, and the rest comes whole", () => {
  const parts = fc.array(fc.oneof(fc.constant("KEY"), fc.string({ maxLength: 12 })), { maxLength: 8 });
  fc.assert(
    fc.property(printable, parts, fc.array(fc.nat({ max: 400 }), { maxLength: 20 }), (key, words, cuts) => {
      const ring = holding(key);
      const text = words.map((word) => (word === "KEY" ? key : word)).join("");
      const places = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length];
      const scrubber = ring.createStreamScrubber();
      const shown = places.slice(1).map((end, index) => scrubber.push(text.slice(places[index], end)));
      const whole = shown.join("") + scrubber.rest();
      expect(whole).not.toContain(key);
      expect(whole).toBe(ring.scrub(text));
    }),
  );
});

test("a text without a key is passed on at once, but for an ending that could become one", () => {
  const scrubber = holding("sk-live-0123456789").createStreamScrubber();
  expect([scrubber.push("the word"), scrubber.push(" is s"), scrubber.push("k-"), scrubber.push("ill"), scrubber.rest()]).toEqual(
    ["the word", " is ", "", "sk-ill", ""],
  );
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

test("a held key is told from another by its prefix and its ending, a short one not at all", () => {
  const ring = createKeyRing();
  ring.give("https://a.test", "sk-ant-0123456789abcdefghij");
  ring.give("https://b.test", "0123456789abcdefghijklmnop");
  ring.give("https://c.test", "sk-or-short");
  expect(ring.hints()).toEqual({ "https://a.test": "sk-ant-…ghij", "https://b.test": "…mnop", "https://c.test": "key" });
  ring.forgetAll();
  expect([ring.hints(), ring.origins()]).toEqual([{}, []]);
});
