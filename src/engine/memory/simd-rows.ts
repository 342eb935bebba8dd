import { rowsPerBlock, type VectorRows } from "./vector-rows.ts";

/*
 * Rows in the memory of a small WebAssembly program that multiplies four numbers at a time: some four times as fast as
 * JavaScript can, and as fast as the memory can be read. The program is written below in its binary form (WebAssembly core
 * specification 2.0, chapter 5), each instruction with its name in the text form.
 */

/** A whole number as bytes of seven bits each, the lowest first; those that have a follower have the top bit. */
const leb = (value: number): readonly number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]);
const counted = (bytes: readonly number[]): readonly number[] => [...leb(bytes.length), ...bytes];
const named = (text: string): readonly number[] => counted([...new TextEncoder().encode(text)]);
const section = (id: number, ...bytes: readonly number[]): readonly number[] => [id, ...counted(bytes)];

const [i32, v128, noResult] = [0x7f, 0x7b, 0x40];
// Arguments, then what the program keeps for itself.
const [row, query, product, end, width, at, stop, a, b, c, d] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const get = (local: number): readonly number[] => [0x20, local]; // local.get
const set = (local: number): readonly number[] => [0x21, local]; // local.set
const simd = (code: number): readonly number[] => [0xfd, ...leb(code)];
const [i32Add, i32LessUnsigned, f32Add] = [[0x6a], [0x49], [0x92]];
const [load, constant, extractLane, f32x4Add, f32x4Multiply] = [simd(0x00), simd(0x0c), simd(0x1f), simd(0xe4), simd(0xe6)];
/** `i32.const` of at most seven bits; it is signed, so where the highest of them is set there is a second byte. */
const number = (value: number): readonly number[] => (value < 0x40 ? [0x41, value] : [0x41, value | 0x80, 0]);
const advance = (local: number, by: number): readonly number[] => [...get(local), ...number(by), ...i32Add, ...set(local)];
const [loop, againIf, close] = [[0x03, noResult], [0x0d, 0], [0x0b]]; // loop, br_if 0, end

/** sum = sum + row[offset] × query[offset], four numbers each. */
const addProduct = (sum: number, offset: number): readonly number[] => [
  ...get(sum),
  ...get(row),
  ...[...load, 4, offset], // v128.load offset align=16
  ...get(at),
  ...[...load, 4, offset],
  ...f32x4Multiply,
  ...f32x4Add,
  ...set(sum),
];
const lane = (index: number): readonly number[] => [...get(a), ...extractLane, index];
const zero = (sum: number): readonly number[] => [...constant, ...new Array<number>(16).fill(0), ...set(sum)];

const body: readonly number[] = [
  ...[2, 2, i32, 4, v128], // (local $at $stop i32) (local $a $b $c $d v128)
  ...loop,
  ...[a, b, c, d].flatMap(zero),
  ...[...get(query), ...set(at)],
  ...[...get(query), ...get(width), ...i32Add, ...set(stop)],
  ...loop,
  ...[a, b, c, d].flatMap((sum, index) => addProduct(sum, index * 16)),
  ...advance(row, 64),
  ...advance(at, 64),
  ...[...get(at), ...get(stop), ...i32LessUnsigned, ...againIf],
  ...close,
  ...[...get(a), ...get(b), ...f32x4Add, ...get(c), ...get(d), ...f32x4Add, ...f32x4Add, ...set(a)],
  ...get(product),
  ...[...lane(0), ...lane(1), ...f32Add, ...lane(2), ...lane(3), ...f32Add, ...f32Add],
  ...[0x38, 2, 0], // f32.store align=4
  ...advance(product, 4),
  ...[...get(product), ...get(end), ...i32LessUnsigned, ...againIf],
  ...close,
  ...close,
];

/**
 * (module (memory (export "memory") 1) (func (export "multiply") (param $row $query $product $end $width i32) …)): from the row
 * at $row and the query at $query, of $width bytes each, to the number at $product, row by row until $product is $end.
 */
const program = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, 1, 0x60, 5, i32, i32, i32, i32, i32, 0), // type 0: five i32, no result
    ...section(3, 1, 0), // function 0 is of type 0
    ...section(5, 1, 0, 1), // a memory of at least one page
    ...section(7, 2, ...named("memory"), 2, 0, ...named("multiply"), 0, 0), // what is exported
    ...section(10, 1, ...counted(body)), // the code
  ]);

interface Program {
  readonly memory: WebAssembly.Memory;
  readonly multiply: (row: number, query: number, product: number, end: number, width: number) => void;
}

/** Throws where the browser does not know the instructions, or the page's policy forbids programs. */
type Compile = (program: Uint8Array<ArrayBuffer>) => WebAssembly.Module;

const start = (compile: Compile): Program | undefined => {
  try {
    const { exports } = new WebAssembly.Instance(compile(program()));
    return exports as unknown as Program;
  } catch {
    // It cannot be compiled, or there is no room for another memory: both are what the plain rows are for.
    return undefined;
  }
};

const pageBytes = 65_536;
/** A step of growth; rows that are there stay where they are. */
const stepPages = 64;
const floatBytes = 4;
/** What one turn of the loop takes. */
const floatsPerTurn = 16;

/** Undefined where it cannot run. */
export const createSimdRows = (
  width: number,
  compile: Compile = (bytes) => new WebAssembly.Module(bytes),
): VectorRows | undefined => {
  const running = start(compile);
  if (running === undefined) return undefined;
  const { memory, multiply } = running;
  // A row is filled up with zeros, which add nothing.
  const stride = Math.ceil(width / floatsPerTurn) * floatsPerTurn * floatBytes;
  const productsAt = stride;
  const rowsAt = productsAt + rowsPerBlock * floatBytes;
  const floatsAt = (offset: number, length: number): Float32Array => new Float32Array(memory.buffer, offset, length);
  const reserve = (rows: number): boolean => {
    const missing = Math.ceil((rowsAt + rows * stride - memory.buffer.byteLength) / pageBytes);
    if (missing <= 0) return true;
    try {
      memory.grow(Math.max(missing, stepPages));
    } catch {
      // It fails for one reason: no memory.
      return false;
    }
    return true;
  };
  if (!reserve(0)) return undefined;
  return {
    reserve,
    row: (place) => floatsAt(rowsAt + place * stride, width),
    query: () => floatsAt(0, width),
    products: (block, count) => {
      multiply(rowsAt + block * rowsPerBlock * stride, 0, productsAt, productsAt + count * floatBytes, stride);
      return floatsAt(productsAt, count);
    },
  };
};
