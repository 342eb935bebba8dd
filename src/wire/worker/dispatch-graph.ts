import type { Failure } from "../../kernel/base/failure.ts";
import { assertNever, type Result } from "../../kernel/base/result.ts";
import type { GraphDesk } from "../../runtime/memory/graph-desk.ts";
import type { GraphAnswers, GraphCommand } from "../protocol/graph-command.ts";

type GraphAnswer = Result<GraphAnswers[keyof GraphAnswers], Failure>;

/** Has the desk of the graph do what is asked. */
export const dispatchGraph = async (open: () => Promise<GraphDesk>, command: GraphCommand): Promise<GraphAnswer> => {
  const desk = await open();
  switch (command.type) {
    case "read-graph":
      return desk.view(command.at);
    case "read-entity":
      return desk.card(command.id, command.at);
    case "find-graph-path":
      return desk.path(command.from, command.to, command.at);
    case "read-graph-uses":
      return desk.uses(command.sessionId, command.runs);
    case "compare-graph":
      return desk.difference(command.before, command.at);
    case "edit-graph":
      return desk.edit(command.edits, command.sessionId);
    case "export-graph":
      return desk.exported(command.format, command.at);
    case "import-graph":
      return desk.imported(command.text, command.name, command.sessionId);
    default:
      return assertNever(command);
  }
};
