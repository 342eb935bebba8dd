import type { Failure } from "../../../kernel/base/failure.ts";
import type { HookScope } from "../../../kernel/contracts/hooks.ts";
import type { CompactionReason, CompactionSkipped, ContextCompacted } from "../../../kernel/conversation/compaction.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import type { LoopDeps, Tell } from "../loop-contract.ts";

/** A run between two turns. */
export interface CompactionMoment {
  /** Another turn begins; none does; the last request did not fit the model. */
  readonly at: "turn" | "end" | "overflow";
  /** Of the request that would be sent next. */
  readonly tokens: () => number;
  readonly messages: readonly Message[];
}

export interface CompactionAsk {
  readonly why: CompactionReason;
  readonly messages: readonly Message[];
  readonly tokens: number;
  /** How often it was shortened since the model answered last. */
  readonly round: number;
  readonly scope: HookScope;
}

/** What came of shortening a conversation. The entry is not stored and nothing is changed yet. */
export type Compacted =
  | { readonly type: "compacted"; readonly event: ContextCompacted }
  /** `failure`: why the model could not be asked. */
  | { readonly type: "skipped"; readonly event: CompactionSkipped; readonly failure?: Failure }
  /** The signal aborted; `event`: what was used by then. */
  | { readonly type: "stopped"; readonly event?: CompactionSkipped };

/** Shortens the conversation of one run when it gets too long for its model. */
export interface Compaction {
  /** Why it is shortened now; undefined: it is not. A person's wish is taken by asking. */
  readonly due: (moment: CompactionMoment) => CompactionReason | undefined;
  /** Never rejects. Retries, another model and what hooks did are told meanwhile. */
  readonly compact: (deps: LoopDeps, asked: CompactionAsk, tell: Tell, signal: AbortSignal) => Promise<Compacted>;
  /** Whether the run is there for this alone: it takes no turn before, and none after unless the person said something. */
  readonly isAll?: boolean;
}
