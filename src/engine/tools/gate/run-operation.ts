import { canonicalJson } from "../../../kernel/base/canonical.ts";
import { sleep } from "../../../kernel/base/clock.ts";
import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import type { CallId } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Durability } from "../../../kernel/contracts/store.ts";
import type { AsyncTool, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { Operation, Progress } from "../../../kernel/tools/operation.ts";
import type { GateDeps, Round } from "./gate-deps.ts";
import { draftOf } from "./record.ts";

/** What is said of a call while it goes on. */
export const tell = async (
  { store }: GateDeps,
  round: Round,
  callId: CallId,
  event: Event,
  durability: Durability,
): Promise<Result<null, Failure>> => {
  const stored = await store.append({ entries: [draftOf(round, callId, event)], effects: [], expects: [], durability });
  return stored.ok ? ok(null) : stored;
};

const isSame = (last: Progress | undefined, progress: Progress): boolean =>
  last !== undefined &&
  last.stage === progress.stage &&
  last.message === progress.message &&
  canonicalJson(last.data ?? null) === canonicalJson(progress.data ?? null);

/**
 * Carries out a call of an `async` tool: begins its operation, or takes up the one that the log knows, then looks at it until it
 * is over. Ends as `aborted` at the signal and looks no more.
 */
export const runOperation = async (
  deps: GateDeps,
  { callId, tool, parsed }: { readonly callId: CallId; readonly tool: AsyncTool; readonly parsed: unknown },
  context: ToolContext,
  round: Round,
): Promise<Result<ToolOutput, Failure>> => {
  let operation: Operation | undefined = deps.ledger.operationOf(callId);
  if (operation === undefined) {
    const begun = await tool.begin(parsed, context);
    if (!begun.ok) return begun;
    if (begun.value.type === "done") return ok(begun.value.output);
    const { operationId, message } = begun.value;
    const stored = await tell(deps, round, callId, { type: "operation-started", callId, operationId, message }, "strict");
    if (!stored.ok) return stored;
    operation = { operationId };
  }
  while (await sleep(deps.clock, tool.pollMs, context.signal)) {
    const status = await tool.check(operation, parsed, context);
    if (!status.ok) return status;
    if (status.value.type === "done") return ok(status.value.output);
    const { progress } = status.value;
    if (context.signal.aborted) break;
    if (isSame(operation.last, progress)) continue;
    const stored = await tell(deps, round, callId, { type: "call-progressed", callId, progress }, "relaxed");
    if (!stored.ok) return stored;
    operation = { ...operation, last: progress };
  }
  return err(abortedFailure);
};
