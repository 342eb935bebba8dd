import { err, ok, type Result } from "../../kernel/base/result.ts";

/** Room for one. Only the first release counts. */
export interface Slot {
  /** How many are in, this one included. */
  readonly depth: number;
  /** From the soft limit on. */
  readonly isCrowded: boolean;
  readonly release: () => void;
}

export interface Backpressure {
  readonly tryAcquire: () => Result<Slot, { readonly depth: number; readonly capacity: number }>;
  readonly depth: () => number;
}

/** Lets `hard` in at a time and refuses the others at once; from `soft` on it says so. Throws where `soft` is not below `hard`. */
export const createBackpressure = ({ soft, hard }: { readonly soft?: number; readonly hard: number }): Backpressure => {
  if (!(hard >= 1)) throw new Error("A guard against too much at once lets at least one in.");
  if (soft !== undefined && soft >= hard) throw new Error("The soft limit is below the hard one.");
  let depth = 0;
  return {
    depth: () => depth,
    tryAcquire: () => {
      if (depth >= hard) return err({ depth, capacity: hard });
      depth += 1;
      let isIn = true;
      const release = (): void => {
        if (isIn) depth -= 1;
        isIn = false;
      };
      return ok({ depth, isCrowded: soft !== undefined && depth >= soft, release });
    },
  };
};
