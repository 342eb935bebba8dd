import { useState } from "react";
import type { SessionRow } from "../../../kernel/conversation/session.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useApp } from "../../store/use-app.ts";
import { costWords } from "../../store/views/cost-words.ts";
import { Button } from "../parts/button.tsx";
import { CoordinationFields } from "./coordination-fields.tsx";
import { PriceTable } from "./price-table.tsx";
import { SpendingCapFields } from "./spending-caps.tsx";
import "./spending.css";

const workspaceOf = (state: AppState) => state.workspace;
const shownAtFirst = 6;

/** What each session cost, the newest first. */
const SessionCosts = ({ sessions }: { readonly sessions: readonly SessionRow[] }) => {
  const [all, setAll] = useState(false);
  const charged = sessions.filter(({ cost }) => cost !== undefined);
  if (charged.length === 0) {
    return <p className="ink2">No session was charged for anything. The Demo runs in this page and is free.</p>;
  }
  const shown = all ? charged : charged.slice(0, shownAtFirst);
  return (
    <>
      <ul className="spent-list">
        {shown.map(({ sessionId, title, cost }) => (
          <li key={sessionId}>
            <a className="trunc" href={hashFromRoute({ type: "session", sessionId })}>
              {title}
            </a>
            <span className="num">{costWords(cost)}</span>
          </li>
        ))}
      </ul>
      {charged.length > shown.length && (
        <Button tone="quiet" onClick={() => setAll(true)}>
          Show all {charged.length}
        </Button>
      )}
    </>
  );
};

/** The guarantee in plain words, with all it rests on. */
const Assumptions = () => (
  <details className="assumptions">
    <summary>What the caps promise, and what that rests on</summary>
    <ul>
      <li>
        Before each request the most that it can cost is set aside: one token for each byte of what is sent, a margin of 2,000
        tokens for what providers add, 8,000 for a picture, 12,000 for a page of a PDF (where it does not say how many it has,
        every 20 KB count as one), and the longest answer. If the caps do not pay for that, a shorter answer is asked for; under
        1,024 tokens nothing is sent and the run pauses.
      </li>
      <li>It holds while the prices below are right, and while the provider writes no more than it is asked for.</li>
      <li>
        A request that the provider refuses at once costs nothing. One that breaks off, also by Stop, may have been charged: the
        most that it can have cost stays counted, as “up to”.
      </li>
      <li>
        What is shown as spent is only what providers counted, times the price of that day. Changing a price changes nothing that
        was spent before.
      </li>
      <li>Where no price is known, tokens are counted instead of money; caps on money do not hold there.</li>
    </ul>
  </details>
);

/** What was spent, how much may be, and at which prices. */
export const SpendingPage = () => {
  const workspace = useApp(workspaceOf);
  if (workspace === undefined) return null;
  return (
    <>
      <h1 className="page-title">Spending</h1>
      <p className="lead">
        Models of your own are paid by you, with your key. A run pauses before a request that could pass a cap.
      </p>
      <SpendingCapFields caps={workspace.caps} />
      <Assumptions />
      <CoordinationFields limits={workspace.coordination} />
      <h2 className="title section">Spent</h2>
      <p className="spent-today">
        <span>Today, all sessions</span>
        <b className="num">{costWords(workspace.costToday) ?? "$0.00"}</b>
      </p>
      <SessionCosts sessions={workspace.sessions} />
      <PriceTable workspace={workspace} />
    </>
  );
};
