import type { Hash } from "../base/canonical.ts";
import type { EffectId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { Diff, UndoPlan } from "../rules/inspection.ts";
import type { WorkspaceEffect } from "./effect.ts";

/** Which part of what an effect did to one file. */
export interface RevertedPart {
  readonly effectId: EffectId;
  readonly path: string;
  /** Places of the hunks in the file's difference, from 0; absent: all of them. */
  readonly hunks?: readonly number[];
}

/** Who made a step of the workspace's history. `rewind`: the person went back to a moment; `choice`: files followed a branch. */
export type StepMaker = "agent" | "person" | "sample" | "undo" | "rewind" | "choice";

/** A change of the workspace in its place in the log. */
export interface LoggedChange {
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly effect: WorkspaceEffect;
  readonly by: StepMaker;
  readonly title: string;
  readonly sessionId?: SessionId;
  readonly runId?: RunId;
  readonly turn?: number;
  /** Of a choice of branch: the entry that it goes on from; 0: none. */
  readonly from?: Seq;
}

/** What a step did to one file. */
export interface StepFile {
  readonly path: string;
  readonly before: Hash | null;
  readonly after: Hash | null;
  readonly added: number;
  readonly removed: number;
}

/** One change of the workspace, of any session. */
export interface HistoryStep {
  readonly effectId: EffectId;
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: StepMaker;
  readonly title: string;
  readonly sessionId?: SessionId;
  readonly turn?: number;
  readonly files: readonly StepFile[];
  /** Whether it counts: it was not undone, or brought back since. */
  readonly isLive: boolean;
}

/** What the next undo or redo takes. */
export interface NextStep {
  readonly effectId: EffectId;
  readonly title: string;
}

export interface WorkspaceHistory {
  /** The newest first. */
  readonly steps: readonly HistoryStep[];
  /** How many there are in all. */
  readonly total: number;
  /** Absent: there is nothing to undo, or to redo. */
  readonly undo?: NextStep;
  readonly redo?: NextStep;
}

/** What an undo or a redo of the newest step did. `effectId`: its own, by which it is taken back. */
export interface TurnedStep {
  readonly effectId: EffectId;
  readonly title: string;
  readonly files: UndoPlan["files"];
}

/** What going back to a moment would do; what disappears comes first. */
export interface RewindPlan {
  readonly files: UndoPlan["files"];
  /** Steps that count and then do not. */
  readonly undone: UndoPlan["steps"];
  /** Steps that were undone since and then count again. */
  readonly restored: UndoPlan["steps"];
}

/** A place where later changes touch what is to be taken back. */
export interface RevertConflict {
  /** Of the file as it is, from 1. */
  readonly line: number;
  /** What stands there. */
  readonly current: string;
  /** What stood there before the step. */
  readonly wanted: string;
}

/** What taking back a part of a step would do. Nothing is done where later changes are in the way. */
export type RevertPlan =
  | {
      readonly type: "clean";
      readonly change: UndoPlan["files"][number]["change"];
      /** From what stands to what would stand. */
      readonly diff: Diff;
      /** Of what would stand; `null`: no file. What is agreed to is exactly this. */
      readonly result: Hash | null;
    }
  | { readonly type: "conflict"; readonly sentence: string; readonly conflicts: readonly RevertConflict[] };
