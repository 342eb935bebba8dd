import type { CallId } from "../../../kernel/base/ids.ts";
import type { SessionView } from "../session-view.ts";
import { saidWords } from "./said-words.ts";

/**
 * What the person had said last before a call was asked for: the message that the call serves. Undefined where the session
 * does not hold the call. Looks from the end, so a call of the newest turn costs the same however long the session is.
 */
export const servedMessage = (session: SessionView | undefined, callId: CallId): string | undefined => {
  const asked = session?.calls.get(callId)?.requestedSeq;
  if (session === undefined || asked === undefined) return undefined;
  for (let place = session.turnKeys.length - 1; place >= 0; place -= 1) {
    const turn = session.turns.get(session.turnKeys[place] ?? "");
    if (turn !== undefined && turn.seq <= asked) return saidWords({ text: turn.userText, pictures: turn.pictures });
  }
  return undefined;
};
