import { checkModelOverrides } from "../kernel/check-model-settings.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import { unexpectedFailure } from "../kernel/failure.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { checkCapChanges } from "../kernel/spending-caps.ts";
import type { Agent, AgentEvent, AgentParts, AgentStream, RunResult, TurnResult } from "./agent-contract.ts";
import { type Engine, openEngine } from "./engine.ts";
import { createHandover } from "./handover.ts";
import { runOnce } from "./one-shot.ts";
import { openAgentSession } from "./session.ts";

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

/** Answers what is asked, each question once. */
const answerQuestions = ({ desk, parts, store }: Engine, isWaitedFor: (sessionId: string | undefined) => boolean): void => {
  const answer = async ({ event, sessionId }: LogEntry): Promise<void> => {
    if (event.type !== "approval-requested") return;
    if (parts.approve === undefined && isWaitedFor(sessionId)) return;
    const { approval } = event;
    try {
      const said = await parts.approve?.(approval);
      await desk.answer(approval.approvalId, said ?? { type: "reject", reason: "Nobody is there to be asked." });
    } catch (cause) {
      const reason = unexpectedFailure(cause, "Asking").message;
      await desk.answer(approval.approvalId, { type: "reject", reason });
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
  return { ...part, status: "needs-more-turns" };
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
  // Whoever asks first hears of it.
  opening.catch(() => undefined);
  const signalOf = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);

  const stream: Agent["stream"] = (messages, { signal } = {}) => {
    const left = new AbortController();
    const handover = createHandover<AgentEvent>();
    let running: Promise<RunResult> | undefined;
    const begin = (): Promise<RunResult> => {
      running ??= opening
        .then((engine) =>
          runOnce(engine, { messages, signal: AbortSignal.any([signalOf(signal), left.signal]), onEvent: handover.give }),
        )
        .finally(handover.end);
      return running;
    };
    return streamOf(begin, handover, left);
  };

  return {
    run: async (messages, { signal } = {}) => runOnce(await opening, { messages, signal: signalOf(signal) }),
    stream,
    turn: async (messages, { signal } = {}) =>
      turnOf(await runOnce(await opening, { messages, signal: signalOf(signal), maxTurns: 1 })),
    openSession: async (title) => openAgentSession(await opening, title, (sessionId) => void sessions.add(sessionId)),
    files: async () => filesOf(await opening),
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
    try {
      for (let event = await handover.take(); event !== undefined; event = await handover.take()) yield event;
    } finally {
      left.abort();
      handover.leave();
    }
  },
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
