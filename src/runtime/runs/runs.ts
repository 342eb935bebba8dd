import { nothingSpent } from "../../engine/agent/loop.ts";
import type { Continuation } from "../../engine/agent/loop-contract.ts";
import { createSteeringQueue, type SteeringQueue } from "../../engine/agent/steering.ts";
import type { ApprovalDesk } from "../../engine/tools/gate/approvals.ts";
import type { Ledger } from "../../engine/tools/gate/ledger.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import { type Failure, unexpectedFailure } from "../../kernel/base/failure.ts";
import { type RunId, runId, type Seq, type SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect, Expectation } from "../../kernel/contracts/store.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { Said } from "../../kernel/conversation/message.ts";
import type { SessionRow, StepChoice } from "../../kernel/conversation/session.ts";
import type { Delivery } from "../../kernel/conversation/waiting.ts";
import type { RunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import type { BrokenRun } from "../../kernel/log/workspace-snapshot.ts";
import type { AnswerCheck } from "../../kernel/model/answer-format.ts";
import { unknownVersion } from "../../kernel/rules/approval.ts";
import { originsOfEntries } from "../../kernel/rules/origin.ts";
import type { RunMemory } from "../memory/run-memory.ts";
import { byPerson } from "../origins/origins.ts";
import type { Defaults } from "../sessions/model-defaults.ts";
import { settingsCheck } from "../sessions/settings-check.ts";
import { closingEntries, conversationIn, lostQuestions, type ReadConversation, readConversation } from "./conversation.ts";
import { createLiveRun, type Drive, type DriveDeps, type Driven, driveRun, type LiveRun, withNested } from "./live-run.ts";
import type { NestedRuns } from "./nested-runs.ts";
import { planFor, type RunPlan, resumeEvents, startEntries, turnsIn } from "./run-plan.ts";
import { isInSafeMode, needsDecision, skipEntries } from "./safe-mode.ts";
import { type NewSaid, userMessage } from "./said.ts";
import { createSaying } from "./saying.ts";
import { createWaitingMessages, type WaitingMessages } from "./waiting-messages.ts";
import { whyNotShortened } from "./why-not-shortened.ts";

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
  /** Starts a run on another branch of the session, in the commit that chooses that branch. No run of it may go on. */
  readonly startOn: (
    session: SessionRow,
    branch: BranchStart,
    messages: readonly Said[],
  ) => Promise<Result<{ readonly runId: RunId }, Failure>>;
  /**
   * Shortens the conversation for its model: the run that goes on does it before its next turn or at its end, else a run that is
   * there for this alone. Refused where nothing was said, a run waits, or nobody could write a summary; nothing changes then.
   */
  readonly shorten: (session: SessionRow) => Promise<Result<null, Failure>>;
  readonly withdrawSteer: WaitingMessages["withdraw"];
  readonly moveSteer: WaitingMessages["move"];
  /** Resolves when the run has ended and its end is stored. */
  readonly stop: (runId: RunId) => Promise<Result<null, Failure>>;
  /** Ends the wait before the next attempt, if the run is in one. */
  readonly retryNow: (runId: RunId) => Promise<Result<null, Failure>>;
  /**
   * Goes on with a run that was interrupted, from the log. A run that goes on already is left alone. One in safe mode is only
   * taken up with a word on what becomes of its step.
   */
  readonly resume: (runId: RunId, step?: StepChoice) => Promise<Result<null, Failure>>;
  readonly running: () => readonly RunId[];
  /** Runs that do not go on although the log does not say so: not even that could be stored. */
  readonly brokenOff: () => readonly BrokenRun[];
  readonly isRunning: (sessionId: SessionId) => boolean;
  /** Stops everything without another word in the log. */
  readonly abandon: () => void;
}

export interface RunsDeps extends ClockDep, DriveDeps, RandomDep {
  readonly desk: ApprovalDesk;
  readonly ledger: Ledger;
  readonly nestedRuns: NestedRuns;
  readonly memory: RunMemory;
  /** What the runs of a session wait for before they end; undefined: nothing. */
  readonly continuationFor: (sessionId: SessionId) => Continuation | undefined;
  /** What looks at the answers of a session's runs in the place of their form's schema; absent or undefined: the schema. */
  readonly answerCheckFor?: ((sessionId: SessionId) => AnswerCheck | undefined) | undefined;
  readonly defaults: () => Pick<Defaults, "model" | "settings" | "fallbacks">;
  /** Where each run stops by itself; a setting of its own for the longest answer stands before it. */
  readonly limits: RunLimits;
  readonly onLiveText: (piece: LiveText) => void;
  readonly onChange: () => void;
  readonly onNotice: (failure: Failure) => void;
}

