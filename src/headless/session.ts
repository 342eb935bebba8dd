import { foldMessages } from "../engine/agent/fold-messages.ts";
import type { Approval } from "../kernel/approval.ts";
import type { RunSummary } from "../kernel/event.ts";
import type { Failure } from "../kernel/failure.ts";
import { type MessageId, messageId, type RunId, type SessionId } from "../kernel/ids.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { type Message, textOf } from "../kernel/message.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { noUsage } from "../kernel/usage.ts";
import type { AgentSession, RunEnd, RunPart, SessionResult } from "./agent-contract.ts";
import type { Engine } from "./engine.ts";
import { endOfInterruption, endOfOutcome, partOf } from "./run-result.ts";

type Waiting = { readonly status: "waiting"; readonly approvals: readonly Approval[] };

/** What the log says of a run: its end, what it waits for, or undefined while it goes on. */
const standingOf = (entries: readonly LogEntry[], pending: readonly Approval[]): RunEnd | Waiting | undefined => {
  const last = entries.findLast(
    ({ event }) => event.type === "run-ended" || event.type === "run-interrupted" || event.type === "run-resumed",
  )?.event;
  if (last?.type === "run-ended") return endOfOutcome(last.outcome);
  if (last?.type === "run-interrupted") return endOfInterruption(last.reason);
  return pending.length > 0 ? { status: "waiting", approvals: pending } : undefined;
};

/** From the entries of a run that has not ended. */
const summaryOf = (entries: readonly LogEntry[]): RunSummary => {
  const ended = entries.findLast(({ event }) => event.type === "run-ended")?.event;
  if (ended?.type === "run-ended") return ended.summary;
  const { turns, usage, calls, callsFailed, filesChanged, durationMs } = foldMessages(entries).openRun?.spent ?? {
    ...{ turns: 0, usage: noUsage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 0 },
  };
  return { turns, usage, calls, callsFailed, filesChanged, durationMs };
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

const resultFrom = (entries: readonly LogEntry[], { runId, from, said }: Call, end: RunEnd | Waiting): SessionResult => {
  const whole = foldMessages(entries).history;
  const before = new Set(foldMessages(entries.slice(0, from)).history.map(({ messageId: id }) => id));
  const newMessages = whole.filter(({ messageId: id }) => !before.has(id) && id !== said);
  const text = newMessages.filter(({ role }) => role === "assistant").map(textOf);
  const own = entries.filter((entry) => entry.runId === runId);
  const isBroken = newMessages.at(-1)?.messageId === brokenIn(own);
  const words = text.filter((one) => one !== "").join("\n\n");
  const part: RunPart = partOf(newMessages, summaryOf(own), words, isBroken);
  return { ...part, ...end };
};

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
  const pendingOf = (runId: RunId): readonly Approval[] =>
    engine.parts.approve === undefined
      ? [...store.state().approvals.values()].filter((one) => one.runId === runId && one.status === "pending")
      : [];

  /** Resolves when the run has ended or waits; looks again whenever something is stored or a run goes or comes. */
  const settled = (call: Call): Promise<SessionResult> =>
    new Promise((resolve) => {
      const look = async (): Promise<void> => {
        const { runId } = call;
        const entries = await read();
        const pending = pendingOf(runId);
        const standing = standingOf(
          entries.filter((entry) => entry.runId === runId),
          pending,
        );
        if (standing === undefined || (standing.status !== "waiting" && isRunning(runId))) return;
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

  const send: AgentSession["send"] = async (text, { signal } = {}) => {
    const from = (await read()).length;
    const id = messageId(random.id("message"));
    const sent = await workspace.sendMessage(sessionId, id, text);
    if (!sent.ok) return { ...partOf([], summaryOf([]), "", false), ...endOfInterruption(sent.error) };
    const onAbort = (): void => void workspace.stopRun(sent.value.runId);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    const result = await settled({ runId: sent.value.runId, from, said: id });
    signal?.removeEventListener("abort", onAbort);
    return result;
  };

  const goOnWith = async (work: (runId: RunId) => Promise<Result<null, Failure>>): Promise<Result<SessionResult, Failure>> => {
    const runId = openRun();
    if (runId === undefined) return err(notOpen);
    const from = (await read()).length;
    const done = await work(runId);
    return done.ok ? ok(await settled({ runId, from })) : done;
  };

  return {
    send,
    ask: async (text, options) => {
      const result = await send(text, options);
      return result.status === "completed" ? ok(result.text) : err(result);
    },
    answer: (approvalId, answer) => goOnWith(() => desk.answer(approvalId, answer)),
    goOn: () => goOnWith(workspace.resumeRun),
    stop,
    history: async (): Promise<readonly Message[]> => foldMessages(await read()).history,
  };
};
