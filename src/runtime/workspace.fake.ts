import { noCheckpointing } from "../kernel/checkpointing.ts";
import { logStatistics } from "../kernel/log-statistics.ts";
import { ok } from "../kernel/result.ts";
import type { WorkspaceSnapshot } from "../kernel/workspace-snapshot.ts";
import type { Workspace, WorkspaceListener } from "./workspace.ts";

const checkpointRow = { checkpointId: "1", madeAt: 1, seq: 1, by: "person", tools: [], values: 0, isImported: false } as const;

export interface FakeWorkspace extends Workspace {
  /** Names of the methods that were called, in order. */
  readonly calls: readonly string[];
  readonly listener: WorkspaceListener;
}

/** A workspace that remembers what it was asked and answers with the simplest success. */
export const createFakeWorkspace = (listener: WorkspaceListener, snapshot: WorkspaceSnapshot): FakeWorkspace => {
  const calls: string[] = [];
  const answers =
    <Value>(name: string, value: Value) =>
    () => {
      calls.push(name);
      return Promise.resolve(ok(value));
    };
  return {
    calls,
    listener,
    snapshot: () => snapshot,
    openSession: answers("openSession", { entries: [], unreadable: 0 }),
    createSession: answers("createSession", { sessionId: "session_1" as never }),
    renameSession: answers("renameSession", null),
    deleteSession: answers("deleteSession", null),
    sendMessage: answers("sendMessage", { runId: "run_1" as never }),
    queueMessage: answers("queueMessage", null),
    keepDraftPicture: answers("keepDraftPicture", null),
    dropDraftPictures: answers("dropDraftPictures", null),
    readDraftPictures: answers("readDraftPictures", { pictures: [] }),
    withdrawSteer: answers("withdrawSteer", null),
    moveSteer: answers("moveSteer", null),
    editMessage: answers("editMessage", { status: "chosen" as const }),
    regenerate: answers("regenerate", { status: "chosen" as const }),
    forkAt: answers("forkAt", { status: "chosen" as const }),
    chooseBranch: answers("chooseBranch", { status: "chosen" as const }),
    nameBranch: answers("nameBranch", null),
    stopRun: answers("stopRun", null),
    stopCall: answers("stopCall", null),
    retryNow: answers("retryNow", null),
    resumeRun: answers("resumeRun", null),
    answerApproval: answers("answerApproval", null),
    submitResults: answers("submitResults", { submitted: 1, replayed: 0 }),
    listTools: answers("listTools", { tools: [] }),
    checkCall: answers("checkCall", { problems: [] }),
    callTool: answers("callTool", { sessionId: "session_1" as never }),
    planUndo: answers("planUndo", { steps: [], files: [] }),
    undo: answers("undo", null),
    readGraph: answers("readGraph", {
      nodes: [],
      links: [],
      entities: 0,
      relations: 0,
      communities: 0,
      moments: [],
      unreadable: [],
    }),
    readEntity: answers("readEntity", {
      id: "ada",
      label: "Ada",
      kind: "person",
      isKnown: true,
      aliases: [],
      facts: [],
      ties: [],
      sources: [],
    }),
    findGraphPath: answers("findGraphPath", { ids: [] }),
    editGraph: answers("editGraph", { changes: [] }),
    exportGraph: answers("exportGraph", { text: "" }),
    importGraph: answers("importGraph", { changes: [] }),
    setLevel: answers("setLevel", null),
    addRule: answers("addRule", null),
    changeRule: answers("changeRule", null),
    readPermissions: answers("readPermissions", { steps: [], open: [], entries: 0 }),
    putRules: answers("putRules", null),
    orderRules: answers("orderRules", null),
    simulateRule: answers("simulateRule", { calls: [], suggestions: [] }),
    removeRule: answers("removeRule", null),
    chooseModel: answers("chooseModel", null),
    setFallbacks: answers("setFallbacks", null),
    changeDefaultSettings: answers("changeDefaultSettings", null),
    setDefaultLevel: answers("setDefaultLevel", null),
    chooseSessionModel: answers("chooseSessionModel", null),
    changeSessionSettings: answers("changeSessionSettings", null),
    changeSpendingCaps: answers("changeSpendingCaps", null),
    changeSessionCaps: answers("changeSessionCaps", null),
    exportAudit: answers("exportAudit", { jsonl: "" }),
    changeSessionGuard: answers("changeSessionGuard", null),
    changeCoordination: answers("changeCoordination", null),
    setMode: answers("setMode", null),
    setStepping: answers("setStepping", null),
    changeProviderCircuit: answers("changeProviderCircuit", null),
    changeToolLimits: answers("changeToolLimits", null),
    setGuardrail: answers("setGuardrail", null),
    removeGuardrail: answers("removeGuardrail", null),
    setPrice: answers("setPrice", null),
    removePrice: answers("removePrice", null),
    readPrices: answers("readPrices", { prices: [] }),
    giveKey: answers("giveKey", null),
    forgetKey: answers("forgetKey", null),
    forgetAllKeys: answers("forgetAllKeys", null),
    keyOriginIn: (value) => (JSON.stringify(value).includes("sk-held") ? "https://a.test" : undefined),
    checkConnection: answers("checkConnection", { type: "works" as const, models: [], sentence: "" }),
    listFiles: answers("listFiles", { files: [] }),
    readState: answers("readState", { values: [] }),
    readStateHistory: answers("readStateHistory", { transitions: [], total: 0 }),
    readContent: answers("readContent", { type: "missing" as const }),
    readBytes: answers("readBytes", { bytes: new Uint8Array() }),
    changeFiles: answers("changeFiles", { paths: [] }),
    searchFiles: answers("searchFiles", { files: [], hits: 0, ended: "complete" as const, linesCut: 0 }),
    stopSearch: answers("stopSearch", null),
    readPicture: answers("readPicture", { type: "missing" as const }),
    readDiff: answers("readDiff", { type: "text" as const, hunks: [], added: 0, removed: 0 }),
    readStorage: answers("readStorage", { usedBytes: 0, quotaBytes: 0, entries: 0, files: 0, unreadable: 0 }),
    exportFiles: answers("exportFiles", { file: new Blob(), files: 0, missing: [] }),
    previewImport: answers("previewImport", { type: "cassette" as const, name: "", model: "", answers: 1 }),
    importFiles: answers("importFiles", { added: 0, replaced: 0 }),
    exportCassette: answers("exportCassette", { json: "" }),
    openCassette: answers("openCassette", { choice: { provider: "demo" as const } }),
    exportLog: answers("exportLog", { jsonl: "" }),
    exportEntries: answers("exportEntries", { jsonl: "" }),
    searchLog: answers("searchLog", { entries: [], total: 0, isTotalExact: true }),
    setAlert: answers("setAlert", null),
    removeAlert: answers("removeAlert", null),
    listCheckpoints: answers("listCheckpoints", { checkpoints: [], checkpointing: noCheckpointing }),
    makeCheckpoint: answers("makeCheckpoint", checkpointRow),
    planRestore: answers("planRestore", { changes: [], missingTools: [] }),
    restoreCheckpoint: answers("restoreCheckpoint", { changed: 0 }),
    removeCheckpoint: answers("removeCheckpoint", null),
    exportCheckpoint: answers("exportCheckpoint", { json: "" }),
    importCheckpoint: answers("importCheckpoint", checkpointRow),
    changeCheckpointing: answers("changeCheckpointing", null),
    verifyLog: answers("verifyLog", { status: "differs" as const, seq: 1, what: "changed" as const }),
    readLogStatistics: answers("readLogStatistics", logStatistics([])),
    close: () => void calls.push("close"),
  };
};
