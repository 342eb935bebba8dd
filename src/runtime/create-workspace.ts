import type { ApprovalDesk } from "../engine/tools/gate/approvals.ts";
import type { ToolRegistry } from "../engine/tools/gate/registry.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { CallId, SessionId } from "../kernel/base/ids.ts";
import { loadPart } from "../kernel/base/load-part.ts";
import type { LocalDay } from "../kernel/base/local-day.ts";
import { err, ok, type Result } from "../kernel/base/result.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { StorageStatus } from "../kernel/conversation/live.ts";
import type { SessionRow } from "../kernel/conversation/session.ts";
import type { LastBackup } from "../kernel/files/backup.ts";
import { type LogAlert, withAlert } from "../kernel/log/alert.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import type { BrokenRun } from "../kernel/log/workspace-snapshot.ts";
import { parseEndpoint } from "../kernel/model/endpoint.ts";
import type { ModelChoice } from "../kernel/model/model.ts";
import type { StorageReport } from "../kernel/rules/inspection.ts";
import { inRuleOrder } from "../kernel/rules/rule.ts";
import type { KeyRing } from "../platform/secrets/key-ring.ts";
import type { Branches } from "./branches/branches.ts";
import type { CarryDesk } from "./carry/carry-desk.ts";
import type { Drafts } from "./files/drafts.ts";
import type { FileDesk } from "./files/file-desk.ts";
import type { StateReader } from "./files/state-reader.ts";
import type { WorkspaceFiles } from "./files/workspace-files.ts";
import { historyActs } from "./history/history-acts.ts";
import type { LazyHistory } from "./history/lazy-history.ts";
import type { SpendingKeeper } from "./limits/spending.ts";
import type { ToolLimitsKeeper } from "./limits/tool-limits.ts";
import type { CheckpointingKeeper } from "./log/checkpointing.ts";
import type { LogDesk } from "./log/log-desk.ts";
import type { GraphDesk } from "./memory/graph-desk.ts";
import { type MemoryParts, memoryActs } from "./memory/memory-acts.ts";
import type { MemoryUpkeep } from "./memory/memory-upkeep.ts";
import type { KeyedOrigins } from "./origins/keyed-origins.ts";
import type { WorkspaceTables } from "./projection.ts";
import type { Providers } from "./providers/providers.ts";
import type { GuardrailKeeper } from "./rules/guardrails.ts";
import type { RuleFiles } from "./rules/rule-files.ts";
import type { RuleKeeper } from "./rules/rules.ts";
import type { Simulator } from "./rules/simulator.ts";
import type { Cassettes } from "./runs/cassettes.ts";
import type { CoordinationKeeper } from "./runs/coordination.ts";
import type { HandCalls } from "./runs/hand-calls.ts";
import type { Runs } from "./runs/runs.ts";
import { needsDecision } from "./runs/safe-mode.ts";
import { type NewSaid, newSaid } from "./runs/said.ts";
import { submitResults } from "./runs/submit-results.ts";
import type { DefaultsKeeper } from "./sessions/model-defaults.ts";
import type { Sessions } from "./sessions/sessions.ts";
import type { Setting } from "./sessions/setting-rows.ts";
import type { Workspace } from "./workspace.ts";

