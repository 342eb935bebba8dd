import { type CircuitState, type CircuitStates, closedCircuit } from "../../kernel/contracts/circuit-states.ts";

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
