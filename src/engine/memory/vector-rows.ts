/**
 * Rows of numbers in blocks, and the scalar products of a query with the rows of a block. What is already there is never
 * moved to make room, so that adding a row takes as long among many as among few.
 */
export interface VectorRows {
  /** Makes room for this many rows. False: there is no memory left, and everything is as before. */
  readonly reserve: (rows: number) => boolean;
  /** A row to be read or written, all zeros at first; good until room is made. */
  readonly row: (place: number) => Float32Array;
  /** As `row`, for what the rows are multiplied with. */
  readonly query: () => Float32Array;
  /** The products of the first `count` rows of a block, at most `rowsPerBlock`; good until the next call. */
  readonly products: (block: number, count: number) => Float32Array;
}

/** So many products are made at once, and are still in the processor's nearest memory when they are looked at. */
export const rowsPerBlock = 1024;

/** For rows of so many numbers, at least one. */
export type CreateVectorRows = (width: number) => VectorRows;

/** Both are of one length. Four sums at once, because one alone waits for itself. */
const productAt = (rows: Float32Array, offset: number, query: Float32Array): number => {
  const { length } = query;
  const even = length - (length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let place = 0; place < even; place += 4) {
    const at = offset + place;
    a += rows[at]! * query[place]!;
    b += rows[at + 1]! * query[place + 1]!;
    c += rows[at + 2]! * query[place + 2]!;
    d += rows[at + 3]! * query[place + 3]!;
  }
  for (let place = even; place < length; place += 1) a += rows[offset + place]! * query[place]!;
  return a + b + c + d;
};

/** In plain JavaScript, which runs everywhere. */
export const createPlainRows: CreateVectorRows = (width) => {
  const blocks: Float32Array[] = [];
  const query = new Float32Array(width);
  const products = new Float32Array(rowsPerBlock);
  const blockOf = (place: number): Float32Array => blocks[Math.floor(place / rowsPerBlock)]!; // Room was made for it.
  return {
    reserve: (rows) => {
      try {
        while (blocks.length * rowsPerBlock < rows) blocks.push(new Float32Array(rowsPerBlock * width));
      } catch {
        // An array fails for one reason: no memory.
        return false;
      }
      return true;
    },
    row: (place) => {
      const offset = (place % rowsPerBlock) * width;
      return blockOf(place).subarray(offset, offset + width);
    },
    query: () => query,
    products: (block, count) => {
      const rows = blockOf(block * rowsPerBlock);
      for (let place = 0; place < count; place += 1) products[place] = productAt(rows, place * width, query);
      return products;
    },
  };
};
