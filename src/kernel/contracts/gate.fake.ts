import { raceAbort } from "../base/abort.ts";
import type { Failure } from "../base/failure.ts";
import type { CallId } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import { callResult } from "../conversation/call-result.ts";
import type { CallOutcome } from "../log/event.ts";
import type { CallScope, Gate, GateCall, SettledCall } from "./gate.ts";
import type { Access, ToolOutput, ToolSpec } from "./tool.ts";

/** A tool of a fake gate: it answers, refuses, or never comes back. */
export interface FakeTool {
  readonly access?: Access;
  readonly changedFiles?: number;
  readonly run: (call: GateCall, signal: AbortSignal) => ToolOutput | CallOutcome | Promise<ToolOutput | CallOutcome>;
}

export interface FakeGate extends Gate {
  /** Calls that ran, in the order of their starts. */
  readonly ran: readonly GateCall[];
  /** The rounds as they came in. */
  readonly rounds: readonly { readonly calls: readonly GateCall[]; readonly scope: CallScope }[];
  readonly settled: ReadonlyMap<CallId, SettledCall>;
  /** Set, it is the answer of every later round, as when the log cannot be written. */
  failure: Failure | undefined;
}

const settledOf = (callId: CallId, outcome: CallOutcome, changedFiles: number): SettledCall => {
  const { text, isError } = callResult(outcome);
  return { callId, outcome, resultText: text, isError, changedFiles };
};

/**
 * A gate without log, rules or files. It keeps the promises of the contract: one result per call in the order of the calls,
 * nothing starts after an abort, a deaf tool is left behind, and a call that is settled is answered and not run again.
 */
export const createFakeGate = (tools: Readonly<Record<string, FakeTool>> = {}): FakeGate => {
  const ran: GateCall[] = [];
  const rounds: { readonly calls: readonly GateCall[]; readonly scope: CallScope }[] = [];
  const settled = new Map<CallId, SettledCall>();
  const running = new Map<CallId, AbortController>();
  const specs: readonly ToolSpec[] = Object.keys(tools)
    .sort()
    .map((name) => ({ name, description: `The ${name} tool.`, inputSchema: { type: "object" } }));
  const outcomeOf = async (call: GateCall, signal: AbortSignal): Promise<CallOutcome> => {
    if (call.invalid !== undefined) return { type: "failed", failure: { type: "invalid-input", message: call.invalid } };
    const tool = Object.hasOwn(tools, call.tool) ? tools[call.tool] : undefined;
    if (tool === undefined) {
      return { type: "failed", failure: { type: "not-found", message: `tool '${call.tool}' not found` } };
    }
    if (signal.aborted) return { type: "stopped", when: "before-start" };
    ran.push(call);
    const alone = new AbortController();
    running.set(call.callId, alone);
    const own = AbortSignal.any([signal, alone.signal]);
    const answer = tool.run(call, own);
    const raced = answer instanceof Promise ? await raceAbort(answer, own) : { type: "settled" as const, value: answer };
    running.delete(call.callId);
    if (raced.type === "aborted") return { type: "stopped", when: "running" };
    return "type" in raced.value ? raced.value : { type: "done", output: raced.value };
  };
  const gate: FakeGate = {
    ran,
    rounds,
    settled,
    failure: undefined,
    specs: () => specs,
    describe: (tool) => ({ headline: { verb: "Called", object: tool }, access: tools[tool]?.access ?? "write" }),
    settle: async (calls, scope, signal) => {
      rounds.push({ calls, scope });
      if (gate.failure !== undefined) return err(gate.failure);
      const results = await Promise.all(
        calls.map(async (call) => {
          const known = settled.get(call.callId);
          if (known !== undefined) return known;
          const outcome = await outcomeOf(call, signal);
          const changedFiles = outcome.type === "done" ? (tools[call.tool]?.changedFiles ?? 0) : 0;
          const result = settledOf(call.callId, outcome, changedFiles);
          settled.set(call.callId, result);
          return result;
        }),
      );
      return ok(results);
    },
    stop: (callId) => {
      const alone = running.get(callId);
      alone?.abort();
      return alone !== undefined;
    },
  };
  return gate;
};
