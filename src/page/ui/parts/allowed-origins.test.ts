import { expect, test } from "vitest";
import { allowedOriginsKey } from "../../../kernel/model/well-known-origins.ts";
import {
  allowOrigin,
  isAllowedOrigin,
  isReachable,
  keepAddress,
  type OriginStorage,
  ownOrigins,
  takeAddress,
} from "./allowed-origins.ts";

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

test("what the page may reach is what its policies said when it was loaded", () => {
  const wide = "default-src 'none'; connect-src 'self' https: http://localhost:*; script-src 'self'";
  const narrow = "connect-src 'self' https://api.openai.com https://models.example; frame-src https://app.example/preview.html";
  const reached = (origin: string): readonly boolean[] => [[], [wide], [wide, narrow]].map((all) => isReachable(origin, all));
  expect(["https://models.example", "https://other.example", "https://models.example.evil.test"].map(reached)).toEqual([
    [true, true, true],
    [true, true, false],
    [true, true, false],
  ]);
});

test("an address outlives one reload and is then forgotten", () => {
  const storage = storageWith(null);
  keepAddress("https://models.example/v1", storage);
  expect([takeAddress(storage), takeAddress(storage)]).toEqual(["https://models.example/v1", undefined]);
  keepAddress("https://models.example/v1", refusing);
  expect(takeAddress(refusing)).toBe(undefined);
});
