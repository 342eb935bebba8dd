import { createLoop } from "../engine/agent/loop.ts";
import { createOverlay } from "../engine/files/overlay/overlay.ts";
import { createWorkspaceTree, type WorkspaceTree } from "../engine/files/overlay/workspace-tree.ts";
import { jailedFiles } from "../engine/files/path-jail.ts";
import { createGraphTools } from "../engine/graph/tools/graph-tools.ts";
import { createMemoryTools } from "../engine/memory/tools.ts";
import { createBudget } from "../engine/resilience/budget.ts";
import { createAgentTool } from "../engine/tools/builtin/agent.ts";
import { createBuiltinTools } from "../engine/tools/builtin/builtin-tools.ts";
import { createFetchTool } from "../engine/tools/builtin/fetch.ts";
import { createSeenFiles } from "../engine/tools/builtin/seen-files.ts";
import { createSessionTools } from "../engine/tools/builtin/session-tools.ts";
import { type ApprovalDesk, createApprovalDesk } from "../engine/tools/gate/approvals.ts";
import { createEditCheck } from "../engine/tools/gate/explain-arguments.ts";
import { createGate } from "../engine/tools/gate/gate.ts";
import { settleListenLazily } from "../engine/tools/gate/lazy-listen.ts";
import { createLedger } from "../engine/tools/gate/ledger.ts";
import { createNarrowedGate } from "../engine/tools/gate/narrowed-gate.ts";
import { createToolRegistry } from "../engine/tools/gate/registry.ts";
import { programRules } from "../engine/tools/rules/level-rules.ts";
import { createRuleBook } from "../engine/tools/rules/rule-book.ts";
import { createRuleState } from "../engine/tools/rules/rule-state.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { SessionId } from "../kernel/base/ids.ts";
import type { JsonValue } from "../kernel/base/json.ts";
import { loadPart } from "../kernel/base/load-part.ts";
import { localDay } from "../kernel/base/local-day.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { StorageStatus } from "../kernel/conversation/live.ts";
import { defaultNestingLimits } from "../kernel/conversation/nested-run.ts";
import type { SessionRow } from "../kernel/conversation/session.ts";
import { defaultRunLimits } from "../kernel/limits/limits.ts";
import { capsOf } from "../kernel/limits/spending-caps.ts";
import { alertsFrom } from "../kernel/log/alert.ts";
import { effectOf } from "../kernel/log/event-effect.ts";
import { createExplore } from "../platform/network/explore.ts";
import { createNetGate } from "../platform/network/net-gate.ts";
import { createKeyRing } from "../platform/secrets/key-ring.ts";
import { createScrubbedTool } from "../platform/secrets/scrubbed-tool.ts";
import { estimateStorage } from "../platform/storage/database.ts";
import { openLightningFs } from "../platform/storage/lightning-fs.ts";
import { createBranches } from "./branches/branches.ts";
import { lazyCarryDesk, openLastBackup } from "./carry/lazy-carry.ts";
import { createWorkspace } from "./create-workspace.ts";
import { createArtifacts } from "./files/artifacts.ts";
import { createContents } from "./files/contents.ts";
import { createDrafts } from "./files/drafts.ts";
import { loadSamples, plantFiles } from "./files/starting-files.ts";
import { createStateReader, type StateReader } from "./files/state-reader.ts";
import { watchStorage } from "./files/watch-storage.ts";
import { createWorkspaceFiles } from "./files/workspace-files.ts";
import { createLazyHistory } from "./history/lazy-history.ts";
import { createHookedStore } from "./hooked-store.ts";
import { lazily } from "./lazily.ts";
import { createLazyStages } from "./limits/lazy-stages.ts";
import { createProviderCircuits } from "./limits/provider-circuits.ts";
import { openSpending } from "./limits/spending.ts";
import { openToolLimits } from "./limits/tool-limits.ts";
import { openCheckpointing } from "./log/checkpointing.ts";
import { lazySources } from "./log/lazy-sources.ts";
import { sealAtRest } from "./log/seal-at-rest.ts";
import { memoryUse, openMemorySettings } from "./memory/memory-settings.ts";
import { openMemoryUpkeep } from "./memory/memory-upkeep.ts";
import { createRunMemory } from "./memory/run-memory.ts";
import { openStore, openStoreInMemory } from "./open-store.ts";
import { openKeyedOrigins } from "./origins/keyed-origins.ts";
import type { Platform } from "./platform.ts";
import type { Program } from "./program.ts";
import type { WorkspaceTables } from "./projection.ts";
import { createProviders } from "./providers/providers.ts";
import { openGuardrails } from "./rules/guardrails.ts";
import { lazyRuleKeeper } from "./rules/lazy-rules.ts";
import { openRuleFiles } from "./rules/rule-files.ts";
import { createAnswering } from "./runs/answering-models.ts";
import { openCassettes } from "./runs/cassettes.ts";
import { continuationOf } from "./runs/continuations.ts";
import { shellInLog, todosInLog } from "./runs/conversation.ts";
import { openCoordination } from "./runs/coordination.ts";
import type { DriveDeps, LiveRunDeps } from "./runs/live-run.ts";
import { createNestedRuns } from "./runs/nested-runs.ts";
import { recover } from "./runs/recovery.ts";
import { planFor } from "./runs/run-plan.ts";
import { createRuns } from "./runs/runs.ts";
import { openDefaults } from "./sessions/model-defaults.ts";
import { createSessions } from "./sessions/sessions.ts";
import { openSettingRows } from "./sessions/setting-rows.ts";
import type { Workspace, WorkspaceListener } from "./workspace.ts";

