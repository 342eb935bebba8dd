import type { SessionId } from "../../../kernel/base/ids.ts";
import { useActions } from "../../store/use-app.ts";

/** Asks for a shorter conversation and says what comes of it. */
export const useShorten = (): ((sessionId: SessionId, isRunning: boolean) => Promise<void>) => {
  const { send, notify } = useActions();
  return async (sessionId, isRunning) => {
    const answer = await send({ type: "shorten-session", sessionId });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    if (isRunning) notify({ tone: "info", text: "The conversation is shortened before the agent’s next turn." });
  };
};
