import "./limits.css";
import type { ReactNode } from "react";
import type { StageCounters } from "../../store/fold-stages.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { stageCounts } from "../../store/views/stage-counts.ts";
import { EmptyState } from "../parts/empty-state.tsx";

const none: StageCounters = new Map();

/** What stood before the tools of this session did, as it was at the moment that is shown. */
export const LimitsPane = (): ReactNode => {
  const counters = useApp((state) => shownSession(state)?.stages) ?? none;
  if (counters.size === 0) {
    return (
      <EmptyState
        kind="read"
        level="h2"
        title="Nothing was held up"
        text="Where a limit, a cache or a second try acts before a tool, it is counted here. They are switched on in Settings, Tools."
      />
    );
  }
  return (
    <>
      <p className="cap insp-caption">
        What limits, caches and second tries did in this session. They are set in{" "}
        <a className="link" href="#/settings/tools">
          Settings, Tools
        </a>
        .
      </p>
      <ul className="limits-list" aria-label="Limits">
        {[...counters].map(([name, counter]) => (
          <li key={name}>
            <h2 className="mono">{name}</h2>
            <dl>
              {stageCounts(counter).map(({ words, amount }) => (
                <div key={words}>
                  <dt>{words}</dt>
                  <dd className="num">{amount}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
};
