import type { Event } from "../../kernel/log/event.ts";
import type { Fact, RecordEvent } from "./loop-contract.ts";

/**
 * Facts that need no disk of their own: they survive a crash of the tab, and the strict commit of a call or of the run's end,
 * which follows, puts them on disk too.
 */
export const recordOf = (facts: readonly Fact[]): RecordEvent => ({ type: "record", facts, durability: "relaxed" });

export const recordFact = (event: Event, turn: number): RecordEvent => recordOf([{ event, turn }]);

/** A fact that somebody is told of as safe. */
export const recordStrictly = (event: Event, turn: number): RecordEvent => ({
  type: "record",
  facts: [{ event, turn }],
  durability: "strict",
});
