import { foldMessages } from "../engine/agent/fold-messages.ts";
import type { Approval } from "../kernel/approval.ts";
import type { Failure } from "../kernel/failure.ts";
import { type MessageId, messageId, type RunId, type SessionId } from "../kernel/ids.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { type Message, textOf } from "../kernel/message.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import type { AgentSession, AwaitingResults, NeedsMoreTurns, RunEnd, RunPart, SessionResult } from "./agent-contract.ts";
import type { Engine } from "./engine.ts";
import { endOfInterruption, endOfOutcome, partOf } from "./run-result.ts";
import { awaitedCalls, conversationOf, noSummary, summaryOf } from "./so-far.ts";

type Standing =
  | RunEnd
  | AwaitingResults
  | NeedsMoreTurns
  | { readonly status: "waiting"; readonly approvals: readonly Approval[] };

const endOf = (failure: Failure): RunEnd | NeedsMoreTurns =>
  failure.type === "needs-more-turns"
    ? { status: "needs-more-turns", turn: failure.turn, turnSummary: failure.summary }
    : endOfInterruption(failure);

/**
 * What the log says of a run: its end, what it waits for, or undefined while it goes on. Where somebody answers questions, only
 * results are waited for.
 */
const standingOf = (
  runId: RunId,
  session: readonly LogEntry[],
  pending: readonly Approval[],
  { parts }: Pick<Engine, "parts">,
): Standing | undefined => {
  const entries = session.filter((entry) => entry.runId === runId);
  const last = entries.findLast(
    ({ event }) => event.type === "run-ended" || event.type === "run-interrupted" || event.type === "run-resumed",
  )?.event;
  if (last?.type === "run-ended") return endOfOutcome(last.outcome);
  if (last?.type === "run-interrupted") return endOf(last.reason);
  const approvals = pending.filter(({ kind }) => kind !== "result");
  if (approvals.length > 0) return parts.approve === undefined ? { status: "waiting", approvals } : undefined;
  const calls = awaitedCalls(session, pending, parts.tools ?? []);
  return calls === undefined ? undefined : { status: "awaiting-results", runId, calls };
};

const brokenIn = (entries: readonly LogEntry[]): string | undefined => {
  const last = entries.findLast(({ event }) => event.type === "message-ended" || event.type === "message-failed")?.event;
  return last?.type === "message-failed" ? last.messageId : undefined;
};

interface Call {
  readonly runId: RunId;
  /** How many entries of the session there were before this call. */
  readonly from: number;
  /** What the call itself said. */
  readonly said?: MessageId;
}

const resultFrom = (entries: readonly LogEntry[], { runId, from, said }: Call, end: Standing): SessionResult => {
  const whole = conversationOf(entries);
  const before = new Set(foldMessages(entries.slice(0, from)).history.map(({ messageId: id }) => id));
  const newMessages = whole.filter(({ messageId: id }) => !before.has(id) && id !== said);
  const text = newMessages.filter(({ role }) => role === "assistant").map(textOf);
  const own = entries.filter((entry) => entry.runId === runId);
  const isBroken = newMessages.at(-1)?.messageId === brokenIn(own);
  const words = text.filter((one) => one !== "").join("\n\n");
  const part: RunPart = partOf(newMessages, summaryOf(own), words, isBroken);
  return { ...part, ...end };
};

const notSaid = (failure: Failure): SessionResult => ({ ...partOf([], noSummary, "", false), ...endOfInterruption(failure) });

const notOpen: Failure = {
  type: "conflict",
  message: "No run of this session waits to go on. Nothing was changed; say something to start one.",
};

export const openAgentSession = async (
  engine: Engine,
  title: string | undefined,
  onOpen: (sessionId: SessionId) => void,
): Promise<AgentSession> => {
  const { desk, random, store, workspace } = engine;
  const created = await workspace.createSession(title);
  if (!created.ok) throw new Error(created.error.message);
  const { sessionId } = created.value;
  onOpen(sessionId);

  const read = async (): Promise<readonly LogEntry[]> => {
    const page = await store.read({ type: "session", sessionId });
    return page.ok ? page.value.entries : [];
  };
  const isRunning = (runId: RunId): boolean => workspace.snapshot().runningRunIds.includes(runId);
  const pending = (): readonly Approval[] =>
    [...store.state().approvals.values()].filter((one) => one.sessionId === sessionId && one.status === "pending");

  /** Resolves when the run has ended or waits; looks again whenever something is stored or a run goes or comes. */
  const settled = (call: Call): Promise<SessionResult> =>
    new Promise((resolve) => {
      const look = async (): Promise<void> => {
        const { runId } = call;
        const entries = await read();
        const standing = standingOf(runId, entries, pending(), engine);
        const isWaiting = standing?.status === "waiting" || standing?.status === "awaiting-results";
        if (standing === undefined || (!isWaiting && isRunning(runId))) return;
        leave();
        resolve(resultFrom(entries, call, standing));
      };
      const leaves = [engine.onChange(() => void look()), store.subscribe(() => void Promise.resolve().then(look))];
      const leave = (): void => {
        for (const stop of leaves) stop();
      };
      void look();
    });

  const openRun = (): RunId | undefined => store.state().sessions.get(sessionId)?.openRunId;
  const stop = async (): Promise<void> => {
    const runId = openRun();
    if (runId !== undefined) await workspace.stopRun(runId);
  };

  const say = async (text: string, signal: AbortSignal | undefined): Promise<SessionResult> => {
    const from = (await read()).length;
    const id = messageId(random.id("message"));
    const sent = await workspace.sendMessage(sessionId, id, text);
    if (!sent.ok) return notSaid(sent.error);
    const onAbort = (): void => void workspace.stopRun(sent.value.runId);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    const result = await settled({ runId: sent.value.runId, from, said: id });
    signal?.removeEventListener("abort", onAbort);
    return result;
  };

  const send: AgentSession["send"] = async (text, { signal } = {}) => {
    const set = await workspace.setStepping(sessionId, false);
    return set.ok ? say(text, signal) : notSaid(set.error);
  };

  const goOnWith = async (work: (runId: RunId) => Promise<Result<null, Failure>>): Promise<Result<SessionResult, Failure>> => {
    const runId = openRun();
    if (runId === undefined) return err(notOpen);
    const from = (await read()).length;
    const done = await work(runId);
    return done.ok ? ok(await settled({ runId, from })) : done;
  };

  const resumeStepping = async (isStepping: boolean): Promise<Result<SessionResult, Failure>> => {
    const set = await workspace.setStepping(sessionId, isStepping);
    return set.ok ? goOnWith(workspace.resumeRun) : set;
  };

  const submitResults: AgentSession["submitResults"] = async (results) => {
    const before = await read();
    const runId = openRun() ?? before.findLast(({ event }) => event.type === "run-ended")?.runId;
    const submitted = await workspace.submitResults(sessionId, results, true);
    if (!submitted.ok) return submitted;
    return runId === undefined ? err(notOpen) : ok(await settled({ runId, from: before.length }));
  };

  return {
    send,
    submitResults,
    turn: async (text, { signal } = {}) => {
      if (text === undefined) return resumeStepping(true);
      const set = await workspace.setStepping(sessionId, true);
      return set.ok ? ok(await say(text, signal)) : set;
    },
    ask: async (text, options) => {
      const result = await send(text, options);
      return result.status === "completed" ? ok(result.text) : err(result);
    },
    answer: (approvalId, answer) => goOnWith(() => desk.answer(approvalId, answer)),
    goOn: () => resumeStepping(false),
    stop,
    history: async (): Promise<readonly Message[]> => foldMessages(await read()).history,
  };
};
