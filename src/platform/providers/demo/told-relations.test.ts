import { expect, test } from "vitest";
import { toldIn } from "./told-relations.ts";

const all = (text: string) => {
  const told = toldIn(text);
  return {
    entities: told.flatMap(({ entities }) => entities).map(({ evidence: _, ...entity }) => entity),
    relations: told.flatMap(({ relations }) => relations).map(({ from, kind, to }) => `${from} ${kind} ${to}`),
  };
};

test("plain sentences say kinds, relations and dates, of short names and pronouns too", () => {
  expect(
    all(`# A heading that says Nothing

Maria Sibylla Merian, a painter, was born in Frankfurt in 1647. She drew the Silkworm. Merian taught her daughter Dorothea,
Johanna and Clara. In Amsterdam she was known.`),
  ).toEqual({
    entities: [
      { name: "Maria Sibylla Merian", kind: "painter" },
      { name: "Maria Sibylla Merian", facts: { "was born in Frankfurt": "1647" } },
    ],
    relations: [
      "Maria Sibylla Merian was-born-in Frankfurt",
      "Maria Sibylla Merian drew Silkworm",
      "Maria Sibylla Merian taught-daughter Dorothea",
      "Maria Sibylla Merian taught-daughter Johanna",
      "Maria Sibylla Merian taught-daughter Clara",
    ],
  });
});

test("what is said in other ways is passed over, and every relation has its sentence", () => {
  expect(all("nothing here. 1, 2, 3! Perhaps. No.")).toEqual({ entities: [], relations: [] });
  expect(toldIn("Ada knows Bob.")[0]?.relations).toEqual([{ from: "Ada", kind: "knows", to: "Bob", evidence: "Ada knows Bob." }]);
  expect(toldIn("")).toEqual([]);
});
