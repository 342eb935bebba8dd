import { formsOfKey } from "../../src/platform/secrets/key-forms.ts";

/** A part of a key this long is worth as much as the key: it can be searched for. */
const partLength = 12;

const partsOf = (key: string): readonly string[] =>
  Array.from({ length: key.length - partLength + 1 }, (_, at) => key.slice(at, at + partLength));

/** Texts by where they were found. */
export type Places = ReadonlyMap<string, string>;

/** The places that hold a key, in any form the app knows of, backwards, or in part. */
export const placesWith = (key: string, places: Places): readonly string[] => {
  const wanted = [...formsOfKey(key), [...key].reverse().join(""), ...partsOf(key)];
  return [...places].flatMap(([place, text]) => {
    const found = wanted.find((form) => text.includes(form));
    return found === undefined ? [] : [`${place}: …${around(text, found)}…`];
  });
};

const around = (text: string, found: string): string => {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 80), at + found.length + 20);
};
