import { createLoop, nothingSpent } from "../../src/engine/agent/loop.ts";
import { createOverlay } from "../../src/engine/files/overlay/overlay.ts";
import { createWorkspaceTree } from "../../src/engine/files/overlay/workspace-tree.ts";
import { createApprovalDesk } from "../../src/engine/tools/gate/approvals.ts";
import { createEditCheck } from "../../src/engine/tools/gate/explain-arguments.ts";
import { createGate } from "../../src/engine/tools/gate/gate.ts";
import { settleListenLazily } from "../../src/engine/tools/gate/lazy-listen.ts";
import { createLedger } from "../../src/engine/tools/gate/ledger.ts";
import { createToolRegistry } from "../../src/engine/tools/gate/registry.ts";
import { createRuleBook } from "../../src/engine/tools/rules/rule-book.ts";
import { systemClock } from "../../src/kernel/base/clock.ts";
import type { Failure } from "../../src/kernel/base/failure.ts";
import { messageId, runId, sessionId } from "../../src/kernel/base/ids.ts";
import { isJsonObject } from "../../src/kernel/base/json.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import { err, ok } from "../../src/kernel/base/result.ts";
import type { Hooks } from "../../src/kernel/contracts/hooks.ts";
import type { Provider } from "../../src/kernel/contracts/provider.ts";
import type { Store } from "../../src/kernel/contracts/store.ts";
import type { Tool } from "../../src/kernel/contracts/tool.ts";
import { defaultRunLimits } from "../../src/kernel/limits/limits.ts";
import type { Event } from "../../src/kernel/log/event.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import { createInMemoryStore } from "../../src/platform/storage/in-memory/in-memory-store.ts";
import { openLightningFs } from "../../src/platform/storage/lightning-fs.ts";
import { createHookedStore } from "../../src/runtime/hooked-store.ts";
import { createLogTeller } from "../../src/runtime/log/log-teller.ts";
import { type WorkspaceTables, workspaceProjection } from "../../src/runtime/projection.ts";
import { createRunRecorder } from "../../src/runtime/runs/run-recorder.ts";

export const session = sessionId("session_1");
const run = runId("run_1");
const prompt = { messageId: messageId("message_1"), role: "user", blocks: [{ type: "text", text: "Go on." }] } as const;
const limits = { ...defaultRunLimits, maxTurns: 5_000, maxTokens: 1e12 };

/** A tool named `constant` that only reads, and whose calls are checked against its schema. */
export const readingTool = (read: () => Promise<string>): Tool => ({
  name: "constant",
  description: "Gives the same text each time.",
  inputSchema: { type: "object", properties: { path: { type: "string" } } },
  access: "read",
  timeoutMs: 5_000,
  parse: (input) => (isJsonObject(input) && typeof input.path === "string" ? ok(input) : err(["path has to be a text."])),
  headline: () => ({ verb: "Read", object: "/notes.md" }),
  paths: () => ["/notes.md"],
  run: async () => ok({ text: await read(), isError: false }),
});

/** An agent with everything that the app gives it. */
export interface AgentWorld {
  /**
   * Runs to the end, stores it as the run's last entry and gives the number of turns; throws when the run does not complete, or
   * is not stopped where the signal says so.
   */
  readonly run: () => Promise<number>;
  readonly entryCount: () => number;
}

export interface AgentWorldOptions {
  readonly provider: Provider;
  /** Absent: a constant text without any wait. */
  readonly tool?: Tool;
  readonly hooks?: readonly Hooks[];
  readonly maxParallelReads?: number;
  /** Absent: one in memory. */
  readonly store?: Store<WorkspaceTables>;
  /** Hears every piece of text after the recorder has taken it. */
  readonly onDelta?: (text: string) => void;
  /** Hears what the log has got. */
  readonly onEntries?: (entries: readonly LogEntry[]) => void;
  readonly signal?: AbortSignal;
}

export const createAgentWorld = async ({ provider, signal, ...options }: AgentWorldOptions): Promise<AgentWorld> => {
  const deps = { clock: systemClock, random: systemRandom };
  const hooks = options.hooks ?? [];
  const kept = options.store ?? createInMemoryStore(deps, { projection: workspaceProjection });
  const store = createHookedStore(kept, () => hooks);
  if (options.onEntries !== undefined) store.subscribe(options.onEntries);
  const tools = createToolRegistry([options.tool ?? readingTool(async () => "constant")]);
  const tree = createWorkspaceTree([], async () => undefined);
  const gate = createGate({
    ...deps,
    hooks: () => hooks,
    approver: createApprovalDesk({ store, checkEdit: createEditCheck(tools) }, []),
    store,
    tools,
    tree,
    rules: createRuleBook(() => store.state().rules),
    ledger: createLedger({ store }),
    createOverlay,
    settleListen: settleListenLazily,
    openFiles: openLightningFs,
    maxParallelReads: options.maxParallelReads ?? defaultRunLimits.maxParallelReads,
  });
  const onFailure = ({ message }: Failure): void => {
    throw new Error(message);
  };
  const recorder = createRunRecorder({
    ...deps,
    store,
    sessionId: session,
    runId: run,
    onLiveText: ({ text }) => options.onDelta?.(text),
    onFailure,
  });
  const begin: readonly Event[] = [
    { type: "session-created", title: "Bench", level: "ask-risky" },
    { type: "user-message", messageId: prompt.messageId, blocks: prompt.blocks },
    { type: "run-started", model: { provider: "demo" }, limits, level: "ask-risky" },
  ];
  const entries = begin.map((event) => ({ sessionId: session, runId: run, causes: [], origins: [], event }));
  await store.append({ entries, effects: [], expects: [], durability: "strict" });
  const loop = createLoop({ ...deps, gate, hooks: () => hooks, provider });
  return {
    entryCount: store.lastSeq,
    run: async () => {
      const scope = { sessionId: session, runId: run, level: "ask-risky", causes: [1], origins: [{ type: "model" }] } as const;
      const input = { history: [prompt], system: "Be brief.", model: "scripted", limits, scope, spent: nothingSpent() };
      const about = { causes: [1], origins: scope.origins } as const;
      const tell = createLogTeller({
        recorder,
        causes: () => about.causes,
        origins: () => about.origins,
        onStored: () => {},
        onFailure,
      });
      const { ending, summary } = await loop(input, tell, signal ?? new AbortController().signal);
      const expected = signal?.aborted === true ? "stopped" : "completed";
      if (ending.type !== "ended" || ending.outcome.type !== expected) throw new Error(JSON.stringify(ending));
      const event = { type: "run-ended", outcome: ending.outcome, summary } as const;
      await recorder.record([{ event }], about, "strict");
      return summary.turns;
    },
  };
};
