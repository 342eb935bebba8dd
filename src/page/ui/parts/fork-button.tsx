import { GitBranch } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { canFork } from "../../store/views/can-branch.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

const sessionIdOf = ({ session }: AppState) => session?.sessionId;

/** Goes back to right after an entry, on a branch of its own; nothing where a run goes on, or another tab does the work. */
export const ForkButton = ({ at }: { readonly at: Seq }): ReactNode => {
  const { takeBranch } = useActions();
  const sessionId = useApp(sessionIdOf);
  const isFree = useApp(canFork);
  const [asking, setAsking] = useState(false);
  if (!isFree || sessionId === undefined) return null;
  const fork = async (): Promise<void> => {
    setAsking(true);
    await takeBranch({ type: "fork-at", sessionId, at });
    setAsking(false);
  };
  return (
    <Button disabled={asking} onClick={() => void fork()}>
      <Icon of={GitBranch} size={14} /> Fork here
    </Button>
  );
};
