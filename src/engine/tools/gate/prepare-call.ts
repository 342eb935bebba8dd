import type { Failure } from "../../../kernel/base/failure.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import type { ListenTool, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { Origin } from "../../../kernel/rules/origin.ts";
import type { CancelReason, PreparedOperation } from "../../../kernel/tools/operation.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { createListenStream, type ListenStream, listenLimits } from "./listen-stream.ts";
import { tell } from "./run-operation.ts";

/** A call of a `listen` tool. */
export type ListenCall = ReadyCall & { readonly tool: ListenTool };

/** What came of a preparation. `operationId`: what can be cancelled, as far as it was told. */
export type Preparation =
  /** The stream goes on: what was prepared may still be invalidated. */
  | { readonly type: "ready"; readonly prepared: PreparedOperation; readonly stream: ListenStream }
  | { readonly type: "done"; readonly output: ToolOutput; readonly origins: readonly Origin[] }
  | {
      readonly type: "failed";
      readonly failure: Failure;
      readonly cancel: CancelReason | undefined;
      readonly operationId: string | undefined;
    }
  | { readonly type: "aborted"; readonly operationId: string | undefined }
  /** The log cannot be written. */
  | { readonly type: "not-stored"; readonly failure: Failure };

const words = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Why what was prepared does not hold any more. */
export const invalidated = (message: string, recoverable: boolean): Failure => ({
  type: "conflict",
  message: `Listen operation invalidated${recoverable ? " (recoverable)" : ""}: ${message}`,
});

export const disconnected = (cause: unknown): Failure => ({
  type: "tool",
  message: `Listen stream disconnected: ${words(cause)}. Nothing was carried out; call again.`,
});

const endedEarly: Failure = {
  type: "tool",
  message: "Listen stream ended before operation became ready. Nothing was carried out; call again.",
};
const tooMany: Failure = {
  type: "tool",
  message: `Listen tool exceeded max updates (${listenLimits.updates}). Nothing was carried out.`,
};
const quiet: Failure = {
  type: "timed-out",
  message: `Listen stream timed out after ${listenLimits.quietMs / 1_000}s waiting for updates. Nothing was carried out; call again.`,
};
const tooLong: Failure = {
  type: "timed-out",
  message: `Listen tool exceeded wall-clock timeout (${listenLimits.totalMs / 1_000}s). Nothing was carried out; call again.`,
};

/**
 * Hears a preparation until it is ready, or cannot become so. Every update is told in the log. `origins`: where what it read by
 * now came from.
 */
export const prepareCall = async (
  deps: GateDeps,
  { callId, tool, parsed }: ListenCall,
  context: ToolContext,
  round: Round,
  origins: () => readonly Origin[],
): Promise<Preparation> => {
  const stream = createListenStream(deps.clock, () => tool.prepare(parsed, context), context.signal);
  let operationId: string | undefined;
  const failed = (failure: Failure, cancel: CancelReason | undefined): Preparation => {
    stream.leave();
    return { type: "failed", failure, cancel, operationId };
  };
  for (let updates = 0; ; updates += 1) {
    if (updates === listenLimits.updates) return failed(tooMany, "ended");
    const heard = await stream.next(true);
    switch (heard.type) {
      case "listening": {
        operationId = heard.operationId ?? operationId;
        const progress = { stage: "listening", message: heard.message };
        const stored = await tell(deps, round, callId, { type: "call-progressed", callId, progress }, "relaxed");
        if (stored.ok) break;
        stream.leave();
        return { type: "not-stored", failure: stored.error };
      }
      case "ready": {
        const read = origins();
        const prepared = read.length === 0 ? heard.prepared : { ...heard.prepared, origins: read };
        const stored = await tell(deps, round, callId, { type: "operation-prepared", callId, prepared }, "strict");
        if (stored.ok) return { type: "ready", prepared, stream };
        stream.leave();
        return { type: "not-stored", failure: stored.error };
      }
      case "done":
        stream.leave();
        return { type: "done", output: heard.output, origins: origins() };
      case "invalidated":
        return failed(invalidated(heard.message, heard.recoverable), undefined);
      case "stream-ended":
        return failed(endedEarly, "ended");
      case "stream-broke":
        return failed(disconnected(heard.cause), "disconnected");
      case "quiet":
        return failed(quiet, "ended");
      case "too-long":
        return failed(tooLong, "ended");
      case "aborted":
        stream.leave();
        return { type: "aborted", operationId };
      default:
        return assertNever(heard);
    }
  }
};
