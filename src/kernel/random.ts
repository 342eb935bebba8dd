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

export const systemRandom: Random = {
  next: () => {
    const [word] = crypto.getRandomValues(new Uint32Array(1));
    return (word ?? 0) / 2 ** 32;
  },
  id: (prefix) => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let text = `${prefix}_`;
    for (const byte of bytes) text += alphabet[byte & 31];
    return text;
  },
};