export interface WorkspaceParts extends MemoryParts {
  readonly store: Store<WorkspaceTables>;
  readonly storage: () => StorageStatus;
  readonly desk: ApprovalDesk;
  readonly keys: KeyRing;
  readonly keyedOrigins: KeyedOrigins;
  readonly cassettes: Cassettes;
  readonly providers: Providers;
  readonly runs: Runs;
  readonly sessions: Sessions;
  readonly branches: Branches;
  readonly drafts: Drafts;
  readonly files: WorkspaceFiles;
  readonly state: StateReader;
  readonly estimate: () => Promise<{ readonly usedBytes: number; readonly quotaBytes: number }>;
  readonly fileCount: () => number;
  readonly unreadable: () => number;
  readonly defaults: DefaultsKeeper;
  readonly guardrails: GuardrailKeeper;
  readonly rules: RuleKeeper;
  readonly ruleFiles: RuleFiles;
  readonly toolLimits: ToolLimitsKeeper;
  /** Forgets results that would be given again. */
  readonly forgetResults: () => void;
  /** These are loaded when they are first asked. */
  readonly history: LazyHistory;
  readonly simulator: () => Promise<Simulator>;
  readonly logDesk: () => Promise<LogDesk>;
  readonly handCalls: () => Promise<HandCalls>;
  readonly fileDesk: () => Promise<FileDesk>;
  readonly graphDesk: () => Promise<GraphDesk>;
  readonly lastBackup: Setting<LastBackup | undefined>;
  readonly carryDesk: () => Promise<CarryDesk>;
  readonly checkpointing: CheckpointingKeeper;
  readonly memoryUpkeep: MemoryUpkeep;
  readonly alerts: Setting<readonly LogAlert[]>;
  readonly spending: SpendingKeeper;
  readonly coordination: CoordinationKeeper;
  /** Today, as the person's calendar has it. */
  readonly today: () => LocalDay;
  /** Stops one call that runs; false where it does not. */
  readonly toolRegistry: ToolRegistry;
  readonly stopCall: (callId: CallId) => boolean;
  readonly onChange: () => void;
  readonly close: () => void;
}

const running: Failure = {
  type: "conflict",
  message: "A run began in this session while it was being deleted. Nothing was deleted: stop the run, then delete the session.",
};

const notUnderWay: Failure = {
  type: "conflict",
  message: "This call does not run any more: it ended, or it waits for its turn. Nothing was stopped; look at its row.",
};

const textKey = (key: string): Result<string, Failure> => {
  const clean = key.trim();
  const printable = clean !== "" && [...clean].every((character) => character > " " && character <= "~");
  return printable && clean.length <= 1_000
    ? ok(clean)
    : err({
        type: "invalid-input",
        message: "A key has 1 to 1,000 printable characters without spaces. Nothing was kept; paste it again.",
      });
};

/** A run whose end could not be stored leaves its session's row as if it went on. */
const asItStands =
  (brokenOff: readonly BrokenRun[]) =>
  (row: SessionRow): SessionRow =>
    brokenOff.some(({ runId }) => runId === row.openRunId) ? { ...row, status: "interrupted" } : row;

