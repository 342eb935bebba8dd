import type { MemoryAct, MemoryChanged } from "../../../kernel/memory/memory-view.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";

const openSession = (state: AppState) => state.session?.sessionId;

/** Does something to the memory and says so, with a way back. Undefined where it failed; the person is told. */
export const useChangeMemory = (): ((act: MemoryAct, done: string) => Promise<MemoryChanged | undefined>) => {
  const { notify, send } = useActions();
  const sessionId = useApp(openSession);
  return async (act, done) => {
    const changed = await send({ type: "change-memory", act, ...(sessionId === undefined ? {} : { sessionId }) });
    if (!changed.ok) {
      notify({ tone: "error", text: changed.error.message });
      return undefined;
    }
    const { effectId } = changed.value;
    const undo = async (): Promise<void> => {
      if (sessionId === undefined || effectId === undefined) return;
      const undone = await send({ type: "undo", sessionId, effectId });
      if (!undone.ok) notify({ tone: "error", text: undone.error.message });
    };
    if (sessionId === undefined || effectId === undefined) notify({ tone: "info", text: done });
    else notify({ tone: "info", text: done, action: { label: "Undo", run: () => void undo() } });
    return changed.value;
  };
};
