import { nothingSpent } from "../engine/agent/loop.ts";
import type { LoopEvent, LoopInput, LoopOutcome } from "../engine/agent/loop-contract.ts";
import { callsOf, findHistoryProblem, repairHistory } from "../engine/agent/repair.ts";
import { createNudge } from "../engine/resilience/nudge.ts";
import { interrupt } from "../kernel/base/abort.ts";
import type { Failure } from "../kernel/base/failure.ts";
import { type CallId, type RunId, runId, type SessionId } from "../kernel/base/ids.ts";
import { err, ok, type Result } from "../kernel/base/result.ts";
import { type Message, textOf } from "../kernel/conversation/message.ts";
import type { Event } from "../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../kernel/log/log-entry.ts";
import { modelName } from "../kernel/model/model.ts";
import type { CallSettings } from "../kernel/model/model-settings.ts";
import { joinOrigins, type Origin, originsOfBlocks } from "../kernel/rules/origin.ts";
import type { SubmittedResult } from "../kernel/tools/operation.ts";
import { createLogTeller } from "../runtime/log/log-teller.ts";
import { followOrigins } from "../runtime/origins/follow-origins.ts";
import { byPerson } from "../runtime/origins/origins.ts";
import { createRunRecorder } from "../runtime/runs/run-recorder.ts";
import { submitResults } from "../runtime/runs/submit-results.ts";
import type { AgentEvent, OpenCall, RunResult } from "./agent-contract.ts";
import type { ReadSchema } from "./answer-schema.ts";
import type { Engine } from "./engine.ts";
import { partOf, resultOf } from "./run-result.ts";
import { addedBy, awaitedCalls, failedBefore, summaryOf } from "./so-far.ts";

export interface OneShot {
  readonly messages: readonly Message[];
  readonly signal: AbortSignal;
  readonly maxTurns?: number;
  /** What the answer has to be. Absent: anything. */
  readonly answer?: Pick<ReadSchema<unknown>, "check" | "format"> | undefined;
  /** Hears what happens; the run goes on when it resolves. */
  readonly onEvent?: (event: AgentEvent) => Promise<void>;
}

const refusedHistory = (message: string): RunResult =>
  failedBefore(
    { type: "invalid-input", message: `${message} Nobody was asked; add what there is to say and run it again.` },
    false,
  );

/** Why nothing can be asked with these messages. They may need repair: the loop does that. */
const problemOf = (messages: readonly Message[]): string | undefined => {
  const last = repairHistory(messages, "open-calls").at(-1);
  if (last === undefined) return "There are no messages to run with.";
  const isOpen = findHistoryProblem([last], "answered") !== undefined && last.blocks.some(({ type }) => type === "tool-call");
  return last.role === "user" || isOpen ? undefined : "The messages end with the model's own answer.";
};

/** A run in a session of its own, until it ends. */
interface Running extends About {
  readonly finished: Promise<RunResult>;
  /** Tells what was stored and not yet told. */
  readonly tellHeard: () => Promise<void>;
}

/** Hears where results came from, so that messages which a program gives back still say so. */
const rememberOrigins = ({ store }: Engine): ((messages: readonly Message[]) => readonly Origin[]) => {
  const byCall = new Map<CallId, readonly Origin[]>();
  store.subscribe((entries) => {
    for (const { event, origins } of entries)
      if (event.type === "call-settled" && origins.length > 1) byCall.set(event.callId, origins);
  });
  return (messages) => {
    const blocks = messages.flatMap((message) => message.blocks);
    const results = blocks.flatMap((block) => (block.type === "tool-result" ? (byCall.get(block.callId) ?? []) : []));
    return joinOrigins(originsOfBlocks(blocks), results);
  };
};

