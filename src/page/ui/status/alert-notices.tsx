import { Bell, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { LogAlert } from "../../../kernel/log/alert.ts";
import { type AlertBound, measuredAbove } from "../../../kernel/log/alert-bound.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp, useRestedApp } from "../../store/use-app.ts";
import { measuredWords } from "../../store/views/alert-words.ts";
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
/** Counting reads every entry since the alert was seen. */
const countingRestMs = (): number => 3_000;

/** Says that the alert was seen up to an entry. */
const useSeen = (alert: LogAlert): ((seq: Seq) => Promise<void>) => {
  const { send, notify } = useActions();
  return async (seq) => {
    const stored = await send({ type: "set-alert", alert: { ...alert, seenSeq: seq } });
    if (!stored.ok) notify({ tone: "error", text: stored.error.message });
  };
};

const Notice = ({
  name,
  children,
  onDismiss,
}: {
  readonly name: string;
  readonly children: ReactNode;
  readonly onDismiss: () => void;
}) => (
  <div className="notice">
    <Icon of={Bell} size={14} className="alert-bell" />
    {children}
    <IconButton small label={`Dismiss ${name}`} icon={X} iconSize={14} onClick={onDismiss} />
  </div>
);

/** What came since the alert was seen, once it comes to more than its bound. */
const BoundNotice = ({ alert, over }: { readonly alert: LogAlert; readonly over: AlertBound }): ReactNode => {
  const lastSeq = useRestedApp(lastSeqOf, countingRestMs);
  const seen = useSeen(alert);
  const { alertId, name, query, seenSeq } = alert;
  const asked = useAnswer(
    { type: "read-log-statistics", query: { ...query, from: seenSeq + 1 } },
    `${alertId} ${seenSeq} ${lastSeq}`,
  );
  if (asked.status !== "ready") return null;
  const value = measuredAbove(asked.value, over);
  if (value === undefined) return null;
  return (
    <Notice name={name} onDismiss={() => void seen(lastSeq)}>
      <span className="grow">
        <b>
          <RevealedText text={name} />
        </b>
        {`: ${measuredWords(over.measure, value)}`}
      </span>
    </Notice>
  );
};

const AlertNotice = ({ alert, lastSeq }: { readonly alert: LogAlert; readonly lastSeq: number }): ReactNode => {
  const { go } = useActions();
  const seen = useSeen(alert);
  const sessions = useApp(sessionsOf);
  const { name, query, seenSeq } = alert;
  const asOf = `${alert.alertId} ${seenSeq} ${lastSeq}`;
  const asked = useAnswer({ type: "search-log", query: { ...query, from: seenSeq + 1, limit: 1 } }, asOf);
  if (asked.status !== "ready") return null;
  const { entries, isTotalExact, total } = asked.value;
  const [newest] = entries;
  // The answer may be older than what was seen since.
  if (newest === undefined || newest.seq <= seenSeq) return null;
  const { sessionId, seq } = newest;
  const dismiss = (): void => void seen(Math.max(seq, lastSeq));
  const isThere = sessionId !== undefined && sessions?.some((row) => row.sessionId === sessionId) === true;
  return (
    <Notice name={name} onDismiss={dismiss}>
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
            dismiss();
          }}
        >
          Show
        </Button>
      )}
    </Notice>
  );
};

/** What happened that the person wanted to be told of, until it was looked at; a reload does not lose it. */
export const AlertNotices = (): ReactNode => {
  const alerts = useApp(alertsOf) ?? [];
  const lastSeq = useRestedApp(lastSeqOf, restMs);
  return alerts.map((alert) =>
    alert.over === undefined ? (
      <AlertNotice key={alert.alertId} alert={alert} lastSeq={lastSeq} />
    ) : (
      <BoundNotice key={alert.alertId} alert={alert} over={alert.over} />
    ),
  );
};
