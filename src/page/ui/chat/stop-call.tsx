import { type ReactNode, useState } from "react";
import type { CallView } from "../../store/session-view.ts";
import { useActions } from "../../store/use-app.ts";
import { useNow } from "../../store/use-now.ts";
import { Button } from "../parts/button.tsx";

/** A call that is over before a hand reaches the button does not show one. */
const briefMs = 1_000;

/** Stops this one call; its run goes on. There once the call takes its time. */
export const StopCall = ({ call }: { readonly call: CallView & { readonly status: "running" } }): ReactNode => {
  const { send, notify } = useActions();
  const now = useNow(call.progress === undefined);
  const [stopping, setStopping] = useState(false);
  if (call.progress === undefined && now - call.startedAt < briefMs) return null;
  const stop = async (): Promise<void> => {
    setStopping(true);
    const answer = await send({ type: "stop-call", callId: call.callId });
    setStopping(false);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <Button
      tone="quiet"
      aria-label={`Stop this call: ${call.tool} ${call.headline.object}`}
      disabled={stopping}
      onClick={() => void stop()}
    >
      Stop
    </Button>
  );
};
