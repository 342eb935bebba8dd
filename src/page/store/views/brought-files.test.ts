import { expect, test } from "vitest";
import { chooseBrought } from "./brought-files.ts";

const megabyte = 1024 * 1024;
const file = (name: string, size = 1) => ({ name, size });

test("all files that fit are taken, in their order", () => {
  expect(chooseBrought([file("b"), file("a", 32 * megabyte)])).toEqual({
    taken: [file("b"), file("a", 32 * megabyte)],
    refused: [],
  });
});

test("what is too large is named, and the others are taken", () => {
  const large = ["1", "2", "3", "4", "5"].map((name) => file(name, 33 * megabyte));
  expect(chooseBrought([...large, file("small")])).toEqual({
    taken: [file("small")],
    refused: ["Larger than 32 MB, so not brought in: “1”, “2”, “3” and 2 more."],
  });
});

test("what goes beyond the most at once stays out, from the first that does", () => {
  const many = Array.from({ length: 2_003 }, (_, index) => file(`${index}`));
  const { taken, refused } = chooseBrought(many);
  expect([taken.length, refused]).toEqual([
    2_000,
    ["At most 2,000 files and 128 MB come in at once, so not brought in: “2000”, “2001”, “2002”. Bring them next."],
  ]);
  const heavy = chooseBrought(Array.from({ length: 5 }, (_, index) => file(`${index}`, 30 * megabyte)));
  expect(heavy.taken.length).toBe(4);
});
