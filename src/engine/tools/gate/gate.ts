import { interruptionOf } from "../../../kernel/base/abort.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { CallId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Soon } from "../../../kernel/base/soon.ts";
import type { CallScope, Gate, GateCall, SettledCall } from "../../../kernel/contracts/gate.ts";
import type { Access } from "../../../kernel/contracts/tool.ts";
import type { UserQuestion } from "../../../kernel/conversation/user-question.ts";
import { checkArguments, findReadable, headlineOf, shownName } from "./arguments.ts";
import { explainRefusal } from "./explain-arguments.ts";
import { type GateDeps, type ReadyCall, type Round, readyCall } from "./gate-deps.ts";
import { callHooks, ruledCall, tellAfterCalls } from "./hooked-call.ts";
import { deniedBy } from "./preview.ts";
import { settleReads } from "./read-round.ts";
import { type Settlement, settledCall, settlementOf, settleTogether } from "./record.ts";
import { createRunningCalls } from "./running-calls.ts";
import { settleExternal } from "./settle-external.ts";
import { settleQuestion } from "./settle-question.ts";
import { settleSingle } from "./single-call.ts";
import { settleStopped } from "./stop.ts";
import { allowedCall, argumentsVerdict } from "./verdict.ts";
import { settleWrites } from "./write-round.ts";

/**
 * A call on its way. `known`: the log has its outcome, it never runs again. `refused`: its arguments or its name rule it out.
 */
type Prepared =
  | { readonly status: "known"; readonly settled: SettledCall }
  | { readonly status: "refused"; readonly settlement: Settlement; readonly unexplained?: GateCall }
  | { readonly status: "read" | "asked-read" | "write" | "container" | "handed-over" | "single"; readonly call: ReadyCall }
  | { readonly status: "question"; readonly call: ReadyCall; readonly asks: UserQuestion };

const unedited: readonly string[] = [];

/** How many containers of one round work at once: each of them asks models and starts calls of its own. */
const maxParallelContainers = 4;

type Settled = Result<readonly SettledCall[], Failure>;

const prepare = (deps: GateDeps, call: GateCall, round: Round): Prepared => {
  const { callId, tool, input, invalid } = call;
  const ledger = deps.ledger.entryFor(callId);
  if (ledger.status === "settled") {
    return { status: "known", settled: settledCall(callId, ledger.outcome, ledger.editedFields, ledger.changedFiles) };
  }
  // What the hooks were asked about was checked before.
  const asked = round.asked?.get(callId)?.call;
  if (asked !== undefined) return prepareReady(deps, asked, round);
  const checked = checkArguments(deps.tools, tool, input, invalid);
  if (checked.ok) return prepareReady(deps, readyCall(callId, checked.value, unedited), round);
  const { failure, inputHash } = checked.error;
  const outcome = { type: "failed", failure } as const;
  const settlement = { callId, tool, inputHash, editedFields: [], outcome, durationMs: 0 };
  return invalid === undefined ? { status: "refused", settlement, unexplained: call } : { status: "refused", settlement };
};

/** A call whose arguments can run. */
const prepareReady = (deps: GateDeps, call: ReadyCall, round: Round): Prepared => {
  if (call.tool.kind === "listen") return { status: "single", call };
  if (call.tool.kind === "external") return { status: "handed-over", call };
  if (call.tool.access === "write") return { status: "write", call };
  if (call.tool.access === "container") return { status: "container", call };
  if (call.tool.access !== "read") return { status: "single", call };
  const verdict = argumentsVerdict(deps, call, round);
  if (verdict.decision === "deny") return { status: "refused", settlement: deniedBy(call, verdict) };
  if (call.tool.kind === "question") return { status: "question", call, asks: call.tool.question(call.parsed) };
  return verdict.decision === "ask" ? { status: "asked-read", call } : { status: "read", call: allowedCall(call, verdict) };
};

