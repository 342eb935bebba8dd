import { useCallback } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { Mode } from "../../../kernel/conversation/mode.ts";
import { useActions } from "../../store/use-app.ts";

/** Sets the mode of a session; says so when that did not work, and answers whether it did. */
export const useSetMode = (): ((sessionId: SessionId, mode: Mode) => Promise<boolean>) => {
  const { send, notify } = useActions();
  return useCallback(
    async (sessionId, mode) => {
      const changed = await send({ type: "set-mode", sessionId, mode });
      if (!changed.ok) notify({ tone: "error", text: changed.error.message });
      return changed.ok;
    },
    [send, notify],
  );
};
