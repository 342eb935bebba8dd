import type { EffectId, Seq } from "../base/ids.ts";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../base/json.ts";
import { findStateNameProblem, type ShownValue, type StatePlace } from "../files/state.ts";
import type { Checkpointing } from "./checkpointing.ts";

/** Who had a checkpoint made: a person, or the count of turns. */
export type CheckpointMaker = "person" | "turns";

/** Which checkpoint, in few words; a restore's entry names it. */
export interface CheckpointName {
  readonly checkpointId: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** The last entry of the log when it was made. */
  readonly seq: Seq;
}

/** A checkpoint as a list shows it. */
export interface CheckpointRow extends CheckpointName {
  readonly by: CheckpointMaker;
  /** Names of the tools that there were. */
  readonly tools: readonly string[];
  /** How many values it holds. */
  readonly values: number;
  /** Whether it came from a file. */
  readonly isImported: boolean;
}

/** The state of a workspace at a moment. Restoring it changes the state and nothing else. */
export interface Checkpoint extends Omit<CheckpointRow, "values" | "isImported"> {
  /** By tenant and key. */
  readonly state: readonly (StatePlace & { readonly value: JsonValue })[];
}

/** The newest first. */
export interface CheckpointList {
  readonly checkpoints: readonly CheckpointRow[];
  readonly checkpointing: Checkpointing;
}

/** What restoring would do. */
export interface RestorePlan {
  /** `null`: not set. */
  readonly changes: readonly (StatePlace & { readonly from: ShownValue | null; readonly to: ShownValue | null })[];
  /** Tools that there were and are not any more. */
  readonly missingTools: readonly string[];
}

export interface Restored {
  /** What takes it back; absent where nothing was different. */
  readonly effectId?: EffectId;
  readonly changed: number;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const stateFrom = (list: JsonValue | undefined): Checkpoint["state"] | undefined => {
  if (!Array.isArray(list)) return undefined;
  const state: Checkpoint["state"][number][] = [];
  for (const row of list as readonly JsonValue[]) {
    if (!isJsonObject(row)) return undefined;
    const { tenant, key, value } = row;
    if (typeof tenant !== "string" || typeof key !== "string" || value === undefined) return undefined;
    if (findStateNameProblem(key) !== undefined || (tenant !== "" && findStateNameProblem(tenant) !== undefined))
      return undefined;
    state.push({ tenant, key, value });
  }
  return state;
};

/** Reads a checkpoint that anybody may have written; undefined where it is damaged. */
export const checkpointFrom = (text: string): Checkpoint | undefined => {
  const parsed = parseUntrustedJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { checkpointId, madeAt, seq, by, tools } = parsed.value;
  const state = stateFrom(parsed.value.state);
  const isWhole =
    typeof checkpointId === "string" &&
    isCount(madeAt) &&
    isCount(seq) &&
    (by === "person" || by === "turns") &&
    Array.isArray(tools) &&
    state !== undefined;
  if (!isWhole) return undefined;
  return {
    checkpointId,
    madeAt,
    seq,
    by,
    tools: (tools as readonly JsonValue[]).filter((tool) => typeof tool === "string"),
    state,
  };
};
