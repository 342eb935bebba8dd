import { unexpectedFailure } from "../kernel/base/failure.ts";
import type { RunId } from "../kernel/base/ids.ts";
import { err, ok } from "../kernel/base/result.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import { checkCapChanges } from "../kernel/limits/spending-caps.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import { checkModelOverrides } from "../kernel/model/check-model-settings.ts";
import type { Approval, ApprovalAnswer } from "../kernel/rules/approval.ts";
import type { Agent, AgentCheckpoints, AgentEvent, AgentParts, AgentStream, RunResult, TurnResult } from "./agent-contract.ts";
import { openAgentState } from "./agent-state.ts";
import { readSchema } from "./answer-schema.ts";
import { type Engine, openEngine } from "./engine.ts";
import { createHandover } from "./handover.ts";
import { createOneShots } from "./one-shot.ts";
import { said } from "./said.ts";
import { openAgentSession } from "./session.ts";
import { failedBefore } from "./so-far.ts";

/** What a JavaScript program that leaves out a part is told; a TypeScript program does not compile. */
class AgentSetupError extends Error {
  readonly missing: "provider" | "model";
  constructor(missing: "provider" | "model") {
    super(
      missing === "provider"
        ? "An agent needs a provider: an object whose `stream` answers requests. None was given; no agent was made."
        : "An agent needs the name of a model, which its provider is asked for. None was given; no agent was made.",
    );
    this.name = "AgentSetupError";
    this.missing = missing;
  }
}

const checkParts = ({ provider, model, maxTokens, settings = {}, system = "" }: Partial<AgentParts>): void => {
  if (typeof provider?.stream !== "function") throw new AgentSetupError("provider");
  if (typeof model !== "string" || model.trim() === "") throw new AgentSetupError("model");
  const set = checkModelOverrides({ ...settings, systemPrompt: system });
  const cap = checkCapChanges({ "session-tokens": maxTokens ?? null });
  for (const checked of [set, cap]) if (!checked.ok) throw new Error(checked.error.message);
};

/** A provider that throws where it is called fails like one that throws in its stream. */
const calledSafely = (provider: Provider): Provider => ({
  stream: async function* (request, signal) {
    yield* provider.stream(request, signal);
  },
});

const refusalOf = ({ kind }: Approval, reason: string): ApprovalAnswer =>
  kind === "question" ? { type: "decline" } : { type: "reject", reason };

/** Answers what is asked, each question once. */
const answerQuestions = (
  { desk, ownsSession, parts, store }: Engine,
  isWaitedFor: (sessionId: string | undefined) => boolean,
): void => {
  const answer = async ({ event, sessionId }: LogEntry): Promise<void> => {
    // Nobody in the program knows what came of something outside: its results are submitted.
    if (event.type !== "approval-requested" || event.approval.kind === "result") return;
    // Another agent's, over the same log.
    if (sessionId === undefined || !ownsSession(sessionId)) return;
    if (parts.approve === undefined && isWaitedFor(sessionId)) return;
    const { approval } = event;
    const { approvalId } = approval;
    try {
      const said = await parts.approve?.(approval);
      const stored = await desk.answer(approvalId, said ?? refusalOf(approval, "Nobody is there to be asked."));
      if (!stored.ok && stored.error.type === "invalid-input")
        await desk.answer(approvalId, refusalOf(approval, stored.error.message));
    } catch (cause) {
      await desk.answer(approvalId, refusalOf(approval, unexpectedFailure(cause, "Asking").message));
    }
  };
  store.subscribe((entries) => {
    // The question is open once all have heard of it.
    for (const entry of entries) void Promise.resolve().then(() => answer(entry));
  });
};

const turnOf = (result: RunResult): TurnResult => {
  if (result.status !== "limit-reached" || result.limit !== "turns") return result;
  const { limit: _limit, cap: _cap, ...part } = result;
  const { turns, filesChanged: _files, callsFailed: _failed, ...turnSummary } = result.summary;
  return { ...part, status: "needs-more-turns", turn: turns, turnSummary };
};

