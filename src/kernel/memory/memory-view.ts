import type { Hash } from "../base/canonical.ts";
import type { EffectId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { StateChange } from "../files/state.ts";
import type { Memory, MemoryKind, MemoryStatus } from "./memory.ts";

/** An item in front of a person. */
export interface MemoryRow {
  readonly item: Memory;
  /** What its file holds; the same item has the same. */
  readonly hash: Hash;
  /** 0 to 1, at the time that was asked about. */
  readonly strength: number;
  /** When it falls below what is recalled unasked, if nothing uses it. Absent: never, or it has. */
  readonly fadesAt?: number;
  readonly uses: number;
  /** Milliseconds since 1970. Absent: never. */
  readonly usedAt?: number;
  readonly tokens: number;
  /** The entry that made it. Absent where its session is deleted. */
  readonly madeBy?: MemoryChange;
}

/** One change of an item, in its place in the log. */
export type MemoryChange = Omit<StateChange, "origins">;

/** One time that an item was looked at for a run, or by its agent. */
export interface MemoryAccess {
  readonly seq: Seq;
  readonly at: number;
  readonly sessionId?: SessionId;
  readonly runId?: RunId;
  readonly turn?: number;
  /** `run`: before its first request, unasked. `call`: the agent looked for it. */
  readonly how: "run" | "call";
  /** From 1. */
  readonly rank: number;
  readonly of: number;
  readonly reachedPrompt: boolean;
  /** Words that an answer of that run has literally from it, four or more in a row. Absent: none. */
  readonly quoted?: string;
}

/** What is known of an item beside what it says. */
export interface MemoryHistory {
  /** Oldest first. */
  readonly versions: readonly (MemoryChange & { readonly text?: string; readonly status?: MemoryStatus })[];
  /** The newest first, at most 100. */
  readonly accesses: readonly MemoryAccess[];
  /** What was said to the agent when it remembered this. Absent: nobody knows. */
  readonly excerpt?: string;
  readonly curve: StrengthCurve;
}

/** What an item counted and will count, if nothing uses it again. */
export interface StrengthCurve {
  /** Rising; milliseconds since 1970. */
  readonly at: readonly number[];
  /** As long as `at`. */
  readonly strength: readonly number[];
  readonly now: number;
  /** Below this it is not recalled unasked. */
  readonly minimum: number;
}

/** What all that is remembered counted and will count, if nothing is used again. */
export interface StoreCurve {
  /** Rising; milliseconds since 1970. The other lists are as long. */
  readonly at: readonly number[];
  /** How many items there are, what was replaced or forgotten since left out. */
  readonly kept: readonly number[];
  /** How many of them are strong enough to be recalled unasked. */
  readonly recalled: readonly number[];
  /** Their mean strength, 0 to 1; 0 where there are none. */
  readonly strength: readonly number[];
  readonly now: number;
}

/** What is remembered as a whole. */
export interface MemoryOverview {
  readonly curve: StoreCurve;
  /** Items of one kind that say nearly the same; `text`: the longest of them. At most ten groups. */
  readonly alike: readonly { readonly memoryIds: readonly string[]; readonly text: string }[];
}

/** What an act changed. No effect: nothing was to be done. */
export interface MemoryChanged {
  readonly effectId?: EffectId;
  readonly memoryId?: string;
}

/** What a person changes of an item. What is absent stays. */
export interface MemoryEdit {
  readonly text?: string;
  readonly tags?: readonly string[];
  readonly kind?: MemoryKind;
  readonly importance?: number;
  readonly pinned?: boolean;
  readonly onlyAsked?: boolean;
}

/** What a person does to the memory. Each is one entry of the log that can be undone. */
export type MemoryAct =
  | { readonly type: "add"; readonly text: string; readonly kind: MemoryKind; readonly tags: readonly string[] }
  | { readonly type: "edit"; readonly memoryId: string; readonly edit: MemoryEdit }
  /** What waited counts from here on. */
  | { readonly type: "accept"; readonly memoryId: string }
  | { readonly type: "forget"; readonly memoryIds: readonly string[] }
  | { readonly type: "restore"; readonly memoryId: string }
  /** Takes what lies in the bin away; that it was forgotten stays. */
  | { readonly type: "empty-bin" }
  /** One item with this text takes the place of those. */
  | { readonly type: "merge"; readonly memoryIds: readonly string[]; readonly text: string };
