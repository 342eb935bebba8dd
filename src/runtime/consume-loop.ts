import type { Loop, LoopOutcome } from "../engine/agent/loop-contract.ts";
import type { Failure } from "../kernel/failure.ts";
import type { Seq } from "../kernel/ids.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { byModel, byPerson } from "./origins.ts";
import type { RunRecorder } from "./run-recorder.ts";

export interface ConsumeDeps {
  readonly recorder: Pick<RunRecorder, "delta" | "record">;
  /** What the next facts follow from. */
  readonly causes: () => readonly Seq[];
  readonly onStored: (entries: readonly LogEntry[]) => void;
  /** A fact could not be stored; the loop has to be aborted. */
  readonly onFailure: (failure: Failure) => void;
}

/** Stores what a loop tells, pull by pull, and gives what it came to. */
export const consumeLoop = async (events: ReturnType<Loop>, deps: ConsumeDeps): Promise<LoopOutcome> => {
  const { recorder, causes, onStored, onFailure } = deps;
  for (;;) {
    const next = await events.next();
    if (next.done === true) return next.value;
    const event = next.value;
    if (event.type !== "record") {
      recorder.delta(event.type === "text-delta" ? "text" : "thinking", event.messageId, event.delta);
      continue;
    }
    const { facts, durability } = event;
    const origins = facts[0]?.event.type === "user-message" ? byPerson : byModel;
    const storing = recorder.record(facts, { causes: causes(), origins }, durability);
    const settled = storing.then((stored) => (stored.ok ? onStored(stored.value) : onFailure(stored.error)));
    // The store keeps the order of appends, so only what somebody is told of as safe is waited for.
    if (durability === "strict") await settled;
  }
};
