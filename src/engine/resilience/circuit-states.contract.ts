import { expect, test } from "vitest";
import { type CircuitStates, closedCircuit } from "../../kernel/contracts/circuit-states.ts";

/** What every place for circuits promises. */
export const circuitStatesContract = (name: string, open: () => CircuitStates): void => {
  test(`${name}: a service that nobody knows is closed, and each has a state of its own`, async () => {
    const states = open();
    const opened = { ...closedCircuit, place: "open", since: 5, epoch: 1 } as const;
    expect(await states.change("a", (state) => ({ state: opened, value: state }))).toEqual(closedCircuit);
    expect(await states.change("b", (state) => ({ state, value: state }))).toEqual(closedCircuit);
    expect(await states.change("a", (state) => ({ state, value: state }))).toEqual(opened);
  });

  test(`${name}: changes at the same time come one after another`, async () => {
    const states = open();
    const count = () =>
      states.change("a", (state) => ({ state: { ...state, failures: state.failures + 1 }, value: state.failures }));
    const seen = await Promise.all(Array.from({ length: 20 }, count));
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
};
