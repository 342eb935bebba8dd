import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSimdRows } from "./simd-rows.ts";
import { type CreateVectorRows, createPlainRows, rowsPerBlock } from "./vector-rows.ts";

const simd: CreateVectorRows = (width) => {
  const rows = createSimdRows(width);
  if (rows === undefined) throw new Error("This machine cannot run the program.");
  return rows;
};

const numbers = fc.integer({ min: -99, max: 99 });
/** Some rows and a query, all of one width. */
const table = fc
  .integer({ min: 1, max: 70 })
  .chain((width) => fc.array(fc.array(numbers, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }));

const filled = (create: CreateVectorRows, [query = [], ...vectors]: readonly (readonly number[])[]) => {
  const rows = create(query.length);
  expect(rows.reserve(vectors.length)).toBe(true);
  for (const [place, vector] of vectors.entries()) rows.row(place).set(vector);
  rows.query().set(query);
  return rows;
};

describe.each([
  ["plain", createPlainRows],
  ["SIMD", simd],
])("%s rows", (_name, create) => {
  test("multiply as one number after the other does, for every width", () => {
    fc.assert(
      fc.property(table, (vectors) => {
        const [query = [], ...others] = vectors;
        // Whole numbers of this size are exact in 32 bits, in whatever order they are added.
        const slow = others.map((vector) => vector.reduce((sum, value, place) => sum + value * (query[place] ?? 0), 0));
        expect([...filled(create, vectors).products(0, others.length)].slice(0, others.length)).toEqual(slow);
      }),
    );
  });

  test("keep what is there while they grow over several blocks, and put other rows in its place", () => {
    const rows = create(3);
    const count = rowsPerBlock * 3 + 5;
    for (let place = 0; place < count; place += 1) {
      expect(rows.reserve(place + 1)).toBe(true);
      rows.row(place).set([place, 1, 0]);
    }
    rows.row(7).set([0, 0, 1]);
    rows.query().set([2, 1, 5]);
    const products: number[] = [];
    for (let block = 0; block * rowsPerBlock < count; block += 1) {
      const inBlock = Math.min(rowsPerBlock, count - block * rowsPerBlock);
      products.push(...rows.products(block, inBlock).subarray(0, inBlock));
    }
    expect(products).toEqual(Array.from({ length: count }, (_, place) => (place === 7 ? 5 : place * 2 + 1)));
  });
});

test("where the program cannot be compiled there are no SIMD rows", () => {
  const refuse = (): never => {
    throw new WebAssembly.CompileError("refused by the policy");
  };
  expect(createSimdRows(4, refuse)).toBe(undefined);
});
