import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import { packFiles } from "../../kernel/files/packed-files.ts";
import type { Workspace } from "../../runtime/workspace.ts";
import type { Command } from "../protocol/command.ts";
import type { AnyAnswer } from "../protocol/update.ts";
import type { RareCommand } from "./dispatch-rare.ts";

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

/** What few people ask for and nothing waits for: its ways to the workspace are loaded with the first of them. */
const carryOutRare = async (workspace: Workspace, command: RareCommand): Promise<AnyAnswer> => {
  const part = await loadPart(() => import("./dispatch-rare.ts"), "what this asks for");
  return part.ok ? part.value.dispatchRare(workspace, command) : part;
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
    case "plan-undo":
      return workspace.planUndo(command.effectId);
    case "undo":
      return workspace.undo(command.sessionId, command.effectId);
    case "undo-last":
      return workspace.undoLast(command.sessionId);
    case "redo-last":
      return workspace.redoLast(command.sessionId);
    case "set-level":
      return workspace.setLevel(command.sessionId, command.level);
    case "set-stepping":
      return workspace.setStepping(command.sessionId, command.on);
    case "set-mode":
      return workspace.setMode(command.sessionId, command.mode);
    case "add-rule":
      return workspace.addRule(command.rule);
    case "choose-model":
      return workspace.chooseModel(command.choice);
    case "choose-session-model":
      return workspace.chooseSessionModel(command.sessionId, command.choice);
    case "give-key":
      return workspace.giveKey(command.origin, command.key);
    case "forget-key":
      return workspace.forgetKey(command.origin);
    case "forget-all-keys":
      return workspace.forgetAllKeys();
    case "list-files":
      return listPacked(workspace, command.at);
    case "read-content":
      return workspace.readContent(command.hash);
    case "read-bytes":
      return workspace.readBytes(command.hash);
    case "change-files":
      return workspace.changeFiles(command.acts, command.sessionId);
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
    case "take-over":
      return Promise.resolve({ ok: true, value: null });
    default:
      return carryOutRare(workspace, command);
  }
};
