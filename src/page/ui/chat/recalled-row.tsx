import { type ReactNode, useId, useState } from "react";
import { type MemoryRecall, memoryLines } from "../../../kernel/memory/memory.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { recalledWords } from "../../store/views/memory-words.ts";
import { Button } from "../parts/button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { Node } from "./stem.tsx";

const sessionIdOf = ({ scrubbed, session }: AppState) => (scrubbed === undefined ? session?.sessionId : undefined);
const withheldOf = ({ session, workspace }: AppState): readonly string[] | undefined =>
  workspace?.sessions.find(({ sessionId }) => sessionId === session?.sessionId)?.withheld;

const Line = ({ memoryId, text }: { readonly memoryId: string; readonly text: string }): ReactNode => {
  const { notify, send } = useActions();
  const sessionId = useApp(sessionIdOf);
  const isWithheld = useApp((state) => withheldOf(state)?.includes(memoryId) === true);
  const set = async (withheld: boolean): Promise<void> => {
    if (sessionId === undefined) return;
    const answer = await send({ type: "withhold-memory", sessionId, memoryId, withheld });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  const short = text.slice(0, 60);
  return (
    <li>
      <span className={isWithheld ? "grow old" : "grow"}>
        <RevealedText text={text} />
      </span>
      {sessionId !== undefined && (
        <Button
          tone="quiet"
          title={isWithheld ? "From the next request on it is sent again" : "No later request of this session carries it"}
          aria-label={`${isWithheld ? "Put back" : "Leave out"}: ${short}`}
          onClick={() => void set(!isWithheld)}
        >
          {isWithheld ? "Put back" : "Leave out"}
        </Button>
      )}
    </li>
  );
};

/** What of the memory went with the run, line by line as it was sent; each can be kept from what is sent after it. */
export const RecalledRow = ({ recall }: { readonly recall: MemoryRecall }): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="callrow recalled">
      <div className="tr">
        <Node kind="memory" />
        <Button tone="quiet" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {recalledWords(recall)}
        </Button>
      </div>
      <ul id={id} hidden={!isOpen} aria-label="Memories that went with this run">
        {memoryLines(recall.text).map((line) => (
          <Line key={line.memoryId} {...line} />
        ))}
      </ul>
    </div>
  );
};
