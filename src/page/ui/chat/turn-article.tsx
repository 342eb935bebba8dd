import { memo, type ReactNode, useMemo, useState } from "react";
import { shownSession, useApp } from "../../store/use-app.ts";
import { saidWords } from "../../store/views/said-words.ts";
import { Button } from "../parts/button.tsx";
import { formatCount } from "../parts/time.ts";
import { BranchPicker } from "./branch-picker.tsx";
import { groupRows } from "./group-rows.ts";
import { RowOfTurn } from "./item-row.tsx";
import { SaidBubble } from "./said.tsx";
import { Node } from "./stem.tsx";
import { TurnEnding } from "./turn-ending.tsx";

/** A run of hundreds of rows shows its newest; the others are one press away. */
const maxRows = 200;

/** What the person said, and everything that followed from it, hung on the stem. */
export const TurnArticle = memo(({ turnKey, isLast }: { readonly turnKey: string; readonly isLast: boolean }): ReactNode => {
  const turn = useApp((state) => shownSession(state)?.turns.get(turnKey));
  const calls = useApp((state) => shownSession(state)?.calls);
  const messages = useApp((state) => shownSession(state)?.messages);
  const alive = useApp(
    (state) => isLast && (shownSession(state)?.run.status === "running" || shownSession(state)?.run.status === "waiting"),
  );
  const [whole, setWhole] = useState(false);
  const rows = useMemo(
    () => (turn === undefined || calls === undefined || messages === undefined ? [] : groupRows(turn, { calls, messages })),
    [turn, calls, messages],
  );
  if (turn === undefined) return null;
  const hiddenRows = whole ? 0 : Math.max(0, rows.length - maxRows);
  const shown = rows.slice(hiddenRows);
  const told = turn.ending?.outcome.type === "failed" || turn.ending?.outcome.type === "stopped";
  return (
    <article
      className={`turn${alive && turn.ending === undefined ? " alive" : ""}`}
      aria-label={saidWords({ text: turn.userText, pictures: turn.pictures }).slice(0, 120)}
    >
      <div className="u">
        <Node kind="user" />
        <SaidBubble
          said={{ messageId: turn.messageId, text: turn.userText, pictures: turn.pictures, about: turn.about ?? [] }}
          at={turn.at}
          by="You"
        >
          {turn.branches.map((point) => (
            <BranchPicker key={point.at} point={point} />
          ))}
        </SaidBubble>
      </div>
      {hiddenRows > 0 && (
        <Button tone="quiet" onClick={() => setWhole(true)}>
          Show {formatCount(hiddenRows, "earlier row", "earlier rows")}
        </Button>
      )}
      {shown.map((row, place) => (
        <RowOfTurn
          key={row.key}
          row={row}
          isLast={isLast && place === shown.length - 1 && turn.ending === undefined}
          told={told && place === shown.length - 1}
        />
      ))}
      {turn.ending !== undefined && <TurnEnding turn={turn} ending={turn.ending} isLast={isLast} />}
    </article>
  );
});