/** The next calls that are settled together: consecutive ones of one status; a single call and a question stand alone. */
const nextPart = (deps: GateDeps, calls: readonly GateCall[], start: number, round: Round): readonly Prepared[] => {
  const part: Prepared[] = [];
  for (let index = start; index < calls.length; index += 1) {
    const one = prepare(deps, calls[index]!, round); // `index` is below the length.
    if (part[0] !== undefined && one.status !== part[0].status) break;
    part.push(one);
    if (one.status === "single" || one.status === "question") break;
  }
  return part;
};

/**
 * Asks the hooks about the next calls that could be settled together, before any of them starts. Calls behind them are asked
 * when it is their turn, so that what the first ones did can count.
 */
const askHooks = async (deps: GateDeps, calls: readonly GateCall[], start: number, round: Round): Promise<void> => {
  let access: Access | undefined;
  for (let index = start; index < calls.length && !round.signal.aborted; index += 1) {
    const one = prepare(deps, calls[index]!, round); // `index` is below the length.
    if (!("call" in one)) {
      if (access === undefined) continue;
      return;
    }
    const { call } = one;
    if (access !== undefined && call.tool.access !== access) return;
    access = call.tool.access;
    if (round.asked?.has(call.callId) === false) await ruledCall(deps, call, call.input, round);
    if (one.status === "single") return;
  }
};

const readyCalls = (part: readonly Prepared[]): readonly ReadyCall[] => {
  const calls: ReadyCall[] = [];
  for (const one of part) if ("call" in one) calls.push(one.call);
  return calls;
};

const settleAlone = (deps: GateDeps, call: ReadyCall, round: Round): Promise<Result<SettledCall, Failure>> => {
  const { tool } = call;
  if (tool.kind === "listen") return deps.settleListen(deps, { ...call, tool }, round);
  return tool.kind === "external" ? settleExternal(deps, { ...call, tool }, round) : settleSingle(deps, call, round);
};

/** Asked reads and containers go on at the same time; each is recorded by itself, so none waits for the others. */
const settleEach = async (deps: GateDeps, calls: readonly ReadyCall[], round: Round, atOnce = calls.length): Promise<Settled> => {
  const results: Result<SettledCall, Failure>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < calls.length) {
      const index = next++;
      results[index] = await settleAlone(deps, calls[index]!, round); // `index` is below the length.
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, atOnce), calls.length) }, work));
  const settled: SettledCall[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    settled.push(result.value);
  }
  return ok(settled);
};

const settleAsked = async (deps: GateDeps, part: readonly Prepared[], round: Round): Promise<Settled> => {
  const [only] = part;
  if (only?.status !== "question") throw new Error("A part of questions begins with none.");
  const settled = await settleQuestion(deps, only.call, only.asks, round);
  return settled.ok ? ok([settled.value]) : settled;
};

const explained = async (deps: GateDeps, one: Prepared): Promise<readonly Settlement[]> => {
  if (one.status !== "refused") return [];
  const { settlement, unexplained } = one;
  if (unexplained === undefined || settlement.outcome.type !== "failed") return [settlement];
  const failure = await explainRefusal(deps.tools, unexplained, settlement.outcome.failure);
  return [{ ...settlement, outcome: { type: "failed", failure } }];
};

const settleRefused = async (deps: GateDeps, part: readonly Prepared[], round: Round): Promise<Settled> =>
  settleTogether(deps, round, (await Promise.all(part.map((one) => explained(deps, one)))).flat());

const settlePart = (deps: GateDeps, part: readonly Prepared[], round: Round): Soon<Settled> => {
  switch (part[0]?.status) {
    case "known":
      return ok(part.flatMap((one) => (one.status === "known" ? [one.settled] : [])));
    case "refused":
      return settleRefused(deps, part, round);
    case "read":
      return settleReads(deps, readyCalls(part), round);
    case "container":
      return settleEach(deps, readyCalls(part), round, maxParallelContainers);
    case "asked-read":
    case "handed-over":
    case "single":
      return settleEach(deps, readyCalls(part), round);
    case "question":
      return settleAsked(deps, part, round);
    case "write":
      return settleWrites(deps, readyCalls(part), round);
    case undefined:
      return ok([]);
  }
};

