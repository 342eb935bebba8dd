import { foldNestedRun } from "../../engine/agent/fold-messages.ts";
import { nothingSpent } from "../../engine/agent/loop.ts";
import type { Family, LoopEnding, LoopInput, NestedSpent } from "../../engine/agent/loop-contract.ts";
import type { Nudge } from "../../engine/resilience/nudge.ts";
import type { AgentTask, Delegate } from "../../engine/tools/builtin/agent.ts";
import type { Ledger } from "../../engine/tools/gate/ledger.ts";
import type { CallWindows } from "../../engine/tools/rules/rule-book.ts";
import { interruptionOf } from "../../kernel/base/abort.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { messageId, type RunId, runId, type SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { OpenNestedCalls } from "../../kernel/contracts/nested-calls.ts";
import type { Caller, ToolOutput } from "../../kernel/contracts/tool.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import type { NestingLimits, ParentRun } from "../../kernel/conversation/nested-run.ts";
import { type Account, countIn, holdIn } from "../../kernel/limits/account.ts";
import type { RunOutcome, RunSummary } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { totalTokens } from "../../kernel/model/usage.ts";
import { joinOrigins, type Origin, originsOfEntries, outsideOf } from "../../kernel/rules/origin.ts";
import { byModel } from "../origins/origins.ts";
import { lostQuestions, nestedClosing } from "./conversation.ts";
import { createLiveRun, type Drive, type DriveDeps, type Driven, driveRun, type LiveRun } from "./live-run.ts";
import { agentBelow, agentTakenUp, recountCalls } from "./nested-bounds.ts";
import { createNestedCalls, madeInside } from "./nested-calls.ts";
import {
  addSpent,
  type CallingTool,
  countSpent,
  type Member,
  openMemberAccount,
  openTreeAccount,
  spentBy,
  tokensLeft,
  touch,
} from "./nested-family.ts";
import { nestedRunsIn, runsOfOpenCalls } from "./nested-log.ts";
import { lastWords, outputOfNested } from "./nested-output.ts";
import { planNested } from "./nested-plan.ts";
import { fallbacksOf, type RunPlan } from "./run-plan.ts";
import { watchStall } from "./watch-stall.ts";

/** A run's place among those above and below it. */
export interface Seat extends Family {
  /** Gives the place back. Where the run is over, ends nested runs in the log that nothing takes up any more, and tells what they came to. */
  readonly leave: (isOver: boolean) => Promise<Result<NestedSpent | undefined, Failure>>;
}

/**
 * The runs that containers consist of. Each is a run of its own in the log of the same session, with the same gate, rules and
 * files; it ends with the call that it is the inside of, and is taken up from the log with it.
 */
export interface NestedRuns {
  /** `entries`: the session's, where the run is resumed. */
  readonly enter: (run: LiveRun, plan: RunPlan, spent: LoopInput["spent"], entries: readonly LogEntry[]) => Seat;
  readonly delegate: Delegate;
  /** Calls that a tool of a run makes while it works. */
  readonly openCalls: OpenNestedCalls;
  /** A nested run that goes on. `stop` resolves when its end is stored; the run that asked for it goes on. */
  readonly find: (runId: RunId) => { readonly nudge: Nudge; readonly stop: () => Promise<null> } | undefined;
  /** Stops everything without another word in the log. */
  readonly abandon: () => void;
}

export interface NestedRunsDeps extends ClockDep, DriveDeps, RandomDep {
  readonly ledger: Ledger;
  readonly limits: NestingLimits;
  /** Where the gate counts calls. */
  readonly windows: CallWindows;
  /** What limits all agents of a session together; undefined where nothing does. */
  readonly agentsTogether: (sessionId: SessionId) => Promise<Result<Account, Failure>> | undefined;
  /** The tools that exist. */
  readonly toolNames: () => readonly string[];
  readonly onLiveText: (piece: LiveText) => void;
}

/** Causes that stop the whole family, because every run of it would meet them; the person removes them and resumes. */
const sharedCauses = new Set<Failure["type"]>(["key-missing", "storage-full", "storage-lost", "superseded", "conflict"]);

/** How many calls of its own one call of a tool may make. */
const maxCallsOfTool = 100;

/** What a nested run begins with. */
interface Beginning extends Pick<Member, "plan" | "agent"> {
  readonly id: RunId;
  readonly task: string;
  readonly tool?: CallingTool | undefined;
}

