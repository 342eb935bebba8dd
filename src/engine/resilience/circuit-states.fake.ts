import { type CircuitState, type CircuitStates, closedCircuit } from "../../kernel/contracts/circuit-states.ts";

/** Circuits that are kept elsewhere: every change takes a while, and one follows another. */
export const createFakeSharedStates = (): CircuitStates => {
  const states = new Map<string, CircuitState>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    change: (service, step) => {
      const changed = last.then(async () => {
        await Promise.resolve();
        const { state, value } = step(states.get(service) ?? closedCircuit);
        states.set(service, state);
        return value;
      });
      last = changed;
      return changed;
    },
  };
};
