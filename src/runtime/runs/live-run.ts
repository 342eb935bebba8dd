import type { Compaction } from "../../engine/agent/compaction/compaction-contract.ts";
import type {
  Continuation,
  Family,
  Loop,
  LoopEnding,
  LoopInput,
  LoopScope,
  NestedSpent,
} from "../../engine/agent/loop-contract.ts";
import { createReminders } from "../../engine/agent/reminders.ts";
import type { Inbox } from "../../engine/agent/steering.ts";
import { createNudge, type Nudge } from "../../engine/resilience/nudge.ts";
import { interrupt } from "../../kernel/base/abort.ts";
import type { Clock } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { RunId, Seq, SessionId } from "../../kernel/base/ids.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { ShorteningStrategy } from "../../kernel/conversation/compaction.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { type Mode, systemIn } from "../../kernel/conversation/mode.ts";
import { defaultSystemPrompt } from "../../kernel/conversation/system-prompt.ts";
import type { RunSummary } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { AnswerCheck } from "../../kernel/model/answer-format.ts";
import { canSummarise, type ModelChoice, modelName, type RemoteChoice } from "../../kernel/model/model.ts";
import { callSettings } from "../../kernel/model/model-settings.ts";
import { joinOrigins, type Origin } from "../../kernel/rules/origin.ts";
import { createLogTeller } from "../log/log-teller.ts";
import { followOrigins, ownWords } from "../origins/follow-origins.ts";
import { byModel } from "../origins/origins.ts";
import type { WorkspaceTables } from "../projection.ts";
import { addSpent } from "./nested-family.ts";
import type { RunPlan } from "./run-plan.ts";
import { createRunRecorder, type RunRecorder } from "./run-recorder.ts";

/** A run while it goes on: what stops it, what nudges it, and its way into the log. */
export interface LiveRun {
  readonly runId: RunId;
  readonly sessionId: SessionId;
  readonly controller: AbortController;
  readonly nudge: Nudge;
  readonly recorder: RunRecorder;
  /** Why the log cannot take the run's entries any more; undefined while it can. */
  readonly broken: () => Failure | undefined;
  /** Ends the work on the run and leaves it open in the log. Only the first cause counts. */
  readonly breakOff: (failure: Failure) => void;
}

export interface LiveRunDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly onLiveText: (piece: LiveText) => void;
}

export const createLiveRun = (
  deps: LiveRunDeps,
  { runId, sessionId }: Pick<LiveRun, "runId" | "sessionId">,
  onBroken: (failure: Failure) => void = () => {},
): LiveRun => {
  const controller = new AbortController();
  let broken: Failure | undefined;
  const breakOff = (failure: Failure): void => {
    broken ??= failure;
    interrupt(controller, failure);
    onBroken(failure);
  };
  const { clock, store, onLiveText } = deps;
  const recorder = createRunRecorder({ clock, store, sessionId, runId, onLiveText, onFailure: breakOff });
  return { runId, sessionId, controller, nudge: createNudge(), recorder, broken: () => broken, breakOff };
};

export interface DriveDeps {
  readonly store: Store<WorkspaceTables>;
  /** The loop of one run: who answers, on whose account, and the nudge that ends its waits before another attempt. */
  readonly loopFor: (
    provider: Provider,
    about: {
      readonly sessionId: SessionId;
      readonly model: ModelChoice;
      readonly nudge: Nudge;
      /** The only tools that are offered; absent: all. */
      readonly tools?: readonly string[];
      /** Who is asked next where the model does not answer; absent: nobody. */
      readonly fallbacks?: readonly RemoteChoice[];
    },
  ) => Loop;
  /** Who shortens conversations. Absent: the run's own model. */
  readonly shortening?: () => ShorteningStrategy;
  /** Why no run may go on at the moment, as far as the rule files go; undefined where one may. */
  readonly refusedBy: () => Promise<Failure | undefined>;
  /** The provider for a choice, or why there is none at the moment. */
  readonly providerFor: (choice: ModelChoice) => Result<Provider, Failure>;
}

/** What a run is driven with. */
export interface Drive extends Pick<LoopInput, "history" | "spent" | "contextTokens"> {
  readonly plan: RunPlan;
  /** The entry that the run's next entries follow from. */
  readonly startSeq: Seq;
  /** What from outside it had read before. Absent: nothing. */
  readonly origins?: readonly Origin[];
  /** What else from outside has come into what it says by now. Absent: nothing. */
  readonly alsoRead?: () => readonly Origin[];
  readonly agent?: LoopScope["agent"];
  readonly enriched?: LoopInput["enriched"];
  readonly inbox?: Inbox;
  readonly family?: Family;
  readonly continuation?: Continuation;
  readonly answerCheck?: AnswerCheck;
  /** Whether a person wants the conversation shortened; asking takes the wish. Absent: nobody does. */
  readonly takeWish?: () => boolean;
  /** The run is there to shorten the conversation. */
  readonly isCompaction?: boolean;
}