/** Starts a run. Every entry of it is heard by `onEvent`, between the pieces of its text. `known`: what its messages have from outside. */
const begin = (
  engine: Engine,
  sessionId: SessionId,
  { messages, signal, maxTurns, answer, onEvent }: OneShot,
  known: readonly Origin[],
): Running => {
  const about = { sessionId, runId: runId(engine.random.id("run")) };
  const heard: LogEntry[] = [];
  const stopHearing = engine.store.subscribe((entries) => {
    for (const entry of entries) if (entry.runId === about.runId) heard.push(entry);
  });
  const tellHeard = async (): Promise<void> => {
    for (const entry of heard.splice(0)) await onEvent?.({ type: "entry", entry });
  };
  const asked = { messages, signal, maxTurns: maxTurns ?? engine.limits.maxTurns, answer, known };
  const finished = record(engine, about, asked, async (event) => {
    await tellHeard();
    if (event !== undefined && event.type !== "record") await onEvent?.(event);
  }).finally(stopHearing);
  return { ...about, finished, tellHeard };
};

/** What a run has come to whose calls wait for results; undefined while none do. */
const awaitingOf = async ({ parts, store }: Engine, { runId: id, sessionId }: About): Promise<RunResult | undefined> => {
  const pending = [...store.state().approvals.values()].filter((one) => one.sessionId === sessionId && one.status === "pending");
  if (pending.length === 0) return undefined;
  const page = await store.read({ type: "session", sessionId });
  const entries = page.ok ? page.value.entries : [];
  const calls = awaitedCalls(entries, pending, parts.tools ?? []);
  if (calls === undefined) return undefined;
  const own = entries.filter((entry) => entry.runId === id);
  const added = addedBy(own);
  const answer = added.findLast(({ role }) => role === "assistant");
  const text = answer === undefined ? "" : textOf(answer);
  return { ...partOf(added, summaryOf(own), text, false), status: "awaiting-results", runId: id, calls };
};

/** Resolves when the run is over, or waits for results; looks again whenever something is stored. */
const untilRest = (engine: Engine, run: Running): Promise<RunResult> =>
  new Promise((resolve, reject) => {
    let isOver = false;
    const look = async (): Promise<void> => {
      const awaiting = await awaitingOf(engine, run);
      if (awaiting === undefined || isOver) return;
      isOver = true;
      stopLooking();
      await run.tellHeard();
      resolve(awaiting);
    };
    const stopLooking = engine.store.subscribe(() => void Promise.resolve().then(look));
    run.finished
      .finally(() => {
        isOver = true;
        stopLooking();
      })
      .then(resolve, reject);
    void look();
  });

interface WaitingRun extends Running {
  readonly calls: readonly OpenCall[];
}

/** Runs over a caller's own messages. */
export interface OneShots {
  /** Resolves at the run's end, or when it waits for results. */
  readonly run: (oneShot: OneShot) => Promise<RunResult>;
  /** See `Agent`. */
  readonly submitResults: (runId: RunId, results: readonly SubmittedResult[]) => Promise<Result<RunResult, Failure>>;
}

/** Why messages with open calls cannot be run: in this agent's log each of its calls has one outcome. */
const waitsAlready = (messages: readonly Message[], waiting: ReadonlyMap<RunId, WaitingRun>): string | undefined => {
  const last = messages.at(-1);
  const open = new Set(last === undefined ? [] : callsOf(last).map(({ callId }) => callId));
  const run = [...waiting.values()].find(({ calls }) => calls.some(({ callId }) => open.has(callId)));
  return run === undefined ? undefined : `The run ${run.runId} waits for the results of these calls; submit them to it.`;
};

const notWaiting: Failure = {
  type: "conflict",
  message: "No run of this name waits for results. Nothing was stored; run the messages again.",
};