/** What chooses the branch that a run starts on. */
export interface BranchStart {
  /** The conversation as that branch tells it, with no run open in it. */
  readonly before: ReadConversation;
  readonly first: readonly EntryDraft[];
  readonly expects: readonly Expectation[];
}

interface SessionRun extends LiveRun {
  readonly queue: SteeringQueue;
  finished: Promise<void>;
  /** The person wants the conversation shortened. */
  isToShorten: boolean;
}

const notFound: Failure = {
  type: "not-found",
  message: "This run is not open any more: it ended, or its session was deleted. Nothing was changed.",
};

export const createRuns = (deps: RunsDeps): Runs => {
  const { desk, random, store } = deps;
  const live = new Map<RunId, SessionRun>();
  const brokenOff = new Map<RunId, Failure>();
  /** Runs that are being ended in the log alone; none of them is taken up meanwhile. */
  const parking = new Map<RunId, Promise<unknown>>();

  const inSession = (sessionId: SessionId): SessionRun | undefined =>
    [...live.values()].find((run) => run.sessionId === sessionId);

  const waiting = createWaitingMessages({ store, runIn: inSession });

  const open = (sessionId: SessionId, id: RunId): SessionRun => {
    const run: SessionRun = {
      ...createLiveRun(deps, { runId: id, sessionId }),
      queue: createSteeringQueue(),
      finished: Promise.resolve(),
      isToShorten: false,
    };
    live.set(id, run);
    brokenOff.delete(id);
    deps.onChange();
    return run;
  };

  const close = (run: SessionRun): void => {
    live.delete(run.runId);
    deps.onChange();
  };

  const append = async (
    entries: readonly EntryDraft[],
    effects: readonly Effect[] = [],
    expects: readonly Expectation[] = [],
  ): Promise<Result<readonly LogEntry[], Failure>> =>
    entries.length === 0 ? ok([]) : store.append({ entries, effects, expects, durability: "strict" });

  const drive = async (
    run: SessionRun,
    plan: RunPlan,
    from: Pick<Drive, "history" | "spent" | "origins" | "isCompaction" | "contextTokens">,
    startSeq: Seq,
    entries: readonly LogEntry[] = [],
  ): Promise<void> => {
    // A person who calls a tool is no model: agents below are asked with the default one.
    const below = plan.model.provider === "by-hand" ? planFor({}, deps.defaults(), deps.limits) : plan;
    const family = deps.nestedRuns.enter(run, below, from.spent, entries);
    const continuation = deps.continuationFor(run.sessionId);
    const format = plan.settings.answerFormat;
    const answerCheck = format && (deps.answerCheckFor?.(run.sessionId) ?? settingsCheck(format));
    const recalled = await deps.memory.forRun(run, plan, from, startSeq, entries);
    const driven = await driveRun(deps, run, {
      ...from,
      ...recalled,
      plan,
      startSeq,
      inbox: run.queue,
      family,
      ...(continuation === undefined ? {} : { continuation }),
      ...(answerCheck === undefined ? {} : { answerCheck }),
      takeWish: () => {
        const { isToShorten } = run;
        run.isToShorten = false;
        return isToShorten;
      },
    });
    const left = await family.leave(driven.ending.type === "ended");
    if (!left.ok) return finish(run, { ...driven, ending: { type: "interrupted", reason: left.error } });
    await finish(run, withNested(driven, left.value));
  };

  const finish = async (run: SessionRun, { ending, summary, cause, origins }: Driven): Promise<void> => {
    // A workspace that belongs to another tab is not written to.
    if (ending.type === "interrupted" && ending.reason.type === "superseded") return run.recorder.abandon();
    const event: Event =
      ending.type === "ended" && summary !== undefined
        ? { type: "run-ended", outcome: ending.outcome, summary }
        : { type: "run-interrupted", reason: ending.type === "interrupted" ? ending.reason : notFound };
    const stored = await run.recorder.record([{ event }], { causes: [cause], origins }, "strict");
    if (stored.ok) return;
    brokenOff.set(run.runId, ending.type === "interrupted" ? ending.reason : stored.error);
    deps.onNotice(stored.error);
  };

  /** Runs in the background; whatever goes wrong in it becomes a notice, and the run can be resumed. */
  const launch = (run: SessionRun, work: () => Promise<void>): void => {
    run.finished = work()
      .catch((cause: unknown) => {
        run.recorder.abandon();
        deps.onNotice(unexpectedFailure(cause, "The run"));
      })
      .then(async () => {
        close(run);
        const wasStopped = run.controller.signal.aborted;
        await saying.followUp(run.sessionId, run, wasStopped);
        if (!wasStopped) await shortenAfter(run);
      });
  };

  /** What the person wished for in a run that ended before it came to it. */
  const shortenAfter = async ({ isToShorten, sessionId }: SessionRun): Promise<void> => {
    const session = store.state().sessions.get(sessionId);
    if (!isToShorten || session === undefined) return;
    const shortened = await shorten(session);
    if (!shortened.ok) deps.onNotice(shortened.error);
  };

  const start = async (
    session: SessionRow,
    messages: readonly Said[],
    contents: readonly Effect[],
    { branch, purpose }: { readonly branch?: BranchStart; readonly purpose?: "compaction" } = {},
  ): Promise<Result<{ readonly runId: RunId }, Failure>> => {
    const run = open(session.sessionId, runId(random.id("run")));
    run.isToShorten = purpose === "compaction";
    const plan = planFor(session, deps.defaults(), deps.limits);
    const before = branch === undefined ? await readConversation(store, session.sessionId) : ok(branch.before);
    const { approvals } = store.state();
    const { first = [], expects = [] } = branch ?? {};
    const entriesAfter = (conversation: ReadConversation): readonly EntryDraft[] => [
      ...first,
      ...startEntries({ session, runId: run.runId, plan, before: conversation, messages, approvals, purpose }),
    ];
    const stored = before.ok ? await append(entriesAfter(before.value), contents, expects) : before;
    if (!stored.ok) {
      close(run);
      return stored;
    }
    const newIds = new Set(messages.map(({ messageId }) => messageId));
    for (const said of before.ok ? before.value.queued : []) {
      if (said.delivery === "later" && !newIds.has(said.messageId)) run.queue.add(userMessage(said), "later");
    }
    const { contextTokens, entries, history } = conversationIn([...(before.ok ? before.value.all : []), ...stored.value]);
    const asked = entries.findLast(({ event }) => event.type === "user-message");
    const spent = nothingSpent(before.ok ? turnsIn(before.value.all) : 0);
    const from = { history, contextTokens, spent, origins: originsOfEntries(entries), isCompaction: purpose === "compaction" };
    launch(run, () => drive(run, plan, from, asked?.seq ?? 0));
    return ok({ runId: run.runId });
  };

  const stopped = new Set<RunId>();
  const saying = createSaying({
    store,
    waiting,
    runIn: inSession,
    start,
    resume: (id) => resume(id),
    whenStopped: (id) => (stopped.has(id) ? (live.get(id)?.finished ?? Promise.resolve()) : undefined),
    onNotice: deps.onNotice,
  });

  /** The session's conversation as the run takes it up, with its calls skipped where the person says so. */
  const readResumable = async (
    { sessionId }: SessionRow,
    id: RunId,
    step: StepChoice | undefined,
  ): Promise<Result<ReadConversation, Failure>> => {
    const conversation = await readConversation(store, sessionId);
    if (!conversation.ok) return conversation;
    for (const approval of store.state().approvals.values()) {
      const unknown = approval.sessionId === sessionId ? unknownVersion(approval) : undefined;
      if (unknown !== undefined) return err({ type: "conflict", message: unknown });
    }
    if (step === undefined) return isInSafeMode(conversation.value.entries, id) ? err(needsDecision) : conversation;
    if (step === "again") return conversation;
    const { drafts, failure } = skipEntries(conversation.value, sessionId, store.state().approvals);
    if (failure !== undefined) return err(failure);
    const stored = await append(drafts);
    return stored.ok ? readConversation(store, sessionId) : stored;
  };

  const openSession = (id: RunId): SessionRow | undefined =>
    [...store.state().sessions.values()].find(({ openRunId }) => openRunId === id);

  /** A nested run is known by what it asks while nothing goes on. */
  const askingSession = (id: RunId): SessionRow | undefined => {
    const { approvals, sessions } = store.state();
    const question = [...approvals.values()].find(({ runId: asking }) => asking === id);
    return question === undefined ? undefined : sessions.get(question.sessionId);
  };

  const resume = async (id: RunId, step?: StepChoice): Promise<Result<null, Failure>> => {
    await parking.get(id);
    if (live.has(id)) return ok(null);
    const session = openSession(id);
    if (session === undefined) return err(notFound);
    const run = open(session.sessionId, id);
    const conversation = await readResumable(session, id, step);
    const openRun = conversation.ok ? conversation.value.openRun : undefined;
    // With the model chosen today: the one that the run began with may be what interrupted it.
    const { model, fallbacks } = planFor(session, deps.defaults());
    const facts = [
      ...lostQuestions(openRun, store.state().approvals),
      { type: "run-resumed" as const },
      ...(conversation.ok ? resumeEvents(conversation.value, model) : []),
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
    const { contextTokens, entries, history, queued } = conversation.value;
    deps.ledger.load(entries.filter((entry) => entry.runId === id));
    for (const said of queued) run.queue.add(userMessage(said), said.delivery);
    const { limits, settings, spent } = openRun;
    const plan: RunPlan = { model, settings, limits, fallbacks };
    const isCompaction = openRun.purpose === "compaction";
    run.isToShorten = isCompaction && openRun.wasShortened !== true;
    const from = { history, contextTokens, spent, origins: originsOfEntries(entries), isCompaction };
    launch(run, () => drive(run, plan, from, stored.value.at(-1)?.seq ?? 0, entries));
    return ok(null);
  };

  const park = (id: RunId): Promise<Result<null, Failure>> => {
    const work = endParked(id).finally(() => parking.delete(id));
    parking.set(id, work);
    return work;
  };

  /** A run that is not going on is ended in the log alone. */
  const endParked = async (id: RunId): Promise<Result<null, Failure>> => {
    const session = openSession(id) ?? askingSession(id);
    if (session === undefined) return err(notFound);
    const conversation = await readConversation(store, session.sessionId);
    if (!conversation.ok) return conversation;
    const stored = await append(closingEntries(conversation.value, session.sessionId, store.state().approvals));
    return stored.ok ? ok(null) : stored;
  };

  const shorten: Runs["shorten"] = async (session) => {
    const going = inSession(session.sessionId);
    const problem = whyNotShortened(session, planFor(session, deps.defaults()).model, going !== undefined);
    if (problem !== undefined) return err(problem);
    if (going !== undefined) {
      going.isToShorten = true;
      return ok(null);
    }
    const started = await start(session, [], [], { purpose: "compaction" });
    return started.ok ? ok(null) : started;
  };

  return {
    send: saying.send,
    startOn: (session, branch, messages) => start(session, messages, [], { branch }),
    shorten,
    queue: ({ sessionId }, message, delivery) => saying.queue(sessionId, message, delivery),
    withdrawSteer: waiting.withdraw,
    moveSteer: waiting.move,
    stop: async (id) => {
      const nested = deps.nestedRuns.find(id);
      if (nested !== undefined) return ok(await nested.stop());
      const run = live.get(id);
      if (run === undefined) return park(id);
      stopped.add(id);
      run.controller.abort();
      await run.finished;
      return ok(null);
    },
    retryNow: async (id) => {
      const run = live.get(id) ?? deps.nestedRuns.find(id);
      run?.nudge.nudge();
      return run === undefined ? err(notFound) : ok(null);
    },
    resume,
    running: () => [...live.keys()],
    brokenOff: () => [...brokenOff].flatMap(([runId, reason]) => (openSession(runId) === undefined ? [] : [{ runId, reason }])),
    isRunning: (sessionId) => inSession(sessionId) !== undefined,
    abandon: () => {
      deps.nestedRuns.abandon();
      for (const run of live.values()) {
        run.recorder.abandon();
        run.controller.abort();
      }
      desk.close();
    },
  };
};
