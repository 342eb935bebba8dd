import type { Failure } from "../base/failure.ts";
import type { MessageId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Message, StopReason } from "../conversation/message.ts";
import type { ThinkingDropped } from "../log/event.ts";
import type { Cost } from "../model/cost.ts";
import type { ModelChoice, SkippedModel } from "../model/model.ts";
import type { CallSettings } from "../model/model-settings.ts";
import type { Usage } from "../model/usage.ts";
import type { ToolSpec } from "./tool.ts";

export interface ModelRequest extends CallSettings {
  readonly model: string;
  readonly system: string;
  readonly messages: readonly Message[];
  /** Sorted by name, so that equal tool sets give equal requests. */
  readonly tools: readonly ToolSpec[];
  readonly maxOutputTokens: number;
}

export type ProviderEvent =
  /** A retry starts a new message; the one before is over and billed. */
  | { readonly type: "attempt-started"; readonly messageId: MessageId; readonly reserved?: Cost }
  /**
   * `usage` and `cost`: of the attempt that failed; the last event does not count them again. `until`: not for a time but for
   * the network to come back; `delayMs` is 0 then.
   */
  | {
      readonly type: "retry-waiting";
      readonly delayMs: number;
      readonly reason: Failure;
      readonly until?: "online";
      readonly usage?: Usage;
      readonly cost?: Cost;
    }
  /** Of the attempt that follows. */
  | ThinkingDropped
  /** `from` gave up with `reason` before anything was shown, and `to` is asked from here on; `usage` and `cost` as above. */
  | {
      readonly type: "model-replaced";
      readonly from: ModelChoice;
      readonly to: ModelChoice;
      readonly reason: Failure;
      readonly skipped?: readonly SkippedModel[];
      readonly usage?: Usage;
      readonly cost?: Cost;
    }
  | { readonly type: "text-delta"; readonly delta: string }
  | { readonly type: "thinking-delta"; readonly delta: string }
  | { readonly type: "block"; readonly provider: string; readonly value: JsonValue }
  /** Whole, never partial. Arguments that could not be read are `{}` with the reason in `invalid`. */
  | {
      readonly type: "tool-call";
      readonly wireId: string;
      readonly tool: string;
      readonly input: JsonValue;
      readonly invalid?: string;
    }
  | { readonly type: "finished"; readonly reason: StopReason; readonly usage: Usage; readonly cost?: Cost }
  | { readonly type: "failed"; readonly failure: Failure; readonly usage: Usage; readonly cost?: Cost };

/**
 * One model call. The iterable never throws: whatever goes wrong, abort included, arrives as its last event, and nothing
 * follows a last event (`finished` or `failed`). A stream without its terminal event is `failed`. Leaving the iteration
 * early closes the connection.
 */
export interface Provider {
  readonly stream: (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ProviderEvent>;
}

export interface ProviderDep {
  readonly provider: Provider;
}
