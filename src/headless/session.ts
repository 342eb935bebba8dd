import { foldMessages } from "../engine/agent/fold-messages.ts";
import type { Failure } from "../kernel/base/failure.ts";
import { type MessageId, messageId, type RunId, type SessionId } from "../kernel/base/ids.ts";
import { err, ok, type Result } from "../kernel/base/result.ts";
import { type Message, textOf } from "../kernel/conversation/message.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import type { AnswerFormat } from "../kernel/model/answer-format.ts";
import type { Approval } from "../kernel/rules/approval.ts";
import type {
  AgentSession,
  AskOptions,
  AwaitingResults,
  NeedsMoreTurns,
  RunEnd,
  RunOptions,
  RunPart,
  SaidWithFiles,
  SessionResult,
  Unfinished,
} from "./agent-contract.ts";
import { type AnswerSchema, readSchema, type ValueOf } from "./answer-schema.ts";
import type { Engine } from "./engine.ts";
import { endOfInterruption, endOfOutcome, partOf } from "./run-result.ts";
import { awaitedCalls, conversationOf, failedBefore, summaryOf } from "./so-far.ts";

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

const notOpen: Failure = {
  type: "conflict",
  message: "No run of this session waits to go on. Nothing was changed; say something to start one.",
};

const stillOpen: Failure = {
  type: "conflict",
  message: "A run of this session is open, and its answer has a form of its own. Nothing was said; ask again when it is over.",
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

  const say = async (said: string | SaidWithFiles, signal: AbortSignal | undefined): Promise<SessionResult> => {
    const { text, files } = typeof said === "string" ? { text: said, files: [] } : said;
    const from = (await read()).length;
    const id = messageId(random.id("message"));
    const sent = await workspace.sendMessage(sessionId, id, text, files);
    if (!sent.ok) return failedBefore(sent.error);
    const onAbort = (): void => void workspace.stopRun(sent.value.runId);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    const result = await settled({ runId: sent.value.runId, from, said: id });
    signal?.removeEventListener("abort", onAbort);
    return result;
  };

  const send: AgentSession["send"] = async (said, { signal } = {}) => {
    const set = await workspace.setStepping(sessionId, false);
    return set.ok ? say(said, signal) : failedBefore(set.error);
  };

  const setFormat = (format: AnswerFormat | undefined): Promise<Result<null, Failure>> =>
    workspace.changeSessionSettings(
      sessionId,
      format === undefined ? {} : { answerFormat: format },
      format === undefined ? ["answerFormat"] : [],
    );

  /** Asks for an answer that a schema describes; the session's other runs have none. */
  const askFor = async (
    text: string,
    { name, schema, signal }: AskOptions<AnswerSchema>,
  ): Promise<Result<unknown, Unfinished>> => {
    const answer = await readSchema(schema, name);
    if (!answer.ok) return err(failedBefore(answer.error, false));
    const runId = openRun();
    if (runId !== undefined && isRunning(runId)) return err(failedBefore(stillOpen));
    const { check, format, valueIn } = answer.value;
    const set = await setFormat(format);
    if (!set.ok) return err(failedBefore(set.error));
    engine.answerChecks.set(sessionId, check);
    const result = await send(text, signal === undefined ? {} : { signal });
    engine.answerChecks.delete(sessionId);
    const cleared = await setFormat(undefined);
    if (result.status !== "completed") return err(result);
    const last = result.newMessages.findLast(({ role }) => role === "assistant");
    const value = cleared.ok ? await valueIn(last === undefined ? "" : textOf(last)) : cleared;
    return value.ok ? value : err({ ...result, status: "failed", failure: value.error, canGoOn: false });
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

  function ask<Schema extends AnswerSchema>(
    text: string,
    options: AskOptions<Schema>,
  ): Promise<Result<ValueOf<Schema>, Unfinished>>;
  function ask(text: string, options?: RunOptions): Promise<Result<string, Unfinished>>;
  async function ask(text: string, options: RunOptions | AskOptions<AnswerSchema> = {}): Promise<Result<unknown, Unfinished>> {
    if ("schema" in options) return askFor(text, options);
    const result = await send(text, options);
    return result.status === "completed" ? ok(result.text) : err(result);
  }

  return {
    send,
    submitResults,
    turn: async (said, { signal } = {}) => {
      if (said === undefined) return resumeStepping(true);
      const set = await workspace.setStepping(sessionId, true);
      return set.ok ? ok(await say(said, signal)) : set;
    },
    ask,
    answer: (approvalId, answer) => goOnWith(() => desk.answer(approvalId, answer)),
    goOn: () => resumeStepping(false),
    stop,
    history: async (): Promise<readonly Message[]> => foldMessages(await read()).history,
  };
};
