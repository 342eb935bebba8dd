import { foldMessages } from "../engine/agent/fold-messages.ts";
import { nothingSpent } from "../engine/agent/loop.ts";
import type { Loop, LoopEnding, LoopInput } from "../engine/agent/loop-contract.ts";
import { createSteeringQueue, type SteeringQueue } from "../engine/agent/steering.ts";
import { createNudge, type Nudge } from "../engine/resilience/nudge.ts";
import type { ApprovalDesk } from "../engine/tools/approvals.ts";
import type { Ledger } from "../engine/tools/ledger.ts";
import { interrupt } from "../kernel/abort.ts";
import type { ClockDep } from "../kernel/clock.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import type { Effect, Store } from "../kernel/contracts/store.ts";
import type { Event } from "../kernel/event.ts";
import { type Failure, unexpectedFailure } from "../kernel/failure.ts";
import { type RunId, runId, type Seq, type SessionId } from "../kernel/ids.ts";
import type { RunLimits } from "../kernel/limits.ts";
import type { LiveText } from "../kernel/live.ts";
import type { EntryDraft, LogEntry } from "../kernel/log-entry.ts";
import type { Said } from "../kernel/message.ts";
import { type ModelChoice, modelName } from "../kernel/model.ts";
import { callSettings } from "../kernel/model-settings.ts";
import type { RandomDep } from "../kernel/random.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import type { SessionRow } from "../kernel/session.ts";
import { defaultSystemPrompt } from "../kernel/system-prompt.ts";
import type { Delivery } from "../kernel/waiting.ts";
import type { BrokenRun } from "../kernel/workspace-snapshot.ts";
import { consumeLoop } from "./consume-loop.ts";
import { closingEntries, lostQuestions, readConversation } from "./conversation.ts";
import type { Defaults } from "./model-defaults.ts";
import { byModel, byPerson } from "./origins.ts";
import type { WorkspaceTables } from "./projection.ts";
import { modelChangeEvents, planFor, type RunPlan, startEntries } from "./run-plan.ts";
import { createRunRecorder, type RunRecorder } from "./run-recorder.ts";
import { type NewSaid, userMessage } from "./said.ts";
import { createSaying } from "./saying.ts";
import { createWaitingMessages, type WaitingMessages } from "./waiting-messages.ts";

/** The runs of the workspace: started, steered, stopped, taken up again. */
export interface Runs {
  /**
   * Starts a run with a message, or steers the one that goes on in this session. One message id is one message. `expected`: the
   * run that it is meant to steer; where that one is over, nothing is said and nothing kept, and the failure says so.
   */
  readonly send: (session: SessionRow, message: NewSaid, expected?: RunId) => Promise<Result<{ readonly runId: RunId }, Failure>>;
  /**
   * Keeps a message: `steer` for the run that goes on, or for the next one; `later` for a run of its own after the one that goes on
   * has completed, which is at once where the last one already has. One message id is one message.
   */
  readonly queue: (session: SessionRow, message: NewSaid, delivery: Delivery) => Promise<Result<null, Failure>>;
  readonly withdrawSteer: WaitingMessages["withdraw"];
  readonly moveSteer: WaitingMessages["move"];
  /** Resolves when the run has ended and its end is stored. */
  readonly stop: (runId: RunId) => Promise<Result<null, Failure>>;
  /** Ends the wait before the next attempt, if the run is in one. */
  readonly retryNow: (runId: RunId) => Promise<Result<null, Failure>>;
  /** Goes on with a run that was interrupted, from the log. A run that goes on already is left alone. */
  readonly resume: (runId: RunId) => Promise<Result<null, Failure>>;
  readonly running: () => readonly RunId[];
  /** Runs that do not go on although the log does not say so: not even that could be stored. */
  readonly brokenOff: () => readonly BrokenRun[];
  readonly isRunning: (sessionId: SessionId) => boolean;
  /** Stops everything without another word in the log. */
  readonly abandon: () => void;
}

export interface RunsDeps extends ClockDep, RandomDep {
  readonly store: Store<WorkspaceTables>;
  readonly desk: ApprovalDesk;
  readonly ledger: Ledger;
  /** The loop of one run: who answers, on whose account, and the nudge that ends its waits before another attempt. */
  readonly loopFor: (
    provider: Provider,
    about: { readonly sessionId: SessionId; readonly model: ModelChoice; readonly nudge: Nudge },
  ) => Loop;
  /** The provider for a choice, or why there is none at the moment. */
  readonly providerFor: (choice: ModelChoice) => Result<Provider, Failure>;
  readonly defaults: () => Pick<Defaults, "model" | "settings">;
  /** Where each run stops by itself; a setting of its own for the longest answer stands before it. */
  readonly limits: RunLimits;
  readonly onLiveText: (piece: LiveText) => void;
  readonly onChange: () => void;
  readonly onNotice: (failure: Failure) => void;
}

