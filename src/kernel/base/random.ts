/** Randomness as an argument. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** A new name, `prefix` + `_` + 16 characters of [0-9a-v]: 80 bits, at most 40 characters, valid on every provider's wire. */
  readonly id: (prefix: string) => string;
}

export interface RandomDep {
  readonly random: Random;
}

const alphabet = "0123456789abcdefghijklmnopqrstuv";
const idLength = 16;
/** One call to the browser for many ids: it costs more than everything else about an id. */
const poolSize = 4_096;

/** The browser's randomness. */
const createSystemRandom = (): Random => {
  const pool = new Uint8Array(poolSize);
  const decoder = new TextDecoder();
  let letters = "";
  let used = poolSize;
  const refill = (): void => {
    crypto.getRandomValues(pool);
    for (let at = 0; at < poolSize; at += 1) pool[at] = alphabet.charCodeAt(pool[at]! & 31); // `at` is inside the pool.
    letters = decoder.decode(pool);
    used = 0;
  };
  return {
    next: () => {
      const [word] = crypto.getRandomValues(new Uint32Array(1));
      return (word ?? 0) / 2 ** 32;
    },
    id: (prefix) => {
      if (used + idLength > poolSize) refill();
      used += idLength;
      return `${prefix}_${letters.slice(used - idLength, used)}`;
    },
  };
};

export const systemRandom: Random = createSystemRandom();
