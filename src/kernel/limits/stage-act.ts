import type { CallId } from "../base/ids.ts";
import type { StageName } from "./tool-limits.ts";

/** Why a call did not run: its result is that of another one. */
export interface Served {
  readonly from: Extract<StageName, "once" | "cache" | "join">;
  /** The call that ran. */
  readonly callId: CallId;
  /** How old its result was. */
  readonly ageMs: number;
}

/** What a stage decided about a call on its way, where that hung on time or chance. */
export type StageAct =
  | { readonly type: "waiting"; readonly delayMs: number }
  | { readonly type: "retrying"; readonly retry: number; readonly delayMs: number; readonly reason: string }
  /** So many calls are under way; it was let in. */
  | { readonly type: "crowded"; readonly depth: number; readonly capacity: number };

export type CircuitPlace = "closed" | "open" | "half-open";

/** What a circuit breaker stands before. */
export interface CircuitService {
  readonly type: "tool" | "provider";
  readonly name: string;
}
