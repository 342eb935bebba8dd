import type { EffectId, RunId, Seq } from "../base/ids.ts";
import type { OutsideOrigin } from "../rules/origin.ts";

/** Where things came from that a person has forgotten together. */
export type ForgetSource =
  /** A place outside: a page, an imported file, a tool server. */
  | { readonly type: "origin"; readonly origin: OutsideOrigin }
  /** What the person said, by its entry: all that its run kept after it. */
  | { readonly type: "message"; readonly seq: Seq }
  /** With the runs inside its calls. */
  | { readonly type: "run"; readonly runId: RunId };

/** A whole thing that came from a source. */
export interface SourceItem {
  /** Names it, for the choice. */
  readonly key: string;
  readonly kind: "memory" | "entity" | "fact" | "relation" | "value" | "file";
  /** What it says, in one line. */
  readonly title: string;
  /** It came from the source and from nowhere else. */
  readonly isAlone: boolean;
  /** What else it came from, where that is outside. */
  readonly others: readonly OutsideOrigin[];
}

/** What would go, and what has other sources too. Files come last in each. */
export interface ForgetPlan {
  readonly items: readonly SourceItem[];
}

/** What went. No effect: none of what was chosen was there any more. */
export interface SourceForgotten {
  readonly effectId?: EffectId;
  readonly items: number;
}
