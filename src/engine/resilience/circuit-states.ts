import { type CircuitState, type CircuitStates, closedCircuit } from "../../kernel/contracts/circuit-states.ts";

/** Circuits in memory: shared by whoever holds this object. */
export const createCircuitStates = (): CircuitStates => {
  const states = new Map<string, CircuitState>();
  return {
    change: (service, step) => {
      const { state, value } = step(states.get(service) ?? closedCircuit);
      states.set(service, state);
      return value;
    },
  };
};
