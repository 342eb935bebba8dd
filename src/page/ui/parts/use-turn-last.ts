import type { EffectId } from "../../../kernel/base/ids.ts";
import type { TurnedStep } from "../../../kernel/log/history.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { formatCount } from "./time.ts";

const openSession = (state: AppState) => state.session?.sessionId;

const filesWords = ({ files }: TurnedStep): string =>
  files.length === 1 ? "" : ` (${formatCount(files.length, "file", "files")})`;

export interface TurnLast {
  /** Takes back the newest change of the workspace's files; a notice says what. */
  readonly undo: () => void;
  /** Brings back what was taken back last. */
  readonly redo: () => void;
  /** Says in a notice what was done, with the way back from exactly that. */
  readonly tell: (text: string, effectId: EffectId, way: "Undo" | "Redo") => void;
}

export const useTurnLast = (): TurnLast => {
  const { send, notify } = useActions();
  const sessionId = useApp(openSession);
  const about = sessionId === undefined ? {} : { sessionId };
  const takeBack = async (effectId: EffectId): Promise<void> => {
    const answer = await send({ type: "undo", effectId, ...about });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  const tell: TurnLast["tell"] = (text, effectId, way) =>
    notify({ tone: "info", text, action: { label: way, run: () => void takeBack(effectId) } });
  const turn = async (way: "undo" | "redo"): Promise<void> => {
    const answer = await send({ type: way === "undo" ? "undo-last" : "redo-last", ...about });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    const { effectId, title } = answer.value;
    const isUndo = way === "undo";
    tell(`${isUndo ? "Undone" : "Done again"}: ${title}${filesWords(answer.value)}`, effectId, isUndo ? "Redo" : "Undo");
  };
  return { undo: () => void turn("undo"), redo: () => void turn("redo"), tell };
};