export const createOneShots = (engine: Engine): OneShots => {
  const waiting = new Map<RunId, WaitingRun>();
  const originsOf = rememberOrigins(engine);
  const rest = async (run: Running): Promise<RunResult> => {
    const result = await untilRest(engine, run);
    if (result.status === "awaiting-results") waiting.set(run.runId, { ...run, calls: result.calls });
    else waiting.delete(run.runId);
    return result;
  };
  return {
    run: async (oneShot) => {
      const problem = problemOf(oneShot.messages) ?? waitsAlready(oneShot.messages, waiting);
      if (problem !== undefined) return refusedHistory(problem);
      const created = await engine.workspace.createSession("One-shot run");
      return created.ok
        ? rest(begin(engine, created.value.sessionId, oneShot, originsOf(oneShot.messages)))
        : failedBefore(created.error);
    },
    submitResults: async (id, results) => {
      const run = waiting.get(id);
      if (run === undefined) return err(notWaiting);
      const submitted = await submitResults(engine, run.sessionId, results, true);
      return submitted.ok ? ok(await rest(run)) : submitted;
    },
  };
};

interface About {
  readonly sessionId: SessionId;
  readonly runId: RunId;
}

/** Hears each event after it was given to the log; undefined at the end. */
type Reader = (event: LoopEvent | undefined) => Promise<void>;

/** Runs the loop and writes what it tells into the log. */
const record = async (
  engine: Engine,
  about: About,
  {
    messages,
    signal,
    maxTurns,
    answer,
    known,
  }: Pick<OneShot, "answer" | "messages" | "signal"> & { readonly maxTurns: number; readonly known: readonly Origin[] },
  tell: Reader,
): Promise<RunResult> => {
  const { clock, store, workspace } = engine;
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  const limits = { ...engine.limits, maxTurns };
  const { level } = store.state().sessions.get(about.sessionId) ?? { level: workspace.snapshot().defaultLevel };
  const append = (event: Event, origins: readonly Origin[]) => {
    const draft: EntryDraft = { ...about, causes: [], origins, event };
    return store.append({ entries: [draft], effects: [], expects: [], durability: "strict" });
  };
  const settings: CallSettings = { ...engine.parts.settings, ...(answer === undefined ? {} : { answerFormat: answer.format }) };
  const asked = Object.keys(settings).length === 0 ? {} : { settings };
  const started = await append({ type: "run-started", model: engine.model, limits, level, ...asked }, byPerson);
  const breakOff = (failure: Failure): void => interrupt(controller, failure);
  const recorder = createRunRecorder({ clock, store, ...about, onLiveText: () => {}, onFailure: breakOff });
  let broken: string | undefined;
  const origins = followOrigins(store, about.runId, known);
  const causes = started.ok ? started.value.map(({ seq }) => seq) : [];
  const toLog = createLogTeller({
    recorder,
    causes: () => causes,
    origins: origins.current,
    onStored: () => {},
    onFailure: breakOff,
  });
  const own = engine.parts.tools?.map(({ name }) => name) ?? [];
  const loop = engine.loopFor(engine.parts.provider, {
    ...{ sessionId: about.sessionId, model: engine.model, nudge: createNudge() },
    ...(engine.parts.agents === undefined ? {} : { tools: own }),
  });
  const input: LoopInput = {
    history: messages,
    system: engine.parts.system ?? "",
    model: modelName(engine.model),
    settings,
    answerCheck: answer?.check,
    limits,
    scope: {
      ...about,
      level,
      causes,
      get origins() {
        return origins.current();
      },
    },
    spent: nothingSpent(),
  };
  const heard = async (event: LoopEvent): Promise<void> => {
    await toLog(event);
    if (event.type === "record") {
      for (const { event: fact } of event.facts) if (fact.type === "message-failed") broken = fact.messageId;
    }
    await tell(event);
  };
  const outcome = await loop(input, heard, controller.signal);
  signal.removeEventListener("abort", stop);
  await recorder.flush("relaxed");
  await append(endEvent(outcome), origins.current());
  origins.close();
  await tell(undefined);
  return resultOf(outcome, broken);
};

const endEvent = ({ ending, summary }: LoopOutcome): Event =>
  ending.type === "ended"
    ? { type: "run-ended", outcome: ending.outcome, summary }
    : { type: "run-interrupted", reason: ending.reason };
