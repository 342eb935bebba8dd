import type { Event, TurnSummary } from "../../kernel/event.ts";
import type { RecordEvent } from "./loop-contract.ts";

/**
 * A fact that needs no disk of its own: it survives a crash of the tab, and the strict commit of a call or of the run's end,
 * which follows, puts it on disk too.
 */
export const recordEvent = (event: Event, turn: number): RecordEvent => ({ type: "record", event, durability: "relaxed", turn });

/** A fact that somebody is told of as safe. */
export const recordStrictly = (event: Event, turn: number): RecordEvent => ({
  type: "record",
  event,
  durability: "strict",
  turn,
});

export const recordTurnEnd = (summary: TurnSummary, turn: number): RecordEvent =>
  recordEvent({ type: "turn-ended", summary }, turn);
