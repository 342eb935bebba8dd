import type { ReactNode } from "react";
import { useActions, useApp } from "../../store/use-app.ts";
import { contextFill } from "../../store/views/context-fill.ts";
import { Button } from "../parts/button.tsx";
import { useShorten } from "../parts/use-shorten.ts";

/** Says that the model's window gets full, and what becomes of the conversation then. Nothing before that. */
export const ContextBar = (): ReactNode => {
  const fill = useApp(contextFill);
  const sessionId = useApp((state) => state.session?.sessionId);
  const isRunning = useApp((state) => state.session?.run.status === "running" || state.session?.run.status === "waiting");
  const isMirror = useApp((state) => state.workspace?.role === "mirror");
  const { setSessionSheetOpen } = useActions();
  const shorten = useShorten();
  if (fill === undefined || sessionId === undefined) return null;
  const { isAssumed, model, percent, startsAtPercent, windowTokens } = fill;
  const window = windowTokens.toLocaleString("en-US");
  return (
    <section className="footbar contextbar" aria-label="Context">
      <span className="grow">
        <b>
          {percent} % of what {model} reads at once is used
        </b>
        {isAssumed ? `, taken as ${window} tokens, because nobody here knows it.` : ` (${window} tokens).`}{" "}
        {startsAtPercent > percent ? `From ${startsAtPercent} % on` : "Before its next turn"} it reads a summary of all but the
        last messages. You keep everything.
      </span>
      {!isMirror && (
        <>
          <Button tone="quiet" onClick={() => setSessionSheetOpen(true)}>
            Set the window
          </Button>
          <Button onClick={() => void shorten(sessionId, isRunning)}>Shorten now</Button>
        </>
      )}
    </section>
  );
};