const jsonl = (entries: readonly LogEntry[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");

/** The workspace over its parts: each method asks the part that knows. */
export const createWorkspace = (parts: WorkspaceParts): Workspace => {
  const { branches, defaults, desk, drafts, keyedOrigins, keys, providers, runs, sessions, spending, store } = parts;

  const read = (sessionId: SessionId | undefined) =>
    store.read(sessionId === undefined ? { type: "all" } : { type: "session", sessionId });

  const keyed = async (origin: string, change: () => Promise<void>): Promise<Result<null, Failure>> => {
    const endpoint = parseEndpoint(origin);
    if (!endpoint.ok || endpoint.value.origin !== origin) {
      return err({
        type: "invalid-input",
        message: "A key belongs to one origin, such as https://api.openai.com. Nothing was kept.",
      });
    }
    await change();
    parts.onChange();
    return ok(null);
  };

  /** Loaded with the first document. */
  const problemOf = async ({ said }: NewSaid, model: ModelChoice): Promise<Failure | undefined> =>
    said.pictures?.some(({ type }) => type === "document") === true
      ? (await import("./runs/document-problem.ts")).documentProblem(model)
      : undefined;

  const about = async <Value>(
    sessionId: SessionId,
    message: Result<NewSaid, Failure>,
    say: (session: SessionRow, message: NewSaid) => Promise<Result<Value, Failure>>,
  ): Promise<Result<Value, Failure>> => {
    await branches.settled(sessionId);
    const session = sessions.find(sessionId);
    if (!session.ok) return session;
    if (!message.ok) return message;
    const problem = await problemOf(message.value, session.value.model ?? defaults.get().model);
    return problem === undefined ? say(session.value, message.value) : err(problem);
  };

  /** A question from before a reload is answered: its run goes on from the log. */
  const takeUp = async (sessionId: SessionId): Promise<Result<null, Failure>> => {
    const root = store.state().sessions.get(sessionId)?.openRunId;
    const resumed = root === undefined ? ok(null) : await runs.resume(root);
    // The answer is stored; a run in safe mode waits for another word.
    return !resumed.ok && resumed.error === needsDecision ? ok(null) : resumed;
  };

  return {
    snapshot: () => {
      const { sessions: rows, approvals, rules, ruleHits, days } = store.state();
      const { model, settings, level, fallbacks } = defaults.get();
      const costToday = days.get(parts.today());
      const brokenOff = runs.brokenOff();
      const lastBackup = parts.lastBackup.get();
      return {
        storage: parts.storage(),
        sessions: [...rows.values()].map(asItStands(brokenOff)).sort((a, b) => b.updatedAt - a.updatedAt),
        approvals: [...approvals.values()].filter(({ status }) => status === "pending").sort((a, b) => a.askedAt - b.askedAt),
        rules: inRuleOrder(rules.values()),
        ruleHits: Object.fromEntries(ruleHits),
        fileRules: parts.ruleFiles.rules(),
        model,
        fallbacks,
        settings,
        defaultLevel: level,
        guardrails: parts.guardrails.get(),
        alerts: parts.alerts.get(),
        tools: parts.toolLimits.list(),
        providerCircuit: parts.toolLimits.providerCircuit(),
        coordination: parts.coordination.get(),
        caps: spending.caps(),
        cassettes: parts.cassettes.list(),
        ...(lastBackup === undefined ? {} : { lastBackup }),
        ...(costToday === undefined ? {} : { costToday }),
        keyOrigins: keys.origins(),
        keyHints: keys.hints(),
        keyedOrigins: keyedOrigins.get(),
        runningRunIds: runs.running(),
        brokenOff,
        unreadable: parts.unreadable(),
        lastSeq: store.lastSeq(),
      };
    },
    openSession: sessions.open,
    createSession: sessions.create,
    renameSession: sessions.rename,
    deleteSession: async (sessionId) => {
      const session = sessions.find(sessionId);
      if (!session.ok) return session;
      // The person was asked; what the run did before its end is stored first, so that undo and files agree.
      const { openRunId } = session.value;
      if (openRunId !== undefined && runs.isRunning(sessionId)) {
        const stopped = await runs.stop(openRunId);
        if (!stopped.ok) return stopped;
      }
      return runs.isRunning(sessionId) ? err(running) : sessions.erase(sessionId);
    },
    sendMessage: (sessionId, messageId, text, pictures = [], expected, references) =>
      about(sessionId, newSaid(messageId, text, pictures, references), (session, message) =>
        runs.send(session, message, expected),
      ),
    queueMessage: (sessionId, messageId, text, pictures = [], delivery = "steer", references) =>
      about(sessionId, newSaid(messageId, text, pictures, references), (session, message) =>
        runs.queue(session, message, delivery),
      ),
    keepDraftPicture: drafts.keep,
    dropDraftPictures: drafts.drop,
    readDraftPictures: drafts.read,
    withdrawSteer: runs.withdrawSteer,
    moveSteer: runs.moveSteer,
    shortenSession: async (sessionId) => {
      const session = sessions.find(sessionId);
      return session.ok ? runs.shorten(session.value) : session;
    },
    stopRun: runs.stop,
    stopCall: async (callId) => (parts.stopCall(callId) ? ok(null) : err(notUnderWay)),
    retryNow: runs.retryNow,
    resumeRun: async (runId, step) => {
      const session = [...store.state().sessions.values()].find(({ openRunId }) => openRunId === runId);
      if (session !== undefined) await branches.settled(session.sessionId);
      return runs.resume(runId, step);
    },
    answerApproval: async (approvalId, answer) => {
      const approval = store.state().approvals.get(approvalId);
      const stored = await desk.answer(approvalId, answer);
      return stored.ok && approval !== undefined ? takeUp(approval.sessionId) : stored;
    },
    submitResults: async (sessionId, results, complete = false) => {
      const submitted = await submitResults({ desk, store }, sessionId, results, complete);
      if (!submitted.ok || submitted.value.submitted === 0) return submitted;
      const resumed = await takeUp(sessionId);
      return resumed.ok ? submitted : resumed;
    },
    listTools: async () => (await parts.handCalls()).list(),
    checkCall: async (tool, input) => (await parts.handCalls()).check(tool, input),
    callTool: async (tool, input, messageId) => (await parts.handCalls()).call(tool, input, messageId),
    ...historyActs(parts),
    editMessage: branches.edit,
    regenerate: branches.regenerate,
    forkAt: branches.fork,
    chooseBranch: branches.choose,
    nameBranch: branches.name,
    setLevel: sessions.setLevel,
    setMode: sessions.setMode,
    changeSessionGuard: sessions.changeGuard,
    setStepping: sessions.setStepping,
    setRecalling: sessions.setRecalling,
    withholdMemory: sessions.withholdMemory,
    readConsolidation: parts.memoryUpkeep.standing,
    changeConsolidation: parts.memoryUpkeep.change,
    consolidateMemory: parts.memoryUpkeep.consolidate,
    addRule: parts.rules.add,
    changeRule: parts.rules.change,
    putRules: parts.rules.put,
    orderRules: parts.rules.order,
    removeRule: parts.rules.remove,
    readPermissions: async () => {
      const part = await loadPart(() => import("./rules/read-permissions.ts"), "the trail of permissions");
      return part.ok ? part.value.readPermissions(store, parts.toolRegistry) : part;
    },
    simulateRule: async (rule) => (await parts.simulator()).simulate(rule),
    chooseModel: defaults.chooseModel,
    setFallbacks: defaults.setFallbacks,
    changeDefaultSettings: defaults.changeSettings,
    setDefaultLevel: defaults.setLevel,
    chooseSessionModel: sessions.chooseModel,
    changeSessionSettings: sessions.changeSettings,
    changeSpendingCaps: spending.changeCaps,
    changeSessionCaps: sessions.changeCaps,
    changeCoordination: parts.coordination.change,
    changeToolLimits: parts.toolLimits.change,
    changeProviderCircuit: parts.toolLimits.changeProviderCircuit,
    setGuardrail: parts.guardrails.set,
    removeGuardrail: parts.guardrails.remove,
    setPrice: spending.setPrice,
    removePrice: spending.removePrice,
    readPrices: async () => ok({ prices: spending.prices() }),
    giveKey: async (origin, text) => {
      const key = textKey(text);
      if (!key.ok) return key;
      return keyed(origin, () => {
        keys.give(origin, key.value);
        // What was read before may hold it.
        parts.forgetResults();
        return keyedOrigins.add(origin);
      });
    },
    forgetKey: (origin) =>
      keyed(origin, () => {
        keys.forget(origin);
        return keyedOrigins.remove(origin);
      }),
    forgetAllKeys: async () => {
      keys.forgetAll();
      await keyedOrigins.removeAll();
      parts.onChange();
      return ok(null);
    },
    keyOriginIn: keys.originIn,
    checkConnection: providers.check,
    listFiles: parts.files.list,
    graphDesk: parts.graphDesk,
    readState: parts.state.list,
    readStateHistory: parts.state.history,
    ...memoryActs(parts),
    readContent: parts.files.content,
    readBytes: async (hash) => (await parts.fileDesk()).bytes(hash),
    changeFiles: async (acts, sessionId) => (await parts.fileDesk()).change(acts, sessionId),
    compareThree: async (base, yours, theirs) => (await parts.fileDesk()).compareThree(base, yours, theirs),
    previewPage: async (path, html) => (await parts.fileDesk()).preview(path, html),
    searchFiles: async (searchId, search) => (await parts.fileDesk()).search(searchId, search),
    stopSearch: async (searchId) => (await parts.fileDesk()).stopSearch(searchId),
    readPicture: parts.files.picture,
    readDiff: parts.files.diff,
    readStorage: async (): Promise<Result<StorageReport, Failure>> =>
      ok({ ...(await parts.estimate()), entries: store.lastSeq(), files: parts.fileCount(), unreadable: parts.unreadable() }),
    exportAudit: async (sessionId) => {
      const page = await read(sessionId);
      const audit = await loadPart(() => import("../kernel/log/audit.ts"), "the audit");
      if (!page.ok) return page;
      if (!audit.ok) return audit;
      const { auditJsonl, auditOf } = audit.value;
      return ok({ jsonl: keys.scrub(auditJsonl(auditOf(page.value.entries))) });
    },
    searchLog: async (query) => (await parts.logDesk()).search.find(query),
    setAlert: (alert) => parts.alerts.change((before) => withAlert(before, alert)),
    removeAlert: (alertId) => parts.alerts.change((before) => ok(before.filter((alert) => alert.alertId !== alertId))),
    listCheckpoints: async () => {
      const listed = await (await parts.logDesk()).checkpoints.list();
      return listed.ok ? ok({ checkpoints: listed.value, checkpointing: parts.checkpointing.get() }) : listed;
    },
    makeCheckpoint: async () => (await parts.logDesk()).checkpoints.make(),
    planRestore: async (checkpointId) => (await parts.logDesk()).checkpoints.plan(checkpointId),
    restoreCheckpoint: async (checkpointId, sessionId) => (await parts.logDesk()).checkpoints.restore(checkpointId, sessionId),
    removeCheckpoint: async (checkpointId) => (await parts.logDesk()).checkpoints.remove(checkpointId),
    exportCheckpoint: async (checkpointId) => (await parts.logDesk()).checkpoints.exported(checkpointId),
    importCheckpoint: async (text) => (await parts.logDesk()).checkpoints.imported(text),
    changeCheckpointing: parts.checkpointing.change,
    verifyLog: async (kept) => (await parts.logDesk()).verify(kept),
    readLogStatistics: async (query) => (await parts.logDesk()).search.statistics(query),
    exportEntries: async (query) => (await parts.logDesk()).search.exported(query),
    exportLog: async (sessionId) => {
      const page = await read(sessionId);
      // What was written before a key was held may hold it; what leaves the browser does not.
      return page.ok ? ok({ jsonl: keys.scrub(jsonl(page.value.entries)) }) : page;
    },
    readStorageItems: async () => (await parts.carryDesk()).readStorageItems(),
    wipe: async (phrase) => (await parts.carryDesk()).wipe(phrase),
    makeBackup: async () => (await parts.carryDesk()).makeBackup(),
    restoreBackup: async (picked, choice) => (await parts.carryDesk()).restoreBackup(picked, choice),
    exportFiles: async (folder) => (await parts.carryDesk()).exportFiles(folder),
    previewImport: async (picked, into) => (await parts.carryDesk()).preview(picked, into),
    importFiles: async (picked, into, digest) => (await parts.carryDesk()).importFiles(picked, into, digest),
    exportCassette: async (sessionId) => {
      const [row, page] = [sessions.find(sessionId), await read(sessionId)];
      if (!row.ok) return row;
      const recorder = await loadPart(() => import("./runs/record-cassette.ts"), "what records sessions");
      if (!page.ok) return page;
      if (!recorder.ok) return recorder;
      const cassette = await recorder.value.cassetteOf(page.value.entries, row.value.title);
      return cassette.ok ? ok({ json: keys.scrub(JSON.stringify(cassette.value)) }) : cassette;
    },
    openCassette: async (text) => {
      const opened = await parts.cassettes.open(text);
      return opened.ok ? ok({ choice: opened.value }) : opened;
    },
    close: parts.close,
  };
};
