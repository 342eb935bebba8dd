import { type Clock, systemClock } from "../kernel/base/clock.ts";
import { createConnectivity } from "../kernel/base/connectivity.ts";
import type { SessionId } from "../kernel/base/ids.ts";
import { type Random, systemRandom } from "../kernel/base/random.ts";
import { defaultRunLimits, type RunLimits } from "../kernel/limits/limits.ts";
import { noCheckpointing } from "../kernel/log/checkpointing.ts";
import type { AnswerCheck } from "../kernel/model/answer-format.ts";
import type { ModelChoice } from "../kernel/model/model.ts";
import { type Assembled, assembleParts } from "../runtime/assemble.ts";
import { shareStore } from "../runtime/shared-store.ts";
import type { Workspace } from "../runtime/workspace.ts";
import type { AgentParts } from "./agent-contract.ts";

/** The product's parts over a workspace in memory, set as a program wants them. */
export interface Engine extends Assembled {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: RunLimits;
  readonly model: ModelChoice;
  readonly parts: AgentParts;
  /** What looks at the answers of a session's runs, by its id. */
  readonly answerChecks: Map<string, AnswerCheck>;
  /** Whether a session of the log, which may be shared, is this engine's. */
  readonly ownsSession: (sessionId: SessionId) => boolean;
  /** Hears whenever a run starts or ends. Returns the way to stop. */
  readonly onChange: (listener: () => void) => () => void;
}

/** A program does its own requests: nothing of the engine goes on the network. */
const noNetwork: typeof fetch = () => Promise.reject(new Error("The engine of a program has no network of its own."));

/** Never asked: nothing of a program's models is at an address that could be explored. */
const noSurroundings = () =>
  Promise.resolve({ pageOrigin: "", system: "other", isSafari: false, localNetwork: "unknown" } as const);

export const openEngine = async (parts: AgentParts): Promise<Engine> => {
  const { provider, files = {}, shared, system = "", settings = {} } = parts;
  const { clock = systemClock, random = systemRandom } = shared ?? parts;
  const limits: RunLimits = { ...defaultRunLimits, ...parts.limits };
  const answerChecks = new Map<string, AnswerCheck>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const assembled = await assembleParts({
    databaseName: "program",
    platform: {
      clock,
      random,
      demo: provider,
      fetch: noNetwork,
      connectivity: createConnectivity(),
      surroundings: noSurroundings,
    },
    listener: {
      onEntries: (entries) => parts.onEntries?.(entries),
      onChange: tell,
      onLiveText: () => {},
      onNotice: () => {},
      onBlocked: () => {},
    },
    program: {
      provider,
      tools: parts.tools ?? [],
      asksAgents: parts.agents !== undefined,
      ...(parts.hooks === undefined ? {} : { hooks: parts.hooks }),
      ...(parts.persistence === undefined ? {} : { checkpoints: parts.persistence }),
      ...(shared === undefined ? {} : { store: shareStore(shared.store) }),
      limits,
      asksNobody: parts.level === undefined,
      answerCheckFor: (sessionId) => answerChecks.get(sessionId),
      files: Object.entries(files).map(([path, text]) => ({ path, text })),
    },
  });
  const sessions = new Set<SessionId>();
  const workspace: Workspace = {
    ...assembled.workspace,
    createSession: async (title) => {
      const created = await assembled.workspace.createSession(title);
      if (created.ok) sessions.add(created.value.sessionId);
      return created;
    },
  };
  const model: ModelChoice = { provider: "own", model: parts.model };
  const caps = { "session-cost": null, "session-tokens": parts.maxTokens ?? null };
  const set = [
    await workspace.chooseModel(model),
    await workspace.setDefaultLevel(parts.level ?? "only-limits"),
    await workspace.changeSpendingCaps(caps),
    await workspace.changeCheckpointing(parts.checkpointing ?? noCheckpointing),
    await workspace.changeCoordination(parts.agents ?? {}),
    await workspace.changeDefaultSettings({ ...settings, systemPrompt: system }),
  ];
  for (const result of set) if (!result.ok) throw new Error(result.error.message);
  return {
    ...assembled,
    workspace,
    ownsSession: (sessionId) => sessions.has(sessionId),
    clock,
    random,
    limits,
    model,
    parts,
    answerChecks,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
