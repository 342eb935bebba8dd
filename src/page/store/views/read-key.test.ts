import fc from "fast-check";
import { expect, test } from "vitest";
import { presetNamed } from "../../../kernel/model/endpoint-presets.ts";
import { readKey } from "./read-key.ts";

const tail = "0123456789abcdefghijABCDEFGHIJ";
const ownersOf = (text: string): readonly string[] | string => {
  const read = readKey(text);
  return read.status === "key" ? read.owners : read.status;
};

test("a key tells its provider by its beginning; where two look the same, both are named", () => {
  expect(
    [
      `sk-ant-api03-${tail}`,
      `sk-or-v1-${tail}`,
      `gsk_${tail}`,
      `sk-proj-${tail}`,
      `sk-svcacct-${tail}`,
      `sk-${tail}`,
      `tgp_v1_${tail}`,
      tail,
    ].map(ownersOf),
  ).toEqual([["anthropic"], ["openrouter"], ["groq"], ["openai"], ["openai"], ["openai", "deepseek"], ["together"], []]);
});

test("every owner is a preset", () => {
  for (const text of ["sk-ant-a", "sk-or-a", "gsk_a", "sk-proj-a", "sk-a", "tgp_a"]) {
    const owners = ownersOf(text);
    expect(typeof owners === "string" ? [] : owners.map((id) => presetNamed(id)?.id)).toEqual(owners);
  }
});

test("a key is taken out of what was copied with it", () => {
  const key = `sk-proj-${tail}`;
  const texts = [
    ` ${key}\n`,
    `OPENAI_API_KEY=${key}`,
    `export OPENAI_API_KEY="${key}"`,
    `Authorization: Bearer ${key}`,
    `'${key}',`,
    `sk-proj-\n  ${tail}`,
  ];
  expect(texts.map(readKey)).toEqual(texts.map(() => ({ status: "key", key, owners: ["openai"], wasTidied: true })));
  expect(readKey(key)).toEqual({ status: "key", key, owners: ["openai"], wasTidied: false });
});

test("what is no key is told from one: an address, a sentence, a token of another kind, nothing", () => {
  expect(readKey(" https://api.openai.com/v1 ")).toEqual({ status: "address", address: "https://api.openai.com/v1" });
  expect(
    ["my key please", "clé", "a".repeat(1_001), `sk-ant-oat01-${tail}`, `sk-ant-admin01-${tail}`, " "].map(
      (text) => readKey(text).status,
    ),
  ).toEqual(["unusable", "unusable", "unusable", "unusable", "unusable", "empty"]);
});

test("every key that comes out could stand in a header", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("", "sk-", "Bearer ", "KEY="), (text, before) => {
      const read = readKey(before + text);
      if (read.status === "key") expect(read.key).toMatch(/^[!-~]{1,1000}$/);
    }),
  );
});

test("no pattern remembers what was read, which a script of the page could ask for", () => {
  const remembered = (): string => [RegExp.$_, RegExp["$&"], RegExp["$`"], RegExp["$'"], RegExp.$1, RegExp["$+"]].join(" ");
  for (const text of [
    "sk-live-0123456789abcdef",
    "export OPENAI_API_KEY=sk-live-0123456789abcdef",
    "sk-ant-oat01-0123456789abcdef",
  ]) {
    readKey(text);
    expect(remembered()).not.toContain("0123456789");
  }
});