interface Work {
  /** Resolves when its end is stored, or left open. */
  readonly ended: Promise<ToolOutput>;
}

type From = Pick<Drive, "history" | "spent" | "startSeq" | "origins">;

const cutShort: ToolOutput = { text: "", isError: true, ended: { type: "stopped" } };

/** What a nested run said, with what from outside it had read. */
const saidFrom = (output: ToolOutput, origins: readonly Origin[]): ToolOutput => {
  const outside = outsideOf(origins);
  return outside.length === 0 ? output : { ...output, origins: outside };
};

/** How a nested run ended; undefined where it stays open until its family is resumed. */
const outcomeOf = ({ run }: Member, ending: LoopEnding): RunOutcome | undefined => {
  if (interruptionOf(run.controller.signal) !== undefined) return undefined;
  if (ending.type === "ended") return ending.outcome;
  return sharedCauses.has(ending.reason.type) ? undefined : { type: "failed", failure: ending.reason };
};

export const createNestedRuns = (deps: NestedRunsDeps): NestedRuns => {
  const { clock, limits, random, store } = deps;
  const members = new Map<RunId, Member>();
  const working = new Map<RunId, Promise<ToolOutput>>();

  store.subscribe((entries) => {
    if (members.size === 0) return;
    for (const entry of entries) {
      const { event, runId: id } = entry;
      const member = id === undefined ? undefined : members.get(id);
      if (member === undefined) continue;
      member.tool?.hear(entry);
      touch(member, clock.monotonic());
      if (event.type === "retry-waiting") member.waitsForRetry = true;
      else if (event.type === "attempt-started") member.waitsForRetry = false;
      else if (event.type === "message-ended" || event.type === "message-failed")
        countSpent(member, spentBy(event.usage, event.cost));
    }
  });

  const seatOf = (member: Member): Seat => ({
    tokensLeft: () => tokensLeft(member),
    takeSpent: () => {
      const { spent } = member;
      member.spent = undefined;
      return spent;
    },
    leave: async (isOver) => {
      members.delete(member.run.runId);
      const lost = new Set([...member.known.values()].map((record) => record.runId));
      if (!isOver || lost.size === 0) return ok(undefined);
      const { drafts, ends } = nestedClosing(member.entries, lost, member.run.sessionId, store.state().approvals);
      const stored = await store.append({ entries: drafts, effects: [], expects: [], durability: "strict" });
      if (!stored.ok) return stored;
      return ok(ends.reduce<NestedSpent | undefined>((sum, { summary }) => addSpent(sum, summary), undefined));
    },
  });

  const sit = (member: Omit<Member, "line" | "spent" | "made" | "activeAt" | "waitsForRetry">, used: number): Member => {
    const line = [openMemberAccount(member.plan), ...(member.parent?.line ?? [])];
    const seated: Member = {
      ...member,
      line,
      spent: undefined,
      made: new Map(),
      activeAt: clock.monotonic(),
      waitsForRetry: false,
    };
    countIn(line, { tokens: used });
    members.set(member.run.runId, seated);
    return seated;
  };

  /** Open calls of a resumed run whose nested runs stand in the log. */
  const knownTo = (entries: readonly LogEntry[], id: RunId): Member["known"] =>
    entries.length === 0 ? new Map() : runsOfOpenCalls(entries, id);

  const isWaiting = (member: Member): boolean => {
    if (member.waitsForRetry) return true;
    const { runId: id } = member.run;
    for (const approval of store.state().approvals.values())
      if (approval.runId === id && approval.status === "pending") return true;
    return [...members.values()].some((one) => one.parent === member && isWaiting(one));
  };

  const nestedMember = (
    parent: Member,
    id: RunId,
    plan: RunPlan,
    agent: Member["agent"],
    entries: readonly LogEntry[],
    tool?: CallingTool,
    used = 0,
  ): Member => {
    const run = createLiveRun(deps, { runId: id, sessionId: parent.run.sessionId }, parent.run.breakOff);
    const seat = { run, plan, agent, parent, tree: parent.tree, entries, known: knownTo(entries, id) };
    return sit(tool === undefined ? seat : { ...seat, tool }, used);
  };

  /** Stores how it ended, and tells the run that asked. */
  const settle = async (member: Member, driven: Driven, from: From, isStalled: boolean): Promise<ToolOutput> => {
    const outcome = outcomeOf(member, driven.ending);
    const left = await seatOf(member).leave(outcome !== undefined);
    const { parent, run } = member;
    if (!left.ok) run.breakOff(left.error);
    if (!left.ok || outcome === undefined) {
      if (driven.ending.type === "interrupted") run.breakOff(driven.ending.reason);
      return cutShort;
    }
    const { turns, durationMs, ...own } = driven.summary ?? from.spent;
    const summary: RunSummary = { turns, durationMs, ...addSpent(left.value, own) };
    const shown: RunOutcome = isStalled && outcome.type === "stopped" ? { type: "timed-out", afterMs: limits.stallMs } : outcome;
    const stored = await run.recorder.record(
      [{ event: { type: "run-ended", outcome: shown, summary } }],
      { causes: [driven.cause], origins: driven.origins },
      "strict",
    );
    if (!stored.ok) {
      run.breakOff(stored.error);
      return cutShort;
    }
    if (parent !== undefined) parent.spent = addSpent(parent.spent, summary);
    return saidFrom(outputOfNested(shown, lastWords([...from.history, ...driven.newMessages])), driven.origins);
  };

  const play = async (member: Member, signal: AbortSignal, drive: From): Promise<ToolOutput> => {
    const { run, plan, agent, tool } = member;
    const pass = (): void => run.controller.abort(signal.reason);
    signal.addEventListener("abort", pass, { once: true });
    if (signal.aborted) pass();
    const stall = watchStall({ clock }, limits.stallMs, {
      activeAt: () => member.activeAt,
      isWaiting: () => isWaiting(member),
      onStall: () => run.controller.abort(),
    });
    const by = tool === undefined ? deps : { ...deps, providerFor: () => ok(tool.provider) };
    const alsoRead = tool === undefined ? {} : { alsoRead: tool.origins };
    const driven = await driveRun(by, run, { ...drive, ...alsoRead, plan, agent, family: seatOf(member) });
    stall.cancel();
    signal.removeEventListener("abort", pass);
    return settle(member, driven, drive, stall.isStalled());
  };

  const launch = (member: Member, signal: AbortSignal, from: From): Promise<ToolOutput> => {
    const { runId: id } = member.run;
    const work = play(member, signal, from).finally(() => working.delete(id));
    working.set(id, work);
    return work;
  };

  /** Its beginning in the log, and its work; undefined where that could not be stored. */
  const start = async (
    parent: Member,
    { plan, agent, id, task, tool }: Beginning,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<Work | undefined> => {
    const above: ParentRun = { runId: parent.run.runId, callId: caller.callId, ...agent };
    const member = nestedMember(parent, id, plan, agent, [], tool);
    const said: Message = { messageId: messageId(random.id("message")), role: "user", blocks: [{ type: "text", text: task }] };
    const { model, settings, limits: own } = plan;
    const { level, causes, origins } = caller.scope;
    const stored = await member.run.recorder.record(
      [
        { event: { type: "run-started", model, limits: own, level, settings, parent: above } },
        { event: { type: "user-message", messageId: said.messageId, blocks: said.blocks } },
      ],
      { causes, origins },
      "strict",
    );
    if (!stored.ok) {
      members.delete(member.run.runId);
      member.run.breakOff(stored.error);
      return undefined;
    }
    const from = { history: [said], spent: nothingSpent(), startSeq: stored.value.at(-1)?.seq ?? 0, origins };
    return { ended: launch(member, signal, from) };
  };

  const begin = async (parent: Member, task: AgentTask, caller: Caller, signal: AbortSignal): Promise<ToolOutput> => {
    const opened = await deps.agentsTogether(parent.run.sessionId);
    if (signal.aborted) return cutShort;
    if (opened?.ok === false) return { text: opened.error.message, isError: true };
    const rooms = opened === undefined ? {} : { together: opened.value };
    const asked = planNested({ ...deps, ...rooms, tokensLeft: tokensLeft(parent) }, parent, task);
    if (!asked.ok) return { text: asked.error, isError: true };
    const { plan, room, tools } = asked.value;
    const id = runId(random.id("run"));
    const agent = agentBelow(parent.agent, id, task, tools);
    const started = await start(parent, { plan, agent, id, task: task.task }, caller, signal);
    if (started !== undefined) return started.ended.finally(() => room.settle({ agents: 1 }));
    room.refund();
    return cutShort;
  };

  /** Goes on with a run of an earlier tab; or how it ended there, undefined where nobody knows. */
  const resume = async (
    parent: Member,
    id: RunId,
    above: ParentRun,
    signal: AbortSignal,
    tool?: CallingTool,
  ): Promise<Work | undefined> => {
    const { entries } = parent;
    const { history, openRun } = foldNestedRun(entries, id);
    const ended = nestedRunsIn(entries).find((record) => record.runId === id)?.outcome;
    const origins = joinOrigins(byModel, originsOfEntries(entries.filter((entry) => entry.runId === id)));
    if (openRun === undefined) {
      if (ended === undefined) return undefined;
      return { ended: Promise.resolve(saidFrom(outputOfNested(ended, lastWords(history)), origins)) };
    }
    const { model, settings, limits: own, spent } = openRun;
    const plan: RunPlan = { model, settings, limits: own, fallbacks: fallbacksOf(model, parent.plan.fallbacks) };
    const agent = agentTakenUp(id, above);
    const member = nestedMember(parent, id, plan, agent, entries, tool, totalTokens(spent.usage));
    deps.ledger.load(entries.filter((entry) => entry.runId === id));
    recountCalls(deps.windows, entries, { ...agent, of: id, sessionId: parent.run.sessionId });
    const facts = [...lostQuestions(openRun, store.state().approvals), { type: "run-resumed" as const }];
    const stored = await member.run.recorder.record(
      facts.map((event) => ({ event })),
      { causes: [], origins },
      "strict",
    );
    if (!stored.ok) {
      members.delete(id);
      member.run.breakOff(stored.error);
      return undefined;
    }
    const from = { history, spent, startSeq: stored.value.at(-1)?.seq ?? 0, origins };
    return { ended: launch(member, signal, from) };
  };

  const takeUp = async (parent: Member, id: RunId, above: ParentRun, signal: AbortSignal): Promise<ToolOutput> => {
    const room = holdIn([parent.tree], { "agents-at-once": 1 });
    const resumed = await resume(parent, id, above, signal);
    return (resumed?.ended ?? Promise.resolve(cutShort)).finally(room.refund);
  };

  const openCalls: OpenNestedCalls = ({ caller, name, task, tools, signal, origins }) => {
    const parent = members.get(caller.scope.runId);
    if (parent === undefined) throw new Error("A tool makes calls of its own in a run that does not go on.");
    const record = parent.known.get(caller.callId);
    parent.known.delete(caller.callId);
    const made = parent.made.get(caller.callId) ?? madeInside(parent.entries, caller.callId);
    parent.made.set(caller.callId, made);
    let hear: CallingTool["hear"] = () => {};
    return createNestedCalls({
      random,
      made,
      isOpen: record !== undefined && record.outcome === undefined,
      onEntry: (onEntry) => {
        hear = onEntry;
      },
      open: async (provider, how) => {
        const tool: CallingTool = { provider, origins, hear: (entry) => hear(entry) };
        if (how !== "begin" && record !== undefined)
          return resume(parent, record.runId, record.parent, how === "stop" ? AbortSignal.abort() : signal, tool);
        const id = runId(random.id("run"));
        const agent = agentBelow(parent.agent, id, { name, task, tools }, tools);
        const limits = { ...parent.plan.limits, maxTurns: maxCallsOfTool + 1 };
        const plan: RunPlan = { model: { provider: "by-hand" }, settings: {}, limits, fallbacks: [] };
        return start(parent, { plan, agent, id, task, tool }, caller, signal);
      },
    });
  };

  return {
    enter: (run, plan, spent, entries) => {
      const [agent, known] = [{ agentPath: [] }, knownTo(entries, run.runId)];
      const tree = openTreeAccount(limits, entries, run.runId);
      return seatOf(sit({ run, plan, agent, parent: undefined, tree, entries, known }, totalTokens(spent.usage)));
    },
    delegate: async (task, caller, signal) => {
      const parent = members.get(caller.scope.runId);
      if (parent === undefined) throw new Error("An agent is asked for by a run that does not go on.");
      const record = parent.known.get(caller.callId);
      parent.known.delete(caller.callId);
      return record === undefined ? begin(parent, task, caller, signal) : takeUp(parent, record.runId, record.parent, signal);
    },
    openCalls,
    find: (id) => {
      const member = members.get(id);
      if (member?.parent === undefined) return undefined;
      return {
        nudge: member.run.nudge,
        stop: async () => {
          member.run.controller.abort();
          await working.get(id);
          return null;
        },
      };
    },
    abandon: () => {
      for (const { run } of members.values()) {
        run.recorder.abandon();
        run.controller.abort();
      }
      members.clear();
    },
  };
};
