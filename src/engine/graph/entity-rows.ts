import { isCurrent } from "../../kernel/memory/graph.ts";
import { byCodeUnit } from "../files/path-parts.ts";
import { type Csr, createCsr, reversed, undirected } from "./csr.ts";
import type { EntityGraph } from "./entity-files.ts";

/** The relations that count as rows of numbers. The nodes are the entities in the order of their ids, then those only spoken of. */
export interface EntityRows {
  readonly ids: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** How many of the nodes are entities: the first. */
  readonly known: number;
  readonly out: Csr;
  readonly into: Csr;
  readonly both: Csr;
}

export const rowsOf = ({ entities }: EntityGraph): EntityRows => {
  const ids = [...entities.keys()].sort(byCodeUnit);
  const known = ids.length;
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const sources: number[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  for (let from = 0; from < known; from += 1) {
    for (const relation of entities.get(ids[from]!)?.relations ?? []) {
      if (!isCurrent(relation)) continue;
      if (!numbers.has(relation.to)) {
        numbers.set(relation.to, ids.length);
        ids.push(relation.to);
      }
      sources.push(from);
      targets.push(numbers.get(relation.to)!); // It was given one just above.
      weights.push(relation.weight);
    }
  }
  const edges = { sources: Uint32Array.from(sources), targets: Uint32Array.from(targets), weights: Float64Array.from(weights) };
  const out = createCsr(ids.length, edges, "directed");
  return { ids, numbers, known, out, into: reversed(out), both: undirected(out) };
};

/** Both directions weigh the same to an algorithm on communities, for which a strong tie is one of many ways, not a dear one. */
export const tiesOf = ({ both }: EntityRows): Csr => ({ ...both, weights: new Float64Array(both.targets.length).fill(1) });
