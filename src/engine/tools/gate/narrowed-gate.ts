import type { Gate } from "../../../kernel/contracts/gate.ts";

/** A gate that offers some tools only. What it settles is judged by the scope, which names the same tools. */
export const createNarrowedGate = (gate: Gate, tools: readonly string[]): Gate => {
  const specs = gate.specs().filter(({ name }) => tools.includes(name));
  return { ...gate, specs: () => specs };
};
