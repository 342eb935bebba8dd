import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";

/** When checkpoints are made by themselves. */
export interface Checkpointing {
  /** After each turn of an agent whose number is a multiple; `null`: never. */
  readonly everyTurns: number | null;
  /** How many of those stay, 1 to 100; the oldest go. Those that a person made or imported stay until they are removed. */
  readonly keep: number;
}

export const noCheckpointing: Checkpointing = { everyTurns: null, keep: 10 };

const isCount = (value: unknown, from: number, to: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to;

export const checkCheckpointing = ({ everyTurns, keep }: Checkpointing): Result<Checkpointing, Failure> =>
  (everyTurns === null || isCount(everyTurns, 1, 1_000)) && isCount(keep, 1, 100)
    ? ok({ everyTurns, keep })
    : err({
        type: "invalid-input",
        message: "Checkpoints are made every 1 to 1,000 turns, and 1 to 100 of them are kept. Nothing was changed.",
      });

/** What is stored, or the default where that is damaged. */
export const checkpointingFrom = (stored: JsonValue | undefined): Checkpointing => {
  if (!isJsonObject(stored)) return noCheckpointing;
  const checked = checkCheckpointing({ everyTurns: stored.everyTurns as null, keep: stored.keep as number });
  return checked.ok ? checked.value : noCheckpointing;
};
