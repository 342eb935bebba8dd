import type { CircuitPlace } from "../limits/stage-act.ts";

/** What is known of one circuit. Times are milliseconds since 1970, so that whoever shares it reads the same. */
export interface CircuitState {
  readonly place: CircuitPlace;
  /** Failures in a row. */
  readonly failures: number;
  /** When it opened, or when its one probe began. Absent while it is closed. */
  readonly since?: number;
  /** Grows with each change of place; what was let in before does not count after it. */
  readonly epoch: number;
}

export const closedCircuit: CircuitState = { place: "closed", failures: 0, epoch: 0 };

/**
 * Where circuits are kept. `change` gives the state as it stands (`closedCircuit` where nothing is known) and stores the one that
 * comes back, with nobody between the two; a service that several parties share has one state for all of them. It may answer
 * later where the state is not in this memory.
 */
export interface CircuitStates {
  readonly change: <Value>(
    service: string,
    step: (state: CircuitState) => { readonly state: CircuitState; readonly value: Value },
  ) => Value | Promise<Value>;
}
