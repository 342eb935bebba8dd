import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useMemo, useState } from "react";
import type { CallId, RunId } from "../../../kernel/base/ids.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import { agentPathWords } from "../../../kernel/conversation/nested-run.ts";
import { modelName } from "../../../kernel/model/model.ts";
import { totalTokens } from "../../../kernel/model/usage.ts";
import type { AppState } from "../../store/app-state.ts";
import type { NestedRunView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { costWords } from "../../store/views/cost-words.ts";
import { limitWords } from "../../store/views/limit-words.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount, formatTokens } from "../parts/time.ts";
import { groupRows, type TurnRow } from "./group-rows.ts";

/** A long run shows its newest rows; the others are one press away, so that the list around it stays quick. */
const maxRows = 40;

/** Whether the session's run goes on. */
const isAlive = ({ scrubbed, session }: AppState): boolean =>
  scrubbed === undefined && (session?.run.status === "running" || session?.run.status === "waiting");

const plainFacts = ({ ending, maxTurns, model, turn }: NestedRunView): readonly string[] => {
  if (ending === undefined) return [modelName(model), turn === 0 ? "begins" : `turn ${turn} of ${maxTurns}`];
  const { calls, cost, filesChanged, turns, usage } = ending.summary;
  const paid = costWords(cost);
  return [
    modelName(model),
    formatCount(turns, "turn", "turns"),
    formatCount(calls, "call", "calls"),
    `${formatTokens(totalTokens(usage))} tokens`,
    ...(filesChanged === 0 ? [] : [`${formatCount(filesChanged, "file", "files")} changed`]),
    ...(paid === undefined ? [] : [paid]),
  ];
};

/** How it ended, where it did not simply come to its end. */
const endingWords = (ending: NestedRunView["ending"]): string | undefined => {
  if (ending === undefined) return undefined;
  const { outcome } = ending;
  switch (outcome.type) {
    case "completed":
      return undefined;
    case "stopped":
      return "It was stopped. What it changed is kept, and the asking agent was told.";
    case "timed-out":
      return `Nothing happened in it for ${outcome.afterMs / 1_000} s, so it was ended. What it changed is kept.`;
    case "limit-reached":
      return `It reached ${limitWords(outcome.limit)}. What it changed is kept, and the asking agent was told.`;
    case "failed":
      return `It failed: ${outcome.failure.message}`;
    default:
      return assertNever(outcome);
  }
};

export interface NestedRowProps {
  readonly row: TurnRow;
  readonly isLast: boolean;
  readonly told: boolean;
  readonly runId: RunId;
}

const Body = ({
  run,
  alive,
  drawRow,
}: {
  readonly run: NestedRunView;
  readonly alive: boolean;
  readonly drawRow: (props: NestedRowProps) => ReactNode;
}): ReactNode => {
  const calls = useApp((state) => shownSession(state)?.calls);
  const messages = useApp((state) => shownSession(state)?.messages);
  const [whole, setWhole] = useState(false);
  const rows = useMemo(
    () => (calls === undefined || messages === undefined ? [] : groupRows(run, { calls, messages })),
    [run, calls, messages],
  );
  const hiddenRows = whole ? 0 : Math.max(0, rows.length - maxRows);
  const shown = rows.slice(hiddenRows);
  const words = endingWords(run.ending);
  return (
    <div className="turn nested-body">
      <p className="asked-task">
        <RevealedText text={run.task} />
      </p>
      {hiddenRows > 0 && (
        <Button tone="quiet" onClick={() => setWhole(true)}>
          Show {formatCount(hiddenRows, "earlier row", "earlier rows")}
        </Button>
      )}
      {shown.map((row, place) => {
        const isEnd = place === shown.length - 1;
        return drawRow({
          row,
          isLast: alive && isEnd && run.ending === undefined,
          told: isEnd && words !== undefined,
          runId: run.runId,
        });
      })}
      {words !== undefined && <p className="under">{words}</p>}
    </div>
  );
};

/**
 * The run inside a call, under its row: open while it works, folded once it came to its end, unless the person chose.
 * `drawRow` draws what happened in it, calls with runs of their own included.
 */
export const NestedRun = memo(
  ({ callId, drawRow }: { readonly callId: CallId; readonly drawRow: (props: NestedRowProps) => ReactNode }): ReactNode => {
    const run = useApp((state) => shownSession(state)?.nested.get(callId));
    const alive = useApp(isAlive);
    const [chosen, setChosen] = useState<boolean>();
    if (run === undefined) return null;
    const open = chosen ?? run.ending?.outcome.type !== "completed";
    const name = agentPathWords(run.agentPath);
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset would read its legend before every control inside
      <div role="group" className="nested" aria-label={name}>
        <div className="tr">
          <button type="button" className="opener" aria-expanded={open} onClick={() => setChosen(!open)}>
            <Icon of={open ? ChevronDown : ChevronRight} size={14} className="chev" />
            <span className="v trunc">
              <RevealedText text={name} />
            </span>
            <span className="meta trunc">{plainFacts(run).join(" · ")}</span>
          </button>
        </div>
        {open && <Body run={run} alive={alive} drawRow={drawRow} />}
      </div>
    );
  },
);
