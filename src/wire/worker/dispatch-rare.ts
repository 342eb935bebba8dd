import { assertNever } from "../../kernel/base/result.ts";
import type { Workspace } from "../../runtime/workspace.ts";
import type { Command } from "../protocol/command.ts";
import type { GraphCommand } from "../protocol/graph-command.ts";
import type { AnyAnswer } from "../protocol/update.ts";
import { dispatchGraph } from "./dispatch-graph.ts";

/** Commands of the panes and settings that are open now and then. */
export type RareCommand =
  | GraphCommand
  | Extract<
      Command,
      {
        readonly type:
          | "read-shortening"
          | "change-shortening"
          | "name-branch"
          | "set-recalling"
          | "read-embedding"
          | "change-embedding"
          | "withhold-memory"
          | "shorten-session"
          | "change-session-guard"
          | "change-rule"
          | "remove-rule"
          | "set-fallbacks"
          | "change-default-settings"
          | "change-session-settings"
          | "set-default-level"
          | "change-spending-caps"
          | "change-session-caps"
          | "check-connection"
          | "read-memory"
          | "read-memory-overview"
          | "read-memory-history"
          | "change-memory"
          | "list-tools"
          | "check-call"
          | "call-tool"
          | "export-repository"
          | "read-history"
          | "plan-rewind"
          | "rewind"
          | "plan-revert"
          | "revert"
          | "read-consolidation"
          | "change-consolidation"
          | "consolidate-memory"
          | "put-rules"
          | "order-rules"
          | "read-permissions"
          | "simulate-rule"
          | "change-provider-circuit"
          | "change-tool-limits"
          | "set-guardrail"
          | "remove-guardrail"
          | "change-coordination"
          | "set-price"
          | "remove-price"
          | "read-prices"
          | "read-state"
          | "read-state-history"
          | "ask-why"
          | "plan-forget-source"
          | "forget-source"
          | "compare-three"
          | "preview-page"
          | "export-audit"
          | "export-log"
          | "export-entries"
          | "search-log"
          | "set-alert"
          | "remove-alert"
          | "list-checkpoints"
          | "make-checkpoint"
          | "plan-restore"
          | "restore-checkpoint"
          | "remove-checkpoint"
          | "export-checkpoint"
          | "import-checkpoint"
          | "change-checkpointing"
          | "verify-log"
          | "read-log-statistics"
          | "make-backup"
          | "restore-backup"
          | "read-storage-items"
          | "wipe-workspace"
          | "export-files"
          | "preview-import"
          | "import-files"
          | "export-cassette"
          | "open-cassette";
      }
    >;

/** As `dispatch` does; a command of unknown type throws. */
export const dispatchRare = (workspace: Workspace, command: RareCommand): Promise<AnyAnswer> => {
  switch (command.type) {
    case "list-tools":
      return workspace.listTools();
    case "check-call":
      return workspace.checkCall(command.tool, command.input);
    case "call-tool":
      return workspace.callTool(command.tool, command.input, command.messageId);
    case "export-repository":
      return workspace.exportRepository();
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
    case "read-consolidation":
      return workspace.readConsolidation();
    case "change-consolidation":
      return workspace.changeConsolidation(command.settings);
    case "consolidate-memory":
      return workspace.consolidateMemory();
    case "put-rules":
      return workspace.putRules(command.rules, command.removed);
    case "order-rules":
      return workspace.orderRules(command.ruleIds);
    case "read-permissions":
      return workspace.readPermissions();
    case "simulate-rule":
      return workspace.simulateRule(command.rule);
    case "change-provider-circuit":
      return workspace.changeProviderCircuit(command.circuit);
    case "change-tool-limits":
      return workspace.changeToolLimits(command.tool, command.changes);
    case "set-guardrail":
      return workspace.setGuardrail(command.guardrail);
    case "remove-guardrail":
      return workspace.removeGuardrail(command.guardrailId);
    case "change-coordination":
      return workspace.changeCoordination(command.changes);
    case "set-price":
      return workspace.setPrice(command.price);
    case "remove-price":
      return workspace.removePrice({ model: command.model, origin: command.origin });
    case "read-prices":
      return workspace.readPrices();
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
    case "ask-why":
      return workspace.whyDesk().then(({ ask }) => ask(command.subject));
    case "plan-forget-source":
      return workspace.whyDesk().then(({ planForget }) => planForget(command.source));
    case "forget-source":
      return workspace.whyDesk().then(({ forget }) => forget(command.source, command.keys, command.sessionId));
    case "compare-three":
      return workspace.compareThree(command.base, command.yours, command.theirs);
    case "preview-page":
      return workspace.previewPage(command.path, command.html);
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
    case "name-branch":
      return workspace.nameBranch(command.sessionId, command.branch, command.name);
    case "set-recalling":
      return workspace.setRecalling(command.sessionId, command.on, command.limits);
    case "read-embedding":
      return workspace.readEmbedding();
    case "change-embedding":
      return workspace.changeEmbedding(command.engine);
    case "withhold-memory":
      return workspace.withholdMemory(command.sessionId, command.memoryId, command.withheld);
    case "shorten-session":
      return workspace.shortenSession(command.sessionId);
    case "change-session-guard":
      return workspace.changeSessionGuard(command.sessionId, command.guard);
    case "change-rule":
      return workspace.changeRule(command.rule);
    case "remove-rule":
      return workspace.removeRule(command.ruleId);
    case "set-fallbacks":
      return workspace.setFallbacks(command.models);
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
    case "check-connection":
      return workspace.checkConnection(command.provider, command.baseUrl);
    case "read-memory":
      return workspace.readMemory(command.at, command.asOf);
    case "read-memory-overview":
      return workspace.readMemoryOverview(command.at, command.asOf);
    case "read-memory-history":
      return workspace.readMemoryHistory(command.memoryId);
    case "change-memory":
      return workspace.changeMemory(command.act, command.sessionId);
    case "read-shortening":
      return workspace.readShortening();
    case "change-shortening":
      return workspace.changeShortening(command.strategy);
    default:
      return assertNever(command);
  }
};
