import type { ReactNode } from "react";
import type { OutcomeCounts, ToolStatistics } from "../../../../kernel/tools/tool-statistics.ts";
import { formatBytes, formatCount, formatDuration } from "../../parts/time.ts";
import { moment } from "../rules/rule-words.ts";

const words: Readonly<Record<keyof OutcomeCounts, string>> = {
  done: "done",
  refused: "said no",
  failed: "failed",
  denied: "denied",
  stopped: "stopped",
  timedOut: "timed out",
  served: "served from another call",
};

const names = Object.keys(words) as readonly (keyof OutcomeCounts)[];

const outcomesSentence = ({ outcomes }: ToolStatistics): string =>
  names
    .filter((name) => outcomes[name] > 0)
    .map((name) => `${outcomes[name].toLocaleString()} ${words[name]}`)
    .join(", ");

/** How often it was called, in two words; none where it never was. */
export const callCount = (statistics: ToolStatistics | undefined): string =>
  statistics === undefined ? "" : formatCount(statistics.calls, "call", "calls");

/** What the log says of a tool, over all sessions. */
export const ToolStatisticsView = ({ statistics }: { readonly statistics: ToolStatistics | undefined }): ReactNode => {
  if (statistics === undefined) return <p className="hint">It was not called yet in this workspace.</p>;
  const { bytes, calls, lastUsedAt, tookMs } = statistics;
  const facts: readonly (readonly [string, string])[] = [
    ["Calls", `${calls.toLocaleString()} (${outcomesSentence(statistics)})`],
    ...(tookMs === undefined
      ? []
      : [["Took", `half within ${formatDuration(tookMs.p50)}, 19 in 20 within ${formatDuration(tookMs.p95)}`] as const]),
    ["Gave back", formatBytes(bytes)],
    ["Last", moment(lastUsedAt)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
};
