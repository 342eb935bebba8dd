import { expect, test } from "vitest";
import { allowedOriginsKey } from "../../../kernel/well-known-origins.ts";
import { allowOrigin, isAllowedOrigin, keepAddress, type OriginStorage, ownOrigins, takeAddress } from "./allowed-origins.ts";

const storageWith = (text: string | null): OriginStorage => {
  const values = new Map(text === null ? [] : [[allowedOriginsKey, text]]);
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
};
const refusing: OriginStorage = {
  getItem: () => {
    throw new Error("refused");
  },
  setItem: () => {
    throw new Error("refused");
  },
};

test("well-known origins are allowed from the start, others after they were added, each once", () => {
  const storage = storageWith(null);
  const origin = "https://models.example";
  expect([isAllowedOrigin("https://api.openai.com", storage), isAllowedOrigin(origin, storage)]).toEqual([true, false]);
  expect([allowOrigin(origin, storage), allowOrigin(origin, storage)]).toEqual([true, true]);
  expect([ownOrigins(storage), isAllowedOrigin(origin, storage)]).toEqual([[origin], true]);
});

test("a damaged record counts as none", () => {
  expect(["{", "{}", "null", "[1,null]", '{"__proto__":1}'].map((text) => ownOrigins(storageWith(text)))).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
});

test("a refused storage adds nothing and says so", () => {
  expect([allowOrigin("https://models.example", refusing), isAllowedOrigin("https://models.example", refusing)]).toEqual([
    false,
    false,
  ]);
});

test("an address outlives one reload and is then forgotten", () => {
  const storage = storageWith(null);
  keepAddress("https://models.example/v1", storage);
  expect([takeAddress(storage), takeAddress(storage)]).toEqual(["https://models.example/v1", undefined]);
  keepAddress("https://models.example/v1", refusing);
  expect(takeAddress(refusing)).toBe(undefined);
});
