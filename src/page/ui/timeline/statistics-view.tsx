import type { ReactNode } from "react";
import type { LogStatistics } from "../../../kernel/log/log-statistics.ts";
import { exactCostWords, usageWords } from "../../store/views/cost-words.ts";
import { formatBytes, formatCount, formatDuration } from "../parts/time.ts";

const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

const callWords = ({ calls, refused }: LogStatistics): string =>
  [
    [calls.done, "done"],
    [calls.failed, "failed"],
    [calls["timed-out"], "timed out"],
    [calls.stopped, "stopped"],
    [refused.rule, "refused by a rule"],
    [refused.hook, "refused by a guardrail"],
    [refused.person, "refused by you"],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(", ");

const answerWords = ({ answered, asked }: LogStatistics): string => {
  const approved = (answered.approve ?? 0) + (answered["allow-for"] ?? 0);
  return `${asked} asked, ${approved} approved, ${answered.reject ?? 0} rejected`;
};

/** What the found events say together. */
export const StatisticsView = ({ statistics }: { readonly statistics: LogStatistics }): ReactNode => {
  const { chars, cost, kinds, meanCallMs, requests, retries, runs, sessions, successRate, turns, usage } = statistics;
  const calls = callWords(statistics);
  return (
    <dl className="tl-facts tlq-facts" aria-label="Statistics">
      <dt>Spread over</dt>
      <dd>
        {formatCount(sessions, "session", "sessions")}, {formatCount(runs, "run", "runs")},{" "}
        {formatCount(turns, "turn begun", "turns begun")}, {formatBytes(chars)}
      </dd>
      {calls !== "" && (
        <>
          <dt>Calls</dt>
          <dd>
            {calls}
            {successRate !== undefined && `; ${percent.format(successRate)} of those that ran were done`}
            {meanCallMs !== undefined && `, ${formatDuration(meanCallMs)} each`}
          </dd>
        </>
      )}
      {requests > 0 && (
        <>
          <dt>Requests</dt>
          <dd>
            {requests}, {formatCount(retries, "retry", "retries")}; {usageWords(usage)}
            {cost !== undefined && `; ${exactCostWords(cost)}`}
          </dd>
        </>
      )}
      {statistics.asked > 0 && (
        <>
          <dt>Questions</dt>
          <dd>{answerWords(statistics)}</dd>
        </>
      )}
      <dt>Events</dt>
      <dd>{kinds.map(([kind, count]) => `${kind} ${count}`).join(", ") || "none"}</dd>
    </dl>
  );
};
