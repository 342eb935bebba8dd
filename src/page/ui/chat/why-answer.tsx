import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import type { TurnView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { useAskWhy } from "../parts/use-ask-why.ts";

const messagesOf = (state: Parameters<typeof shownSession>[0]) => shownSession(state)?.messages;

/** Asks about the last words of a turn as a whole; which of its sentences is chosen there. */
export const WhyAnswer = ({ turn }: { readonly turn: TurnView }): ReactNode => {
  const ask = useAskWhy();
  const messages = useApp(messagesOf);
  const last = turn.items.findLast(
    (item) => item.type === "message" && (messages?.get(item.messageId)?.text ?? "").trim() !== "",
  );
  const message = last?.type === "message" ? messages?.get(last.messageId) : undefined;
  if (ask === undefined || message === undefined) return null;
  return (
    <Button
      tone="quiet"
      className="regenerate"
      onClick={() => ask({ type: "sentence", messageId: message.messageId, text: message.text })}
    >
      <Icon of={CircleHelp} size={13} /> Why this answer?
    </Button>
  );
};
