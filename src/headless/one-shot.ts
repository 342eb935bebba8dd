import { nothingSpent } from "../engine/agent/loop.ts";
import type { LoopEvent, LoopInput, LoopOutcome } from "../engine/agent/loop-contract.ts";
import { findHistoryProblem, repairHistory } from "../engine/agent/repair.ts";
import { createNudge } from "../engine/resilience/nudge.ts";
import { interrupt } from "../kernel/abort.ts";
import type { Event } from "../kernel/event.ts";
import type { Failure } from "../kernel/failure.ts";
import { type RunId, runId, type SessionId } from "../kernel/ids.ts";
import type { EntryDraft, LogEntry, Origin } from "../kernel/log-entry.ts";
import type { Message } from "../kernel/message.ts";
import { modelName } from "../kernel/model.ts";
import { noUsage } from "../kernel/usage.ts";
import { consumeLoop } from "../runtime/consume-loop.ts";
import { byModel, byPerson } from "../runtime/origins.ts";
import { createRunRecorder } from "../runtime/run-recorder.ts";
import type { AgentEvent, RunResult } from "./agent-contract.ts";
import type { Engine } from "./engine.ts";
import { endOfInterruption, partOf, resultOf } from "./run-result.ts";

export interface OneShot {
  readonly messages: readonly Message[];
  readonly signal: AbortSignal;
  readonly maxTurns?: number;
  /** Hears what happens; the run goes on when it resolves. */
  readonly onEvent?: (event: AgentEvent) => Promise<void>;
}

const noSummary = { turns: 0, usage: noUsage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 0 };

const refusedHistory = (message: string): RunResult => ({
  ...partOf([], noSummary, "", false),
  status: "failed",
  failure: { type: "invalid-input", message: `${message} Nobody was asked; add what there is to say and run it again.` },
  canGoOn: false,
});

/** Why nothing can be asked with these messages. They may need repair: the loop does that. */
const problemOf = (messages: readonly Message[]): string | undefined => {
  const last = repairHistory(messages, "open-calls").at(-1);
  if (last === undefined) return "There are no messages to run with.";
  const isOpen = findHistoryProblem([last], "answered") !== undefined && last.blocks.some(({ type }) => type === "tool-call");
  return last.role === "user" || isOpen ? undefined : "The messages end with the model's own answer.";
};

/** A run in a session of its own. Every entry of it is heard by `onEvent`, between the pieces of its text. */
export const runOnce = async (engine: Engine, { messages, signal, maxTurns, onEvent }: OneShot): Promise<RunResult> => {
  const problem = problemOf(messages);
  if (problem !== undefined) return refusedHistory(problem);
  const created = await engine.workspace.createSession("One-shot run");
  if (!created.ok) return failedBefore(created.error);
  const about = { sessionId: created.value.sessionId, runId: runId(engine.random.id("run")) };
  const heard: LogEntry[] = [];
  const stopHearing = engine.store.subscribe((entries) => {
    for (const entry of entries) if (entry.runId === about.runId) heard.push(entry);
  });
  try {
    return await record(engine, about, { messages, signal, maxTurns: maxTurns ?? engine.limits.maxTurns }, async (event) => {
      for (const entry of heard.splice(0)) await onEvent?.({ type: "entry", entry });
      if (event !== undefined && event.type !== "record") await onEvent?.(event);
    });
  } finally {
    stopHearing();
  }
};

const failedBefore = (failure: Failure): RunResult => ({ ...partOf([], noSummary, "", false), ...endOfInterruption(failure) });

interface About {
  readonly sessionId: SessionId;
  readonly runId: RunId;
}

/** Hears each event after it was given to the log; undefined at the end. */
type Tell = (event: LoopEvent | undefined) => Promise<void>;

/** Runs the loop and writes what it tells into the log. */
const record = async (
  engine: Engine,
  about: About,
  {
    messages,
    signal,
    maxTurns,
  }: { readonly messages: readonly Message[]; readonly signal: AbortSignal; readonly maxTurns: number },
  tell: Tell,
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
  const started = await append({ type: "run-started", model: engine.model, limits, level }, byPerson);
  const breakOff = (failure: Failure): void => interrupt(controller, failure);
  const recorder = createRunRecorder({ clock, store, ...about, onLiveText: () => {}, onFailure: breakOff });
  let broken: string | undefined;
  const causes = started.ok ? started.value.map(({ seq }) => seq) : [];
  const outcome = await consumeLoop(
    told(engine, about, { messages, limits, level, causes }, controller.signal, async (event) => {
      if (event?.type === "record") {
        for (const { event: fact } of event.facts) if (fact.type === "message-failed") broken = fact.messageId;
      }
      await tell(event);
    }),
    { recorder, causes: () => causes, onStored: () => {}, onFailure: breakOff },
  );
  signal.removeEventListener("abort", stop);
  await recorder.flush("relaxed");
  await append(endEvent(outcome), byModel);
  await tell(undefined);
  return resultOf(outcome, broken);
};

const endEvent = ({ ending, summary }: LoopOutcome): Event =>
  ending.type === "ended"
    ? { type: "run-ended", outcome: ending.outcome, summary }
    : { type: "run-interrupted", reason: ending.reason };

/** The loop's events, each told to the reader once it has been stored. */
async function* told(
  engine: Engine,
  about: About,
  {
    messages,
    limits,
    level,
    causes,
  }: Pick<LoopInput, "limits"> & Pick<LoopInput["scope"], "level" | "causes"> & { readonly messages: readonly Message[] },
  signal: AbortSignal,
  tell: Tell,
): AsyncGenerator<LoopEvent, LoopOutcome, void> {
  const { parts, model: choice } = engine;
  const loop = engine.loopFor(parts.provider, { sessionId: about.sessionId, model: choice, nudge: createNudge() });
  const events = loop(
    {
      history: messages,
      system: parts.system ?? "",
      model: modelName(choice),
      settings: parts.settings ?? {},
      limits,
      scope: { ...about, level, causes, origins: byModel },
      spent: nothingSpent(),
    },
    signal,
  );
  for (;;) {
    const next = await events.next();
    if (next.done === true) return next.value;
    yield next.value;
    await tell(next.value);
  }
}
