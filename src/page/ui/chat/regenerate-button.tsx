import { RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import type { TurnView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { canBranch } from "../../store/views/can-branch.ts";
import { lastSaidIn } from "../../store/views/last-said.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";

const sessionIdOf = ({ session }: AppState) => session?.sessionId;

/** Asks the model once more, on a branch of its own. */
export const RegenerateButton = ({ turn }: { readonly turn: TurnView }): ReactNode => {
  const { takeBranch } = useActions();
  const sessionId = useApp(sessionIdOf);
  const isFree = useApp(canBranch);
  const [asking, setAsking] = useState(false);
  if (!isFree || sessionId === undefined) return null;
  const ask = async (): Promise<void> => {
    setAsking(true);
    await takeBranch({ type: "regenerate", sessionId, messageId: lastSaidIn(turn) });
    setAsking(false);
  };
  return (
    <Button tone="quiet" className="regenerate" disabled={asking} onClick={() => void ask()}>
      <Icon of={RotateCw} size={13} /> Regenerate
    </Button>
  );
};
