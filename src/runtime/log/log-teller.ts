import type { Tell } from "../../engine/agent/loop-contract.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { soon } from "../../kernel/base/soon.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { joinOrigins, type Origin, originsOfBlocks } from "../../kernel/rules/origin.ts";
import { byPerson } from "../origins/origins.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";

export interface LogTellerDeps {
  readonly recorder: Pick<RunRecorder, "delta" | "record">;
  /** What the next facts follow from. */
  readonly causes: () => readonly Seq[];
  /** Where the model's next words come from. */
  readonly origins: () => readonly Origin[];
  readonly onStored: (entries: readonly LogEntry[]) => void;
  /** A fact could not be stored; the loop has to be aborted. */
  readonly onFailure: (failure: Failure) => void;
}

/** Stores what a loop tells. The store keeps the order of appends, so only what somebody is told of as safe is waited for. */
export const createLogTeller =
  ({ recorder, causes, origins: current, onStored, onFailure }: LogTellerDeps): Tell =>
  (event) => {
    if (event.type !== "record") {
      return recorder.delta(event.type === "text-delta" ? "text" : "thinking", event.messageId, event.delta);
    }
    const { facts, durability } = event;
    const [first] = facts;
    const origins = first?.event.type === "user-message" ? joinOrigins(byPerson, originsOfBlocks(first.event.blocks)) : current();
    const storing = recorder.record(facts, { causes: causes(), origins }, durability);
    const settled = soon(storing, (stored) => (stored.ok ? onStored(stored.value) : onFailure(stored.error)));
    return durability === "strict" ? settled : undefined;
  };
