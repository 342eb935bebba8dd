import { RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { MessageId } from "../../../kernel/ids.ts";
import type { AppState } from "../../store/app-state.ts";
import type { TurnView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { canBranch } from "../../store/views/can-branch.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";

const sessionIdOf = ({ session }: AppState) => session?.sessionId;

/** The message that the turn's last answer is to. */
const lastSaid = ({ items, messageId }: TurnView): MessageId =>
  items.findLast((item) => item.type === "steer")?.messageId ?? messageId;

/** Asks the model once more, on a branch of its own. */
export const RegenerateButton = ({ turn }: { readonly turn: TurnView }): ReactNode => {
  const { takeBranch } = useActions();
  const sessionId = useApp(sessionIdOf);
  const isFree = useApp(canBranch);
  const [asking, setAsking] = useState(false);
  if (!isFree || sessionId === undefined) return null;
  const ask = async (): Promise<void> => {
    setAsking(true);
    await takeBranch({ type: "regenerate", sessionId, messageId: lastSaid(turn) });
    setAsking(false);
  };
  return (
    <Button tone="quiet" className="regenerate" disabled={asking} onClick={() => void ask()}>
      <Icon of={RotateCw} size={13} /> Regenerate
    </Button>
  );
};