interface LiveRun {
  readonly runId: RunId;
  readonly sessionId: SessionId;
  readonly controller: AbortController;
  readonly nudge: Nudge;
  readonly queue: SteeringQueue;
  readonly recorder: RunRecorder;
  /** Set when the log cannot take the run's entries any more. */
  broken: Failure | undefined;
  finished: Promise<void>;
}

const notFound: Failure = {
  type: "not-found",
  message: "This run is not open any more: it ended, or its session was deleted. Nothing was changed.",
};

export const createRuns = (deps: RunsDeps): Runs => {
  const { clock, desk, random, store } = deps;
  const live = new Map<RunId, LiveRun>();
  const brokenOff = new Map<RunId, Failure>();

  const inSession = (sessionId: SessionId): LiveRun | undefined => [...live.values()].find((run) => run.sessionId === sessionId);

  const waiting = createWaitingMessages({ store, runIn: inSession });

  const open = (session: SessionId, id: RunId): LiveRun => {
    const run: LiveRun = {
      runId: id,
      sessionId: session,
      controller: new AbortController(),
      nudge: createNudge(),
      queue: createSteeringQueue(),
      recorder: createRunRecorder({
        clock,
        store,
        sessionId: session,
        runId: id,
        onLiveText: deps.onLiveText,
        onFailure: (failure) => breakOff(run, failure),
      }),
      broken: undefined,
      finished: Promise.resolve(),
    };
    live.set(id, run);
    brokenOff.delete(id);
    deps.onChange();
    return run;
  };

  const close = (run: LiveRun): void => {
    live.delete(run.runId);
    deps.onChange();
  };

  const breakOff = (run: LiveRun, failure: Failure): void => {
    run.broken ??= failure;
    interrupt(run.controller, failure);
  };

  const append = async (
    entries: readonly EntryDraft[],
    effects: readonly Effect[] = [],
  ): Promise<Result<readonly LogEntry[], Failure>> =>
    entries.length === 0 ? ok([]) : store.append({ entries, effects, expects: [], durability: "strict" });

  const endingOf = (run: LiveRun, ending: LoopEnding): LoopEnding =>
    run.broken === undefined ? ending : { type: "interrupted", reason: run.broken };

  /** `cause`: the entry that the run's next entries follow from: what the person said, then each answer of the model. */
  const drive = async (
    run: LiveRun,
    { model: choice, settings, limits }: RunPlan,
    from: Pick<LoopInput, "history" | "spent">,
    startSeq: Seq,
  ): Promise<void> => {
    let cause = startSeq;
    const provider = deps.providerFor(choice);
    if (!provider.ok) return finish(run, { type: "interrupted", reason: provider.error }, undefined, cause);
    const loop = deps.loopFor(provider.value, { sessionId: run.sessionId, model: choice, nudge: run.nudge });
    const scope = {
      sessionId: run.sessionId,
      runId: run.runId,
      get level() {
        return store.state().sessions.get(run.sessionId)?.level ?? "ask-every-change";
      },
      get causes() {
        return [cause];
      },
      origins: byModel,
    };
    const input: LoopInput = {
      ...from,
      limits,
      system: settings.systemPrompt ?? defaultSystemPrompt,
      settings: callSettings(settings),
      model: modelName(choice),
      scope,
      inbox: run.queue,
    };
    const note = (entries: readonly LogEntry[]): void => {
      for (const { event, seq } of entries) {
        if (event.type === "user-message" || event.type === "attempt-started") cause = seq;
      }
    };
    const outcome = await consumeLoop(loop(input, run.controller.signal), {
      recorder: run.recorder,
      causes: () => [cause],
      onStored: note,
      onFailure: (failure) => breakOff(run, failure),
    });
    // An end is only told when everything before it is stored.
    const rest = await run.recorder.flush("relaxed");
    await run.recorder.settled();
    if (!rest.ok) breakOff(run, rest.error);
    await finish(run, endingOf(run, outcome.ending), outcome.summary, cause);
  };

  const finish = async (
    run: LiveRun,
    ending: LoopEnding,
    summary: Extract<Event, { readonly type: "run-ended" }>["summary"] | undefined,
    cause: number,
  ): Promise<void> => {
    // A workspace that belongs to another tab is not written to.
    if (ending.type === "interrupted" && ending.reason.type === "superseded") return run.recorder.abandon();
    const event: Event =
      ending.type === "ended" && summary !== undefined
        ? { type: "run-ended", outcome: ending.outcome, summary }
        : { type: "run-interrupted", reason: ending.type === "interrupted" ? ending.reason : notFound };
    const stored = await run.recorder.record([{ event }], { causes: [cause], origins: byModel }, "strict");
    if (stored.ok) return;
    brokenOff.set(run.runId, ending.type === "interrupted" ? ending.reason : stored.error);
    deps.onNotice(stored.error);
  };

  /** Runs in the background; whatever goes wrong in it becomes a notice, and the run can be resumed. */
  const launch = (run: LiveRun, work: () => Promise<void>): void => {
    run.finished = work()
      .catch((cause: unknown) => {
        run.recorder.abandon();
        deps.onNotice(unexpectedFailure(cause, "The run"));
      })
      .then(() => {
        close(run);
        return saying.followUp(run.sessionId, run, run.controller.signal.aborted);
      });
  };

  const start = async (
    session: SessionRow,
    messages: readonly Said[],
    contents: readonly Effect[],
  ): Promise<Result<{ readonly runId: RunId }, Failure>> => {
    const run = open(session.sessionId, runId(random.id("run")));
    const plan = planFor(session, deps.defaults(), deps.limits);
    const before = await readConversation(store, session.sessionId);
    const { approvals } = store.state();
    const stored = before.ok
      ? await append(startEntries({ session, runId: run.runId, plan, before: before.value, messages, approvals }), contents)
      : before;
    if (!stored.ok) {
      close(run);
      return stored;
    }
    const newIds = new Set(messages.map(({ messageId }) => messageId));
    for (const said of before.ok ? before.value.queued : []) {
      if (said.delivery === "later" && !newIds.has(said.messageId)) run.queue.add(userMessage(said), "later");
    }
    const { history } = foldMessages([...(before.ok ? before.value.entries : []), ...stored.value]);
    const asked = stored.value.findLast(({ event }) => event.type === "user-message");
    launch(run, () => drive(run, plan, { history, spent: nothingSpent }, asked?.seq ?? 0));
    return ok({ runId: run.runId });
  };

  const saying = createSaying({ store, waiting, runIn: inSession, start, onNotice: deps.onNotice });

  const openSession = (id: RunId): SessionRow | undefined =>
    [...store.state().sessions.values()].find(({ openRunId }) => openRunId === id);

  const resume = async (id: RunId): Promise<Result<null, Failure>> => {
    if (live.has(id)) return ok(null);
    const session = openSession(id);
    if (session === undefined) return err(notFound);
    const run = open(session.sessionId, id);
    const conversation = await readConversation(store, session.sessionId);
    const openRun = conversation.ok ? conversation.value.openRun : undefined;
    // With the model chosen today: the one that the run began with may be what interrupted it.
    const { model } = planFor(session, deps.defaults());
    const facts = [
      ...lostQuestions(openRun, store.state().approvals),
      { type: "run-resumed" as const },
      ...(conversation.ok ? modelChangeEvents(conversation.value, model) : []),
    ];
    const stored = conversation.ok
      ? await run.recorder.record(
          facts.map((event) => ({ event })),
          { causes: [], origins: byPerson },
          "strict",
        )
      : conversation;
    if (!conversation.ok || !stored.ok || openRun === undefined) {
      close(run);
      return stored.ok ? err(notFound) : stored;
    }
    const { entries, history, queued } = conversation.value;
    deps.ledger.load(entries.filter((entry) => entry.runId === id));
    for (const said of queued) run.queue.add(userMessage(said), said.delivery);
    const { limits, settings, spent } = openRun;
    const plan: RunPlan = { model, settings, limits };
    launch(run, () => drive(run, plan, { history, spent }, stored.value.at(-1)?.seq ?? 0));
    return ok(null);
  };

  /** A run that is not going on is ended in the log alone. */
  const endParked = async (id: RunId): Promise<Result<null, Failure>> => {
    const session = openSession(id);
    if (session === undefined) return err(notFound);
    const conversation = await readConversation(store, session.sessionId);
    if (!conversation.ok) return conversation;
    const stored = await append(closingEntries(conversation.value, session.sessionId, store.state().approvals));
    return stored.ok ? ok(null) : stored;
  };

  return {
    send: saying.send,
    queue: ({ sessionId }, message, delivery) => saying.queue(sessionId, message, delivery),
    withdrawSteer: waiting.withdraw,
    moveSteer: waiting.move,
    stop: async (id) => {
      const run = live.get(id);
      if (run === undefined) return endParked(id);
      run.controller.abort();
      await run.finished;
      return ok(null);
    },
    retryNow: async (id) => {
      live.get(id)?.nudge.nudge();
      return live.has(id) ? ok(null) : err(notFound);
    },
    resume,
    running: () => [...live.keys()],
    brokenOff: () => [...brokenOff].flatMap(([runId, reason]) => (openSession(runId) === undefined ? [] : [{ runId, reason }])),
    isRunning: (sessionId) => inSession(sessionId) !== undefined,
    abandon: () => {
      for (const run of live.values()) {
        run.recorder.abandon();
        run.controller.abort();
      }
      desk.close();
    },
  };
};
