import type { ReactNode } from "react";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button, type ButtonProps } from "../parts/button.tsx";

/** Says "Continue." in the session: the model goes on from where the log stands. */
export const ContinueButton = ({ label, tone }: Required<Pick<ButtonProps, "tone">> & { readonly label: string }): ReactNode => {
  const { say } = useActions();
  const sessionId = useApp((state) => (state.scrubbed === undefined ? state.session?.sessionId : undefined));
  if (sessionId === undefined) return null;
  return (
    <Button tone={tone} onClick={() => void say("Continue.", sessionId)}>
      {label}
    </Button>
  );
};
