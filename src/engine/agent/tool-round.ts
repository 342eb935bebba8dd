import { type Failure, unexpectedFailure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Writable } from "../../kernel/base/writable.ts";
import type { CallScope, Gate, GateCall, SettledCall } from "../../kernel/contracts/gate.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import type { LoopScope } from "./loop-contract.ts";
import { type CallBlock, callsOf, type ResultBlock, resultsMessageId } from "./repair.ts";

export interface ToolRound {
  /** One user message with one result per call, in the order of the calls. */
  readonly results: Message;
  readonly calls: number;
  readonly callsFailed: number;
  readonly filesChanged: number;
}

const gateCall = ({ callId, tool, input, invalid }: CallBlock): GateCall =>
  invalid === undefined ? { callId, tool, input } : { callId, tool, input, invalid };

/** The scope as it stands now. Its fields by name: a copy of whatever it has takes several times as long. */
const scopeAt = ({ sessionId, runId, level, mode, causes, origins, agent }: LoopScope, turn: number): CallScope => {
  const scope: Writable<CallScope> = { sessionId, runId, turn, level, causes, origins };
  if (mode !== undefined) scope.mode = mode;
  if (agent !== undefined) scope.agent = agent;
  return scope;
};

const roundOf = (asked: Message, settled: readonly SettledCall[]): ToolRound => {
  let callsFailed = 0;
  let filesChanged = 0;
  const blocks = settled.map(({ callId, isError, resultText, changedFiles, pictures }) => {
    if (isError) callsFailed += 1;
    filesChanged += changedFiles;
    const block: Writable<ResultBlock> = { type: "tool-result", callId, isError, text: resultText };
    if (pictures !== undefined) block.pictures = pictures;
    return block;
  });
  const results: Message = { messageId: resultsMessageId(asked.messageId), role: "user", blocks };
  return { results, calls: settled.length, callsFailed, filesChanged };
};

/**
 * Hands the calls of an assistant message to the gate. Waits for the gate also after an abort, because it settles and records
 * every call before it resolves. Fails where the gate fails; what it throws against its contract is an `unexpected` failure.
 */
export const settleRound = (
  gate: Gate,
  asked: Message,
  scope: LoopScope,
  turn: number,
  signal: AbortSignal,
): Promise<Result<ToolRound, Failure>> => {
  const onThrow = (cause: unknown): Result<never, Failure> => err(unexpectedFailure(cause, "Carrying out the model's calls"));
  try {
    const settling = gate.settle(callsOf(asked).map(gateCall), scopeAt(scope, turn), signal);
    return settling.then((settled) => (settled.ok ? ok(roundOf(asked, settled.value)) : settled), onThrow);
  } catch (cause) {
    return Promise.resolve(onThrow(cause));
  }
};
