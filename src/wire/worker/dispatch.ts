import type { Failure } from "../../kernel/failure.ts";
import type { Seq } from "../../kernel/ids.ts";
import { packFiles } from "../../kernel/packed-files.ts";
import { assertNever } from "../../kernel/result.ts";
import type { Workspace } from "../../runtime/workspace.ts";
import type { Command } from "../protocol/command.ts";
import type { AnyAnswer } from "../protocol/update.ts";
import { dispatchGraph } from "./dispatch-graph.ts";

const holdsKey = (origin: string): Failure => ({
  type: "invalid-input",
  message: `This holds the key for ${origin}. Nothing was sent or stored, because a key belongs in the key field alone. Take it out, then try again.`,
});

/**
 * Gives a command to the workspace. A command of unknown type is answered with a failure, for it came over a wire. A held key
 * in any command but the one that gives it is refused: it would end in the log, in a file or with a model.
 */
export const dispatch = (workspace: Workspace, command: Command): Promise<AnyAnswer> => {
  const origin = command.type === "give-key" ? undefined : workspace.keyOriginIn(command);
  return origin === undefined ? carryOut(workspace, command) : Promise.resolve({ ok: false, error: holdsKey(origin) });
};

const listPacked = async (workspace: Workspace, at: Seq | undefined): Promise<AnyAnswer> => {
  const listed = await workspace.listFiles(at);
  return listed.ok ? { ok: true, value: { files: packFiles(listed.value.files) } } : listed;
};

