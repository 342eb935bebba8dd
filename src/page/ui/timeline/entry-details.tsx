import { Fragment, type ReactNode, useMemo, useState } from "react";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { isSameOrigin, type Origin, outsideOf } from "../../../kernel/rules/origin.ts";
import { exactCostWords, spentOf, usageWords } from "../../store/views/cost-words.ts";
import type { SessionOutline } from "../../store/views/session-outline.ts";
import { isAskable } from "../../store/views/why-subject.ts";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { ForkButton } from "../parts/fork-button.tsx";
import { originWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatBytes, formatClockSeconds, formatDuration } from "../parts/time.ts";
import { WhyButton } from "../parts/why-button.tsx";
import { sinceRunStart } from "./timeline-row.tsx";

/** How much of an entry's text is drawn before one asks for the rest. */
const inlineCharacters = 16_384;

/** Entries name the ones they follow from; each is a way there. */
const Causes = ({
  entry,
  outline,
  onJump,
}: {
  readonly entry: LogEntry;
  readonly outline: SessionOutline;
  readonly onJump: (seq: number) => void;
}): ReactNode => {
  if (entry.causes.length === 0) return null;
  const here = new Set(outline.entries.map(({ seq }) => seq));
  return (
    <>
      <dt>Follows from</dt>
      <dd>
        {entry.causes.map((seq) =>
          here.has(seq) ? (
            <button key={seq} type="button" className="link tl-cause" onClick={() => onJump(seq)}>
              event {seq}
            </button>
          ) : (
            <span key={seq}>event {seq}, of another session </span>
          ),
        )}
      </dd>
    </>
  );
};

/** What a request, a turn or a run used and cost, to the last digit. */
const Spent = ({ event }: { readonly event: LogEntry["event"] }): ReactNode => {
  const spent = spentOf(event);
  if (spent === undefined) return null;
  const { usage, cost } = spent;
  return (
    <>
      <dt>Tokens</dt>
      <dd>{usageWords(usage)}</dd>
      {cost !== undefined && (
        <>
          <dt>Cost</dt>
          <dd>{exactCostWords(cost)}</dd>
        </>
      )}
    </>
  );
};

/** The way to the entry that first had text of a place outside. */
const BroughtIn = ({
  origin,
  outline,
  here,
  onJump,
}: {
  readonly origin: Origin;
  readonly outline: SessionOutline;
  readonly here: number;
  readonly onJump: (seq: number) => void;
}): ReactNode => {
  const first =
    outsideOf([origin]).length === 0
      ? undefined
      : outline.entries.find(({ origins }) => origins.some((one) => isSameOrigin(one, origin)));
  if (first === undefined || first.seq >= here) return null;
  return (
    <>
      {" since "}
      <button type="button" className="link tl-cause" onClick={() => onJump(first.seq)}>
        event {first.seq}
      </button>
    </>
  );
};

const Facts = ({
  outline,
  index,
  onJump,
}: {
  readonly outline: SessionOutline;
  readonly index: number;
  readonly onJump: (seq: number) => void;
}): ReactNode => {
  const entry = outline.entries[index];
  if (entry === undefined) return null;
  const since = sinceRunStart(outline, index);
  return (
    <dl className="tl-facts">
      <dt>Recorded</dt>
      <dd>
        {formatClockSeconds(entry.at)}
        {since !== undefined && `, ${formatDuration(since)} into the run`}
        {entry.turn !== undefined && `, turn ${entry.turn}`}
      </dd>
      <Causes entry={entry} outline={outline} onJump={onJump} />
      <Spent event={entry.event} />
      {entry.origins.length > 0 && (
        <>
          <dt>Text came from</dt>
          <dd>
            {entry.origins.map((origin, place) => (
              <Fragment key={originWords(origin)}>
                {place > 0 && ", "}
                <RevealedText text={originWords(origin)} />
                <BroughtIn origin={origin} outline={outline} here={entry.seq} onJump={onJump} />
              </Fragment>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
};

/** An entry in full: the facts around it, and what is recorded, as machine text with nothing hidden. */
export const EntryDetails = ({
  outline,
  index,
  onView,
  onJump,
}: {
  readonly outline: SessionOutline;
  readonly index: number;
  readonly onView: (seq: number) => void;
  readonly onJump: (seq: number) => void;
}): ReactNode => {
  const entry = outline.entries[index];
  const [whole, setWhole] = useState(false);
  const json = useMemo(() => (entry === undefined ? "" : JSON.stringify(entry, undefined, 2)), [entry]);
  if (entry === undefined) return null;
  const cut = json.length > inlineCharacters && !whole;
  return (
    <div className="tl-details">
      <Facts outline={outline} index={index} onJump={onJump} />
      <div className="row tl-acts">
        <Button onClick={() => onView(entry.seq)}>View this moment</Button>
        {isAskable(entry.event) && <WhyButton subject={{ type: "event", seq: entry.seq }} />}
        <ForkButton at={entry.seq} />
        <span className="grow" />
        <CopyButton text={json} label="Copy this event as JSON" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it */}
      <section className="tl-json" tabIndex={0} aria-label={`Event ${entry.seq} as recorded`}>
        <pre className="mono">
          <RevealedText text={cut ? json.slice(0, inlineCharacters) : json} />
        </pre>
      </section>
      {cut && (
        <Button tone="quiet" onClick={() => setWhole(true)}>
          Show all {formatBytes(json.length)}
        </Button>
      )}
    </div>
  );
};