export interface Driven {
  readonly ending: LoopEnding;
  /** Absent where the model could not even be asked. */
  readonly summary?: RunSummary;
  readonly newMessages: readonly Message[];
  /** The entry that what is recorded next follows from: what was said last, or the latest answer. */
  readonly cause: Seq;
  /** Origins of what it said last. */
  readonly origins: readonly Origin[];
}

/** What shortens a run's conversation; undefined where no model answers in it. */
const compactionFor = async (
  drive: Drive,
  strategy: ShorteningStrategy | undefined,
): Promise<Result<Compaction | undefined, Failure>> => {
  if (!canSummarise(drive.plan.model)) return ok(undefined);
  const part = await loadPart(() => import("./run-compaction.ts"), "what shortens conversations");
  return part.ok ? ok(part.value.compactionOf(drive, strategy)) : part;
};

const noSummaries: Failure = {
  type: "conflict",
  message: "This run is there to shorten the conversation, and who answers writes no summaries. Choose a model, or stop the run.",
};

/** Plays a run until its loop leaves it. Everything before its end is stored then, or the ending says why not. */
export const driveRun = async (deps: DriveDeps, run: LiveRun, drive: Drive): Promise<Driven> => {
  const { plan, agent, answerCheck, continuation, enriched, family, inbox } = drive;
  let cause = drive.startSeq;
  const refused = await deps.refusedBy();
  const provider = refused === undefined ? deps.providerFor(plan.model) : err(refused);
  const leave = (reason: Failure): Driven => {
    const origins = joinOrigins(byModel, drive.origins);
    return { ending: { type: "interrupted", reason }, newMessages: [], cause, origins };
  };
  if (!provider.ok) return leave(provider.error);
  const loaded = await compactionFor(drive, deps.shortening?.());
  const compaction = loaded.ok ? loaded.value : undefined;
  // Any other run goes on without.
  if (drive.isCompaction === true && compaction === undefined) return leave(loaded.ok ? noSummaries : loaded.error);
  // Inside of a call nobody writes by hand: the calling tool does.
  const isPersons = plan.model.provider === "by-hand" && agent === undefined;
  const origins = isPersons ? ownWords : followOrigins(deps.store, run.runId, drive.origins);
  const { alsoRead } = drive;
  const current = alsoRead === undefined ? origins.current : () => joinOrigins(origins.current(), alsoRead());
  const { fallbacks, model } = plan;
  const about = { sessionId: run.sessionId, model, nudge: run.nudge, fallbacks };
  const loop = deps.loopFor(provider.value, agent?.tools === undefined ? about : { ...about, tools: agent.tools });
  const modeNow = (): Mode => deps.store.state().sessions.get(run.sessionId)?.mode ?? "default";
  const scope: LoopScope = {
    sessionId: run.sessionId,
    runId: run.runId,
    get level() {
      return deps.store.state().sessions.get(run.sessionId)?.level ?? "ask-every-change";
    },
    get mode() {
      return modeNow();
    },
    get causes() {
      return [cause];
    },
    get origins() {
      return current();
    },
    ...(agent === undefined ? {} : { agent }),
  };
  const input: LoopInput = {
    history: drive.history,
    spent: drive.spent,
    limits: plan.limits,
    get system() {
      return systemIn(modeNow(), plan.settings.systemPrompt ?? defaultSystemPrompt);
    },
    settings: callSettings(plan.settings),
    model: modelName(plan.model),
    scope,
    reminders: createReminders(drive.history, drive.spent.turns),
    get stepping() {
      // A nested run is part of a turn.
      return agent === undefined && deps.store.state().sessions.get(run.sessionId)?.stepping === true;
    },
    ...(enriched === undefined ? {} : { enriched }),
    ...(inbox === undefined ? {} : { inbox }),
    ...(family === undefined ? {} : { family }),
    ...(continuation === undefined ? {} : { continuation }),
    ...(answerCheck === undefined ? {} : { answerCheck }),
    compaction,
    contextTokens: drive.contextTokens,
  };
  const note = (entries: readonly LogEntry[]): void => {
    for (const { event, seq } of entries) {
      if (event.type === "user-message" || event.type === "attempt-started") cause = seq;
    }
  };
  const { recorder } = run;
  const tell = createLogTeller({
    recorder,
    causes: () => [cause],
    origins: current,
    onStored: note,
    onFailure: run.breakOff,
  });
  const outcome = await loop(input, tell, run.controller.signal);
  // An end is only told when everything before it is stored.
  const rest = await recorder.flush("relaxed");
  await recorder.settled();
  origins.close();
  if (!rest.ok) run.breakOff(rest.error);
  const broken = run.broken();
  const ending: LoopEnding = broken === undefined ? outcome.ending : { type: "interrupted", reason: broken };
  return { ending, summary: outcome.summary, newMessages: outcome.newMessages, cause, origins: current() };
};

/** A run with what the runs inside its calls came to. */
export const withNested = (driven: Driven, spent: NestedSpent | undefined): Driven =>
  driven.summary === undefined || spent === undefined
    ? driven
    : { ...driven, summary: { ...driven.summary, ...addSpent(spent, driven.summary) } };
