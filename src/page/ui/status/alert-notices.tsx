import { Bell, X } from "lucide-react";
import type { ReactNode } from "react";
import type { LogAlert } from "../../../kernel/alert.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp, useRestedApp } from "../../store/use-app.ts";
import { titleOfEvent, titleText } from "../../store/views/event-title.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { useAnswer } from "../parts/use-answer.ts";

const alertsOf = ({ workspace }: AppState) => workspace?.alerts;
const sessionsOf = ({ workspace }: AppState) => workspace?.sessions;
const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;
/** While a run goes on the log is asked at most twice a second. */
const restMs = (): number => 500;

const AlertNotice = ({ alert, lastSeq }: { readonly alert: LogAlert; readonly lastSeq: number }): ReactNode => {
  const { go, send, notify } = useActions();
  const sessions = useApp(sessionsOf);
  const { name, query, seenSeq } = alert;
  const asOf = `${alert.alertId} ${seenSeq} ${lastSeq}`;
  const asked = useAnswer({ type: "search-log", query: { ...query, from: seenSeq + 1, limit: 1 } }, asOf);
  if (asked.status !== "ready") return null;
  const { entries, isTotalExact, total } = asked.value;
  const [newest] = entries;
  // The answer may be older than what was seen since.
  if (newest === undefined || newest.seq <= seenSeq) return null;
  const seen = async (): Promise<void> => {
    const stored = await send({ type: "set-alert", alert: { ...alert, seenSeq: Math.max(newest.seq, lastSeq) } });
    if (!stored.ok) notify({ tone: "error", text: stored.error.message });
  };
  const { sessionId, seq } = newest;
  const isThere = sessionId !== undefined && sessions?.some((row) => row.sessionId === sessionId) === true;
  return (
    <div className="notice">
      <Icon of={Bell} size={14} className="alert-bell" />
      <span className="grow">
        <b>
          <RevealedText text={name} />
        </b>
        {total > 1 ? `, ${isTotalExact ? "" : "at least "}${total} times; the last: ` : ": "}
        <RevealedText text={titleText(titleOfEvent(newest.event))} />
      </span>
      {isThere && (
        <Button
          onClick={() => {
            go({ type: "session", sessionId, tab: "timeline", focus: String(seq) });
            void seen();
          }}
        >
          Show
        </Button>
      )}
      <IconButton small label={`Dismiss ${name}`} icon={X} iconSize={14} onClick={() => void seen()} />
    </div>
  );
};

/** What happened that the person wanted to be told of, until it was looked at; a reload does not lose it. */
export const AlertNotices = (): ReactNode => {
  const alerts = useApp(alertsOf) ?? [];
  const lastSeq = useRestedApp(lastSeqOf, restMs);
  return alerts.map((alert) => <AlertNotice key={alert.alertId} alert={alert} lastSeq={lastSeq} />);
};