/** See `Agent`. Throws where a part is missing or a setting is not one. */
export const createAgent = (parts: AgentParts): Agent => {
  checkParts(parts);
  const sessions = new Set<string>();
  const closing = new AbortController();
  const opening = openEngine({ ...parts, provider: calledSafely(parts.provider) }).then((engine) => {
    answerQuestions(engine, (sessionId) => sessionId !== undefined && sessions.has(sessionId));
    return engine;
  });
  const opened = opening.then((engine) => ({ engine, oneShots: createOneShots(engine) }));
  // Whoever asks first hears of it.
  opened.catch(() => undefined);
  /** Runs of one turn that wait for results. */
  const turns = new Set<RunId>();
  const signalOf = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);

  const stream: Agent["stream"] = (messages, { signal } = {}) => {
    const left = new AbortController();
    const handover = createHandover<AgentEvent>();
    let running: Promise<RunResult> | undefined;
    const begin = (): Promise<RunResult> => {
      running ??= opened
        .then(({ oneShots }) =>
          oneShots.run({ messages, signal: AbortSignal.any([signalOf(signal), left.signal]), onEvent: handover.give }),
        )
        .finally(handover.end);
      return running;
    };
    return streamOf(begin, handover, left);
  };

  return {
    run: async (messages, { signal } = {}) => (await opened).oneShots.run({ messages, signal: signalOf(signal) }),
    stream,
    ask: async (messages, { schema, name, signal }) => {
      const answer = await readSchema(schema, name);
      if (!answer.ok) return err(failedBefore(answer.error, false));
      const history = typeof messages === "string" ? [said(messages)] : messages;
      const { oneShots } = await opened;
      const result = await oneShots.run({ messages: history, signal: signalOf(signal), answer: answer.value });
      if (result.status !== "completed") return err(result);
      const value = await answer.value.valueIn(result.text);
      const { status: _completed, reason: _reason, ...part } = result;
      return value.ok
        ? ok({ ...part, value: value.value })
        : err({ ...part, status: "failed", failure: value.error, canGoOn: false });
    },
    turn: async (messages, { signal } = {}) => {
      const result = await (await opened).oneShots.run({ messages, signal: signalOf(signal), maxTurns: 1 });
      if (result.status === "awaiting-results") turns.add(result.runId);
      return turnOf(result);
    },
    submitResults: async (runId, results) => {
      const answered = await (await opened).oneShots.submitResults(runId, results);
      return answered.ok && turns.has(runId) ? ok(turnOf(answered.value)) : answered;
    },
    openSession: async (title) => openAgentSession(await opening, title, (sessionId) => void sessions.add(sessionId)),
    files: async () => filesOf(await opening),
    state: (tenant = "") => openAgentState(opening, tenant),
    attached: async (hash) => {
      const read = await (await opened).engine.workspace.readPicture(hash);
      return read.ok && read.value.type !== "missing" ? read.value.bytes : undefined;
    },
    checkpoints: openCheckpoints(opening),
    find: async (query) => (await opening).workspace.searchLog(query),
    statistics: async (query = {}) => (await opening).workspace.readLogStatistics(query),
    verify: async (kept) => (await opening).workspace.verifyLog(kept),
    log: async () => {
      const page = await (await opening).store.read({ type: "all" });
      return page.ok ? page.value.entries : [];
    },
    close: () => {
      closing.abort();
      void opening.then(({ workspace }) => workspace.close());
    },
  };
};

const streamOf = (
  begin: () => Promise<RunResult>,
  handover: ReturnType<typeof createHandover<AgentEvent>>,
  left: AbortController,
): AgentStream => ({
  result: async () => {
    const result = begin();
    while ((await handover.take()) !== undefined);
    return result;
  },
  [Symbol.asyncIterator]: async function* () {
    void begin();
    let isRead = false;
    try {
      for (let event = await handover.take(); event !== undefined; event = await handover.take()) yield event;
      isRead = true;
    } finally {
      // A stream that was read to its end may be that of a run that waits for results.
      if (!isRead) left.abort();
      handover.leave();
    }
  },
});

const openCheckpoints = (opening: Promise<Engine>): AgentCheckpoints => ({
  list: async () => {
    const listed = await (await opening).workspace.listCheckpoints();
    return listed.ok ? ok(listed.value.checkpoints) : listed;
  },
  make: async () => (await opening).workspace.makeCheckpoint(),
  plan: async (checkpointId) => (await opening).workspace.planRestore(checkpointId),
  restore: async (checkpointId) => (await opening).workspace.restoreCheckpoint(checkpointId, undefined),
  remove: async (checkpointId) => (await opening).workspace.removeCheckpoint(checkpointId),
  save: async (checkpointId) => {
    const saved = await (await opening).workspace.exportCheckpoint(checkpointId);
    return saved.ok ? ok(saved.value.json) : saved;
  },
  take: async (text) => (await opening).workspace.importCheckpoint(text),
});

const filesOf = async ({ workspace }: Engine): Promise<Readonly<Record<string, string>>> => {
  const listed = await workspace.listFiles(undefined);
  const texts: Record<string, string> = {};
  for (const { path, hash } of listed.ok ? listed.value.files : []) {
    const content = hash === undefined ? undefined : await workspace.readContent(hash);
    if (content?.ok === true && content.value.type === "text") texts[path] = content.value.text;
  }
  return texts;
};