export interface AssembleOptions {
  readonly databaseName: string;
  readonly platform: Platform;
  readonly listener: WorkspaceListener;
  readonly program?: Program;
}

/** A workspace, and the parts of it that a program works with. */
export interface Assembled {
  readonly workspace: Workspace;
  readonly store: Store<WorkspaceTables>;
  readonly desk: ApprovalDesk;
  readonly tree: WorkspaceTree;
  readonly state: StateReader;
  readonly loopFor: DriveDeps["loopFor"];
}

/** The workspace of the product: see `assembleParts`. */
export const assemble = async (options: AssembleOptions): Promise<Workspace> => (await assembleParts(options)).workspace;

/** Makes everything that an owned workspace consists of: the one place that creates instances in the worker. */
export const assembleParts = async ({ databaseName, platform, listener, program }: AssembleOptions): Promise<Assembled> => {
  const { clock, connectivity, demo, random } = platform;
  // Fetched at once, though nothing waits for it: a run that starts without a network needs it too.
  void loadPart(() => import("./runs/run-compaction.ts"), "what shortens conversations");
  let stepAside: StorageStatus | undefined;
  const setAside = (status: StorageStatus): void => {
    stepAside = status;
    listener.onChange();
  };
  const opened =
    program === undefined
      ? await openStore(platform, {
          databaseName,
          onBlocked: listener.onBlocked,
          onLost: ({ message }) => setAside({ status: "lost", message }),
        })
      : await openStoreInMemory(platform, "This workspace belongs to a program and lives as long as it does.", program.store);
  const { store: kept, status } = watchStorage(opened.store, opened.status, listener.onChange);
  const settings = await openSettingRows(kept, listener.onChange);
  const guardrails = openGuardrails(settings, {
    callsIn: (scope) => reviewing().then(({ callsIn }) => callsIn(scope)),
    review: (...asked) => reviewing().then(({ review }) => review(...asked)),
  });
  const hooks = program?.hooks === undefined ? guardrails.hooks : () => [...(program.hooks ?? []), ...guardrails.hooks()];
  const store = createHookedStore(kept, hooks);
  const rows = await store.list("files");
  if (!rows.ok) throw new Error(rows.error.message);

  const contents = createContents(store);
  const tree = createWorkspaceTree(rows.value.rows, contents.read);
  store.subscribe((entries) => {
    for (const { event } of entries) tree.apply(effectOf(event)?.files ?? []);
  });
  const base = { clock, random, store, tree };
  const ruleFiles = openRuleFiles({ store, tree, onChange: listener.onChange });
  const files = createWorkspaceFiles({ store, tree, contents });
  const state = createStateReader({ store, files, contents });
  const memoryBook = lazily(async () => (await import("./memory/memory-book.ts")).createMemoryBook({ ...base, files }));
  const keys = createKeyRing();
  const history = createLazyHistory({ clock, random, store, tree, scrub: keys.scrub });
  const web = lazily(async () => {
    const { createWeb, hearBlockedHere } = await import("../platform/network/web.ts");
    return createWeb({ fetch: netGate.keyless, hearBlocked: hearBlockedHere });
  });
  const shared = { clock, seen: createSeenFiles(), artifacts: createArtifacts({ contents, store }) };
  const agentTool = createAgentTool((task, caller, signal) => nestedRuns.delegate(task, caller, signal));
  const memorySettings = openMemorySettings(settings, () => ({ answering, clock, providerFor: providers.embedderFor, store }));
  const tools = createToolRegistry(
    (
      (program?.asksAgents === true ? [...(program.tools ?? []), agentTool] : program?.tools) ?? [
        ...createBuiltinTools(shared),
        ...createSessionTools({
          ...shared,
          todosIn: todosInLog(store),
          shellIn: shellInLog(store),
          git: history.git,
          openCalls: (ask) => nestedRuns.openCalls(ask),
          historyOf: state.history,
        }),
        createFetchTool({ web }),
        ...createMemoryTools(memoryUse({ settings: memorySettings, memoryBook, store })),
        ...createGraphTools({ clock }),
        agentTool,
        ...(program?.moreTools ?? []),
      ]
    ).map((tool) => createScrubbedTool(keys, tool)),
  );
  const toolLimits = openToolLimits(settings, tools);
  const stages = createLazyStages(async () => {
    const { openToolStages } = await import("./limits/open-tool-stages.ts");
    return openToolStages({ clock, random, store, limitsOf: toolLimits.of });
  }, toolLimits.of);
  store.subscribe((entries) => {
    for (const { event } of entries) for (const { path } of effectOf(event)?.files ?? []) stages.noteChange(path);
  });
  const desk = createApprovalDesk({ store, checkEdit: createEditCheck(tools), definitionOf: tools.definitionOf }, [
    ...store.state().approvals.values(),
  ]);
  const ledger = createLedger({ store });
  const ruleBook = createRuleBook(() => ruleFiles.withStored(store.state().rules), {
    ...(program?.asksNobody === true ? { fixed: programRules } : {}),
    refresh: ruleFiles.refresh,
    state: createRuleState(tree),
  });
  const gate = createGate({
    approver: desk,
    hooks,
    clock,
    random,
    store,
    tools,
    tree,
    rules: ruleBook,
    ledger,
    createOverlay,
    settleListen: settleListenLazily,
    findSources: lazySources(store),
    openFiles: (raw) => jailedFiles(openLightningFs(raw)),
    stages,
    maxParallelReads: (program?.limits ?? defaultRunLimits).maxParallelReads,
  });

  const keyedOrigins = openKeyedOrigins(settings);
  const netGate = createNetGate({ fetch: platform.fetch, keyFor: keys.keyFor });
  const explore = createExplore({ ...platform, keyFor: keys.keyFor });
  const cassettes = openCassettes({ random }, settings);
  const models = { demo, own: program?.provider, cassettes };
  const providers = createProviders({
    ...models,
    clock,
    random,
    contents,
    explore,
    keyedOrigins: keyedOrigins.get,
    keys,
    netGate,
  });
  const defaults = openDefaults(settings);

  const spending = openSpending({ clock }, settings);
  const budget = createBudget({
    clock,
    capsFor: (sessionId) => capsOf(spending.caps(), store.state().sessions.get(sessionId)?.caps),
    dayCap: () => spending.caps()["day-cost"],
    spentIn: (sessionId) => store.state().sessions.get(sessionId)?.cost,
    spentOn: (day) => store.state().days.get(day),
  });

  const answering = createAnswering({
    budget,
    clock,
    connectivity,
    guard: createProviderCircuits({ clock, store, limits: toolLimits.providerCircuit }),
    prices: spending.prices,
    providerFor: providers.providerFor,
    random,
  });
  const reviewing = lazily(async () => {
    const { createCallReviews } = await import("./rules/call-reviews.ts");
    const sessionOf = (id: SessionId): SessionRow | undefined => store.state().sessions.get(id);
    return createCallReviews({ answering, clock, defaults, providers, sessionOf, store, tools });
  });
  const loopFor: DriveDeps["loopFor"] = (provider, { tools: offered, fallbacks = [], ...about }) => {
    const narrowed = offered === undefined ? gate : createNarrowedGate(gate, offered);
    return createLoop({ clock, gate: narrowed, hooks, provider: answering(provider, { ...about, fallbacks }), random });
  };
  const driving: DriveDeps & LiveRunDeps = {
    ...base,
    shortening: memorySettings.shortening.get,
    onLiveText: listener.onLiveText,
    loopFor,
    providerFor: providers.providerFor,
    refusedBy: async () => {
      await ruleFiles.refresh();
      return ruleFiles.problem();
    },
  };
  const coordination = openCoordination(settings, store);
  const nestedRuns = createNestedRuns({
    agentsTogether: coordination.accountOf,
    ...driving,
    clock,
    random,
    ledger,
    windows: ruleBook.windows,
    limits: defaultNestingLimits,
    toolNames: tools.names,
  });
  const runs = createRuns({
    continuationFor: (sessionId) => {
      const guard = store.state().sessions.get(sessionId)?.guard;
      return guard === undefined ? undefined : continuationOf(tree, guard);
    },
    answerCheckFor: program?.answerCheckFor,
    ...driving,
    random,
    desk,
    ledger,
    nestedRuns,
    memory: createRunMemory({ store, tree, book: memoryBook, embedding: memorySettings, onNotice: listener.onNotice }),
    limits: program?.limits ?? defaultRunLimits,
    defaults: defaults.get,
    onChange: listener.onChange,
    onNotice: listener.onNotice,
  });
  // From here on nothing is stored that a page which followed the former owner would miss.
  store.subscribe(listener.onEntries);
  await plantFiles({ clock, random, store }, async () => program?.files ?? loadSamples());
  const keyMissing = (row: SessionRow): Failure | undefined => providers.keyMissing(planFor(row, defaults.get()).model);
  // What is open in a shared log is at work.
  if (program?.store === undefined) await recover(store, keyMissing, listener.onNotice);

  const lastBackup = openLastBackup(settings);
  const logDesk = lazily(async () =>
    (await import("./log/log-desk.ts")).createLogDesk({
      ...base,
      kept: program?.checkpoints,
      toolNames: tools.names,
      checkpointing: () => checkpointing.get(),
      scrub: keys.scrub,
    }),
  );
  // A program ends when its work is done; no timer of ours keeps it.
  const memoryUpkeep = openMemoryUpkeep({
    ...base,
    settings,
    onNotice: listener.onNotice,
    isAutomatic: program === undefined,
    isBusy: () => runs.running().length > 0,
  });
  const stopSealing =
    program === undefined ? sealAtRest({ clock, store, seal: async () => (await logDesk()).seal() }) : undefined;
  const checkpointing = openCheckpointing(
    { clock, settings, store, tree },
    (moment) => logDesk().then(({ checkpoints }) => checkpoints.makeOf(moment)),
    listener.onNotice,
  );
  const sessions = createSessions({ random, store, level: () => defaults.get().level });
  const branches = createBranches({ clock, random, store, tree, runs, sessions });
  const workspace = createWorkspace({
    store,
    storage: () => stepAside ?? status(),
    desk,
    keyedOrigins,
    keys,
    cassettes,
    providers,
    runs,
    sessions,
    branches,
    drafts: createDrafts({ store, sessions }),
    history,
    files,
    state,
    estimate: estimateStorage,
    fileCount: () => tree.paths().length,
    unreadable: () => rows.value.unreadable,
    defaults,
    guardrails,
    rules: lazyRuleKeeper({ store }),
    ruleFiles,
    toolLimits,
    coordination,
    forgetResults: stages.forgetResults,
    simulator: lazily(async () =>
      (await import("./rules/simulator.ts")).createSimulator({ clock, store, tools, contents: contents.read, ruleFiles, tree }),
    ),
    logDesk,
    memoryBook,
    memoryDesk: lazily(async () => (await import("./memory/memory-desk.ts")).createMemoryDesk(base)),
    whyDesk: lazily(async () => (await import("./why/why-desk.ts")).createWhyDesk(base)),
    graphDesk: lazily(async () => {
      const { createGraphDesk, openPositions } = await import("./memory/graph-desk.ts");
      return createGraphDesk({ ...base, files, contents, positions: openPositions(settings), scrub: keys.scrub });
    }),
    fileDesk: lazily(async () =>
      (await import("./files/file-desk.ts")).createFileDesk({ clock, random, store, tree, contents, keyOriginIn: keys.originIn }),
    ),
    handCalls: lazily(async () =>
      (await import("./runs/hand-calls.ts")).createHandCalls({ random, store, tools, runs, branches, defaults }),
    ),
    lastBackup,
    carryDesk: lazyCarryDesk({
      ...base,
      keys,
      lastBackup,
      storage: () => stepAside ?? status(),
      recover: () => recover(store, keyMissing, listener.onNotice, runs.isRunning),
    }),
    checkpointing,
    memoryUpkeep,
    memorySettings,
    alerts: settings.open("alerts", { read: alertsFrom, write: (value) => value as unknown as JsonValue }),
    spending,
    toolRegistry: tools,
    stopCall: gate.stop,
    today: () => localDay(clock.now()),
    onChange: listener.onChange,
    close: () => {
      stopSealing?.();
      memoryUpkeep.stop();
      runs.abandon();
      ledger.close();
      keys.forgetAll();
      void store.close();
    },
  });
  return { workspace, store, desk, tree, state, loopFor };
};