/** What began in an earlier tab and made calls of its own is ended from the inside, by the run that they belong to. */
const hasBegun = (deps: GateDeps, one: Prepared): boolean =>
  (one.status === "container" || (one.status === "write" && one.call.tool.nests === true)) &&
  deps.ledger.entryFor(one.call.callId).status === "in-doubt";

const isWrite = ({ status }: Prepared): boolean => status === "write";

/** Calls that never came to start, with what is already known of the others, in one commit. */
const settleRest = async (deps: GateDeps, rest: readonly Prepared[], round: Round): Promise<Settled> => {
  const interruption = interruptionOf(round.signal);
  if (interruption !== undefined) return err(interruption);
  const begun = rest.filter((one) => hasBegun(deps, one));
  const [writes, containers] = [begun.filter(isWrite), begun.filter((one) => !isWrite(one))];
  const ended = await settleEach(deps, readyCalls(containers), round);
  if (!ended.ok) return ended;
  const written = await settleWrites(deps, readyCalls(writes), round);
  if (!written.ok) return written;
  const settlements = rest.flatMap((one) => {
    if (one.status === "known" || begun.includes(one)) return [];
    return [one.status === "refused" ? one.settlement : settlementOf(one.call, { type: "stopped", when: "before-start" })];
  });
  const stored = await settleStopped(deps, round, settlements);
  if (!stored.ok) return stored;
  const byCall = new Map([...ended.value, ...written.value, ...stored.value].map((settled) => [settled.callId, settled]));
  return ok(rest.flatMap((one) => (one.status === "known" ? [one.settled] : [byCall.get(callIdOf(one))!]))); // One per call.
};

const callIdOf = (one: Exclude<Prepared, { readonly status: "known" }>): CallId =>
  one.status === "refused" ? one.settlement.callId : one.call.callId;

const namesTwice = (calls: readonly GateCall[]): boolean =>
  calls.length > 1 && new Set(calls.map(({ callId }) => callId)).size !== calls.length;

/** The one door to effects; see the contract. Throws when one round names a call twice. */
export const createGate = (deps: GateDeps): Gate => {
  const running = createRunningCalls();
  return {
    specs: deps.tools.specs,
    describe: (name: string, input: JsonValue) => {
      const readable = findReadable(deps.tools, name, input);
      if (readable === undefined) return { headline: { verb: "Called", object: shownName(name) }, access: "write" as Access };
      return { headline: headlineOf(readable.tool, readable.parsed), access: readable.tool.access };
    },
    settle: async (calls: readonly GateCall[], scope: CallScope, signal: AbortSignal): Promise<Settled> => {
      if (namesTwice(calls)) throw new Error("One round names a call twice.");
      const hooked = callHooks(deps) !== undefined;
      const around: Round =
        deps.stages === undefined ? { scope, signal, running } : { scope, signal, running, admitted: new Set() };
      const round: Round = hooked ? { ...around, asked: new Map() } : around;
      const settled: SettledCall[] = [];
      for (let start = 0; start < calls.length; ) {
        const loading = deps.rules.load();
        if (loading !== undefined) await loading;
        if (hooked) await askHooks(deps, calls, start, round);
        // Prepared part by part: a rule that a person adds while one part waits counts for the next.
        const part = signal.aborted
          ? calls.slice(start).map((call) => prepare(deps, call, round))
          : nextPart(deps, calls, start, round);
        const result = await (signal.aborted ? settleRest(deps, part, round) : settlePart(deps, part, round));
        if (hooked && result.ok) {
          const told = await tellAfterCalls(deps, result.value, round);
          if (!told.ok) return told;
        }
        // Nearly every round is one part.
        if (!result.ok || part.length === calls.length) return result;
        for (const call of result.value) settled.push(call);
        start += part.length;
      }
      return ok(settled);
    },
    stop: running.stop,
  };
};