const carryOut = (workspace: Workspace, command: Command): Promise<AnyAnswer> => {
  switch (command.type) {
    case "open-session":
      return workspace.openSession(command.sessionId);
    case "create-session":
      return workspace.createSession(command.title);
    case "rename-session":
      return workspace.renameSession(command.sessionId, command.title);
    case "delete-session":
      return workspace.deleteSession(command.sessionId);
    case "send-message":
      return workspace.sendMessage(
        command.sessionId,
        command.messageId,
        command.text,
        command.pictures,
        command.expectedRunId,
        command.about,
      );
    case "queue-message":
      return workspace.queueMessage(
        command.sessionId,
        command.messageId,
        command.text,
        command.pictures,
        command.delivery,
        command.about,
      );
    case "keep-draft-picture":
      return workspace.keepDraftPicture(command.sessionId, command.picture);
    case "drop-draft-pictures":
      return workspace.dropDraftPictures(command.sessionId, command.pictureIds);
    case "read-draft-pictures":
      return workspace.readDraftPictures(command.sessionId);
    case "withdraw-steer":
      return workspace.withdrawSteer(command.sessionId, command.messageId);
    case "move-steer":
      return workspace.moveSteer(command.sessionId, command.messageId, command.delivery, command.before);
    case "edit-message":
      return workspace.editMessage(command, command);
    case "regenerate":
      return workspace.regenerate(command, command.messageId);
    case "fork-at":
      return workspace.forkAt(command, command.at);
    case "choose-branch":
      return workspace.chooseBranch(command, command.branch);
    case "name-branch":
      return workspace.nameBranch(command.sessionId, command.branch, command.name);
    case "stop-run":
      return workspace.stopRun(command.runId);
    case "stop-call":
      return workspace.stopCall(command.callId);
    case "retry-now":
      return workspace.retryNow(command.runId);
    case "resume-run":
      return workspace.resumeRun(command.runId, command.step);
    case "answer-approval":
      return workspace.answerApproval(command.approvalId, command.answer);
    case "submit-results":
      return workspace.submitResults(command.sessionId, command.results, command.complete);
    case "list-tools":
      return workspace.listTools();
    case "check-call":
      return workspace.checkCall(command.tool, command.input);
    case "call-tool":
      return workspace.callTool(command.tool, command.input, command.messageId);
    case "plan-undo":
      return workspace.planUndo(command.effectId);
    case "undo":
      return workspace.undo(command.sessionId, command.effectId);
    case "export-repository":
      return workspace.exportRepository();
    case "undo-last":
      return workspace.undoLast(command.sessionId);
    case "redo-last":
      return workspace.redoLast(command.sessionId);
    case "read-history":
      return workspace.readHistory(command.limit);
    case "plan-rewind":
      return workspace.planRewind(command.at);
    case "rewind":
      return workspace.rewind(command.at, command.sessionId);
    case "plan-revert":
      return workspace.planRevert(command.part);
    case "revert":
      return workspace.revert(command.part, command.result, command.sessionId);
    case "set-level":
      return workspace.setLevel(command.sessionId, command.level);
    case "set-recalling":
      return workspace.setRecalling(command.sessionId, command.on, command.limits);
    case "read-embedding":
      return workspace.readEmbedding();
    case "read-shortening":
      return workspace.readShortening();
    case "change-shortening":
      return workspace.changeShortening(command.strategy);
    case "change-embedding":
      return workspace.changeEmbedding(command.engine);
    case "withhold-memory":
      return workspace.withholdMemory(command.sessionId, command.memoryId, command.withheld);
    case "read-consolidation":
      return workspace.readConsolidation();
    case "change-consolidation":
      return workspace.changeConsolidation(command.settings);
    case "consolidate-memory":
      return workspace.consolidateMemory();
    case "set-stepping":
      return workspace.setStepping(command.sessionId, command.on);
    case "shorten-session":
      return workspace.shortenSession(command.sessionId);
    case "set-mode":
      return workspace.setMode(command.sessionId, command.mode);
    case "change-session-guard":
      return workspace.changeSessionGuard(command.sessionId, command.guard);
    case "add-rule":
      return workspace.addRule(command.rule);
    case "change-rule":
      return workspace.changeRule(command.rule);
    case "put-rules":
      return workspace.putRules(command.rules, command.removed);
    case "order-rules":
      return workspace.orderRules(command.ruleIds);
    case "read-permissions":
      return workspace.readPermissions();
    case "simulate-rule":
      return workspace.simulateRule(command.rule);
    case "remove-rule":
      return workspace.removeRule(command.ruleId);
    case "change-provider-circuit":
      return workspace.changeProviderCircuit(command.circuit);
    case "change-tool-limits":
      return workspace.changeToolLimits(command.tool, command.changes);
    case "set-guardrail":
      return workspace.setGuardrail(command.guardrail);
    case "remove-guardrail":
      return workspace.removeGuardrail(command.guardrailId);
    case "set-fallbacks":
      return workspace.setFallbacks(command.models);
    case "choose-model":
      return workspace.chooseModel(command.choice);
    case "choose-session-model":
      return workspace.chooseSessionModel(command.sessionId, command.choice);
    case "change-default-settings":
      return workspace.changeDefaultSettings(command.changes);
    case "change-session-settings":
      return workspace.changeSessionSettings(command.sessionId, command.set, command.follows);
    case "set-default-level":
      return workspace.setDefaultLevel(command.level);
    case "change-spending-caps":
      return workspace.changeSpendingCaps(command.changes);
    case "change-session-caps":
      return workspace.changeSessionCaps(command.sessionId, command.caps);
    case "change-coordination":
      return workspace.changeCoordination(command.changes);
    case "set-price":
      return workspace.setPrice(command.price);
    case "remove-price":
      return workspace.removePrice({ model: command.model, origin: command.origin });
    case "read-prices":
      return workspace.readPrices();
    case "give-key":
      return workspace.giveKey(command.origin, command.key);
    case "forget-key":
      return workspace.forgetKey(command.origin);
    case "forget-all-keys":
      return workspace.forgetAllKeys();
    case "check-connection":
      return workspace.checkConnection(command.provider, command.baseUrl);
    case "list-files":
      return listPacked(workspace, command.at);
    case "read-graph":
    case "read-entity":
    case "find-graph-path":
    case "read-graph-uses":
    case "compare-graph":
    case "edit-graph":
    case "export-graph":
    case "import-graph":
      return dispatchGraph(workspace.graphDesk, command);
    case "read-state":
      return workspace.readState(command.at);
    case "read-state-history":
      return workspace.readStateHistory(command.place, command.at);
    case "read-memory":
      return workspace.readMemory(command.at, command.asOf);
    case "read-memory-overview":
      return workspace.readMemoryOverview(command.at, command.asOf);
    case "read-memory-history":
      return workspace.readMemoryHistory(command.memoryId);
    case "change-memory":
      return workspace.changeMemory(command.act, command.sessionId);
    case "ask-why":
      return workspace.askWhy(command.subject);
    case "plan-forget-source":
      return workspace.planForgetSource(command.source);
    case "forget-source":
      return workspace.forgetSource(command.source, command.keys, command.sessionId);
    case "read-content":
      return workspace.readContent(command.hash);
    case "read-bytes":
      return workspace.readBytes(command.hash);
    case "change-files":
      return workspace.changeFiles(command.acts, command.sessionId);
    case "compare-three":
      return workspace.compareThree(command.base, command.yours, command.theirs);
    case "preview-page":
      return workspace.previewPage(command.path, command.html);
    case "search-files":
      return workspace.searchFiles(command.searchId, command.search);
    case "stop-search":
      return workspace.stopSearch(command.searchId);
    case "read-picture":
      return workspace.readPicture(command.hash);
    case "read-diff":
      return workspace.readDiff(command.before, command.after);
    case "read-storage":
      return workspace.readStorage();
    case "export-audit":
      return workspace.exportAudit(command.sessionId);
    case "export-log":
      return workspace.exportLog(command.sessionId);
    case "export-entries":
      return workspace.exportEntries(command.query);
    case "search-log":
      return workspace.searchLog(command.query);
    case "set-alert":
      return workspace.setAlert(command.alert);
    case "remove-alert":
      return workspace.removeAlert(command.alertId);
    case "list-checkpoints":
      return workspace.listCheckpoints();
    case "make-checkpoint":
      return workspace.makeCheckpoint();
    case "plan-restore":
      return workspace.planRestore(command.checkpointId);
    case "restore-checkpoint":
      return workspace.restoreCheckpoint(command.checkpointId, command.sessionId);
    case "remove-checkpoint":
      return workspace.removeCheckpoint(command.checkpointId);
    case "export-checkpoint":
      return workspace.exportCheckpoint(command.checkpointId);
    case "import-checkpoint":
      return workspace.importCheckpoint(command.text);
    case "change-checkpointing":
      return workspace.changeCheckpointing(command.checkpointing);
    case "verify-log":
      return workspace.verifyLog(command.kept);
    case "read-log-statistics":
      return workspace.readLogStatistics(command.query);
    case "make-backup":
      return workspace.makeBackup();
    case "restore-backup":
      return workspace.restoreBackup(command, command);
    case "read-storage-items":
      return workspace.readStorageItems();
    case "wipe-workspace":
      return workspace.wipe(command.phrase);
    case "export-files":
      return workspace.exportFiles(command.folder);
    case "preview-import":
      return workspace.previewImport(command, command.into);
    case "import-files":
      return workspace.importFiles(command, command.into, command.digest);
    case "export-cassette":
      return workspace.exportCassette(command.sessionId);
    case "open-cassette":
      return workspace.openCassette(command.text);
    case "take-over":
      return Promise.resolve({ ok: true, value: null });
    default:
      return assertNever(command);
  }
};
