import type { MessageId } from "../../../kernel/base/ids.ts";
import type { AppState } from "../app-state.ts";
import type { TurnView } from "../session-view.ts";
import { canBranch } from "./can-branch.ts";

/** The message that a turn's last answer is to. */
export const lastSaidIn = ({ items, messageId }: TurnView): MessageId =>
  items.findLast((item) => item.type === "steer")?.messageId ?? messageId;

/** The person's last message, where it can be said anew. */
export const lastEditable = (state: AppState): MessageId | undefined => {
  const { session } = state;
  const turn = session?.turns.get(session.turnKeys.at(-1) ?? "");
  return turn === undefined || !canBranch(state) ? undefined : lastSaidIn(turn);
};
