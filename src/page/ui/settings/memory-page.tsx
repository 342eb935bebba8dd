import { type ReactNode, useState } from "react";
import {
  type Consolidated,
  type ConsolidationSettings,
  type ConsolidationStanding,
  defaultConsolidation,
} from "../../../kernel/memory/consolidation.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { consolidationTitle } from "../../store/views/consolidation-words.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { formatClock, formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { EmbeddingFields } from "./embedding-fields.tsx";
import { ShorteningFields } from "./shortening-fields.tsx";
import "./memory-page.css";

const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;

const dayOf = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

const minuteChoices = ["never", "1", "5", "15", "60"] as const;

const choiceWords = (choice: string): string =>
  choice === "never" ? "only when I ask" : choice === "1" ? "every minute" : `every ${choice} minutes`;

const EverySelect = ({
  settings: { everyMinutes, on },
  onChange,
}: {
  readonly settings: ConsolidationSettings;
  readonly onChange: (to: ConsolidationSettings) => void;
}): ReactNode => {
  const value = on ? String(everyMinutes) : "never";
  const known: readonly string[] = minuteChoices;
  return (
    <InlineSelect
      label="Sum up"
      showLabel
      choices={[...(known.includes(value) ? known : [...known, value])].map((choice) => ({
        value: choice,
        label: choiceWords(choice),
      }))}
      value={value}
      onChange={(chosen) =>
        onChange(chosen === "never" ? { on: false, everyMinutes } : { on: true, everyMinutes: Number(chosen) })
      }
    />
  );
};

const Row = ({ one, onUndo }: { readonly one: Consolidated; readonly onUndo: () => void }): ReactNode => (
  <li className="consolidation">
    <span className="grow">
      <b>{consolidationTitle(one)}</b>
      <span className="meta">
        {dayOf.format(one.at)}, {formatClock(one.at)}, event {one.seq}, {one.by === "person" ? "asked for by you" : "by itself"}
      </span>
    </span>
    {one.isUndone ? (
      <span className="meta">Undone</span>
    ) : (
      <Button aria-label={`Undo what was summed up in event ${one.seq}`} onClick={onUndo}>
        Undo
      </Button>
    )}
  </li>
);

const useActs = (changed: () => void) => {
  const { notify, send } = useActions();
  const tell = (answer: { readonly ok: true } | { readonly ok: false; readonly error: { readonly message: string } }): void => {
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    changed();
  };
  return {
    change: async (settings: ConsolidationSettings) => tell(await send({ type: "change-consolidation", settings })),
    undo: async ({ effectId }: Consolidated) => tell(await send({ type: "undo", effectId })),
    /** What came of it, in words; undefined where it was refused. */
    consolidate: async (): Promise<string | undefined> => {
      const answer = await send({ type: "consolidate-memory" });
      tell(answer);
      if (!answer.ok) return undefined;
      if (answer.value.summaries > 0 || answer.value.merged !== undefined) return `${consolidationTitle(answer.value)}.`;
      const { clusters, examined } = answer.value;
      if (examined === 0) return "Too little is remembered to be summed up: an agent needs 8 episodes.";
      return clusters === 0
        ? `Of ${formatCount(examined, "episode", "episodes")} no three are about the same. Nothing was changed.`
        : "What is about the same is too recent, or summed up already. Nothing was changed.";
    },
  };
};

const Body = ({ standing, changed }: { readonly standing: ConsolidationStanding; readonly changed: () => void }): ReactNode => {
  const [said, setSaid] = useState<string>();
  const { change, consolidate, undo } = useActs(changed);
  const { archived, latest, runs, settings, summaries } = standing;
  return (
    <>
      <div className="row wrap">
        <Button onClick={() => void consolidate().then(setSaid)}>Sum up now</Button>
        <EverySelect settings={settings} onChange={(to) => void change(to)} />
      </div>
      <p className="ink2" role="status">
        {said}
      </p>
      <p className="meta consolidation-counts">
        {summaries === 0
          ? "Nothing is summed up yet"
          : `${formatCount(archived, "memory", "memories")} in ${formatCount(summaries, "summary", "summaries")}`}
        ; looked {formatCount(runs, "time", "times")} since this page was opened
      </p>
      {latest.length > 0 && (
        <ul className="consolidations" aria-label="What was summed up">
          {latest.map((one) => (
            <Row key={one.seq} one={one} onUndo={() => void undo(one)} />
          ))}
        </ul>
      )}
    </>
  );
};

/** How what is remembered is found, and kept short. */
export const MemoryPage = (): ReactNode => {
  const lastSeq = useApp(lastSeqOf);
  const [own, setOwn] = useState(0);
  const asked = useAnswer({ type: "read-consolidation" }, `${lastSeq} ${own}`);
  return (
    <>
      <h1 className="page-title">Memory</h1>
      <p className="lead">
        Episodes about the same are summed up: one memory takes their place. They stay readable, and each time can be undone.
      </p>
      <EmbeddingFields />
      <ShorteningFields />
      <fieldset className="fs">
        <legend>Summing up</legend>
        <p className="ink2">
          Of at least three episodes about the same the two newest stay as they are, and so does whatever is younger than an hour.
          What you pinned, or what is only for who asks, is left alone. No model is asked. Unless you choose otherwise it happens{" "}
          {choiceWords(String(defaultConsolidation.everyMinutes))} while no run goes on.
        </p>
        {asked.status === "failed" && <AskedFailure asked={asked} />}
        {asked.status === "ready" && <Body standing={asked.value} changed={() => setOwn((times) => times + 1)} />}
      </fieldset>
    </>
  );
};
