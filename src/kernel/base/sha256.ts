/*
 * SHA-256 as FIPS 180-4 has it. Synchronous, which the browser's own is not: nothing but IndexedDB may be awaited inside a
 * transaction. Words are big-endian in the standard and in a DataView alike, so the bytes of the state are the digest.
 */

const primes: number[] = [];
for (let number = 2; primes.length < 64; number += 1) {
  if (primes.every((prime) => number % prime !== 0)) primes.push(number);
}

/** The first 32 bits of what stands behind the point. */
const fraction = (value: number): number => Math.floor((value % 1) * 2 ** 32);

const wordsOf = (values: readonly number[]): DataView => {
  const words = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) words.setInt32(index * 4, value);
  return words;
};

const constants = wordsOf(primes.map((prime) => fraction(Math.cbrt(prime))));
const start = wordsOf(primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))));

// Scratch memory of one call: a call ends before the next begins.
const schedule = wordsOf(primes);
const state = wordsOf(primes.slice(0, 8));
const digest = new Uint8Array(state.buffer);
const tail = new Uint8Array(128);
const tailView = new DataView(tail.buffer);

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

const add = (at: number, word: number): void => state.setInt32(at, (state.getInt32(at) + word) | 0);

/** Takes one block of 64 bytes into the state. Sums are cut to 32 bits where they are stored or turned. */
const takeBlock = (block: DataView, offset: number): void => {
  for (let at = 0; at < 64; at += 4) schedule.setInt32(at, block.getInt32(offset + at));
  for (let at = 64; at < 256; at += 4) {
    const early = schedule.getInt32(at - 60);
    const late = schedule.getInt32(at - 8);
    const small0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const small1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule.setInt32(at, (schedule.getInt32(at - 64) + small0 + schedule.getInt32(at - 28) + small1) | 0);
  }
  let a = state.getInt32(0);
  let b = state.getInt32(4);
  let c = state.getInt32(8);
  let d = state.getInt32(12);
  let e = state.getInt32(16);
  let f = state.getInt32(20);
  let g = state.getInt32(24);
  let h = state.getInt32(28);
  for (let at = 0; at < 256; at += 4) {
    const big1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + big1 + choice + constants.getInt32(at) + schedule.getInt32(at)) | 0;
    const big0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + big0 + majority) | 0;
  }
  add(0, a);
  add(4, b);
  add(8, c);
  add(12, d);
  add(16, e);
  add(20, f);
  add(24, g);
  add(28, h);
};

/**
 * The SHA-256 of the first `length` bytes, 32 bytes long. The same memory for every call: it is read before the next one.
 */
export const sha256 = (bytes: Uint8Array, length = bytes.length): Uint8Array => {
  for (let at = 0; at < 32; at += 4) state.setInt32(at, start.getInt32(at));
  const whole = length - (length % 64);
  if (whole > 0) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
    for (let at = 0; at < whole; at += 64) takeBlock(view, at);
  }

  // What is left, a one bit, zeros, and the length in bits as 64 bits: one block, or two where they do not fit into one.
  const left = length - whole;
  const end = left < 56 ? 64 : 128;
  for (let at = 0; at < left; at += 1) tail[at] = bytes[whole + at] ?? 0;
  tail.fill(0, left, end);
  tail[left] = 0x80;
  tailView.setUint32(end - 8, Math.floor(length / 2 ** 29));
  tailView.setUint32(end - 4, length * 8);
  for (let at = 0; at < end; at += 64) takeBlock(tailView, at);
  return digest;
};
