import { type CircuitState, type CircuitStates, closedCircuit } from "../../kernel/contracts/circuit-states.ts";
import type { CircuitChange } from "./circuit-breaker.ts";

/** Where a circuit stands after a change that the log tells of. A probe of which nothing was heard is over: another one may try at once. */
export const circuitAfter = ({ to, failures }: CircuitChange, at: number): CircuitState =>
  to === "closed" ? closedCircuit : { place: "open", failures, since: to === "open" ? at : 0, epoch: 0 };

/** Circuits in memory: shared by whoever holds this object. `first`: where a circuit stands that nobody here has asked for yet. */
export const createCircuitStates = (first: (service: string) => CircuitState = () => closedCircuit): CircuitStates => {
  const states = new Map<string, CircuitState>();
  return {
    change: (service, step) => {
      const { state, value } = step(states.get(service) ?? first(service));
      states.set(service, state);
      return value;
    },
  };
};
