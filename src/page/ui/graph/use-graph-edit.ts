import type { SessionId } from "../../../kernel/base/ids.ts";
import type { GraphEdit } from "../../../kernel/memory/graph.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { formatCount } from "../parts/time.ts";

const openSession = (state: AppState): SessionId | undefined => state.session?.sessionId;

/** Changes the graph and says what became of it, with the way back. Resolves why it was refused, or undefined. */
export const useGraphEdit = (): ((edits: readonly GraphEdit[]) => Promise<string | undefined>) => {
  const { notify, send } = useActions();
  const sessionId = useApp(openSession);
  return async (edits) => {
    const answer = await send({ type: "edit-graph", edits, ...(sessionId === undefined ? {} : { sessionId }) });
    if (!answer.ok) return answer.error.message;
    const { changes, effectId } = answer.value;
    const [first] = changes;
    const text =
      first === undefined
        ? "The graph says this already."
        : changes.length === 1
          ? `${first.sign === "+" ? "Added" : "Taken out"}: ${first.text}`
          : `${formatCount(changes.length, "change", "changes")} in the graph.`;
    const undo = async (): Promise<void> => {
      if (sessionId === undefined || effectId === undefined) return;
      const undone = await send({ type: "undo", sessionId, effectId });
      if (!undone.ok) notify({ tone: "error", text: undone.error.message });
    };
    notify({
      tone: "info",
      text,
      ...(effectId === undefined || sessionId === undefined ? {} : { action: { label: "Undo", run: () => void undo() } }),
    });
    return undefined;
  };
};

/** As `useGraphEdit`, for where nothing waits for it: why it was refused is said where notices are. */
export const useGraphChange = (): ((edits: readonly GraphEdit[]) => void) => {
  const { notify } = useActions();
  const edit = useGraphEdit();
  return (edits) => void edit(edits).then((problem) => problem !== undefined && notify({ tone: "error", text: problem }));
};
