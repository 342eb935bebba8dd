import type { ReactNode } from "react";
import { type Decision, decisions, type Rule } from "../../../../kernel/rules/rule.ts";
import type { SimulatedCall, Simulation } from "../../../../kernel/rules/simulation.ts";
import { hashFromRoute } from "../../../store/route.ts";
import { Chip } from "../../parts/chip.tsx";
import { formatCount } from "../../parts/time.ts";
import { type Asked, useAnswer } from "../../parts/use-answer.ts";
import { decisionWords } from "./rule-words.ts";

/** Asks what the rules say of the newest calls: with the rule that is written, or as they stand. */
export const useSimulation = (rule: Rule | null, rules: readonly Rule[]): Asked<Simulation> =>
  useAnswer({ type: "simulate-rule", rule }, JSON.stringify([rule, rules]));

const shownChanges = 12;

const countOf = (calls: readonly SimulatedCall[], when: "before" | "after", decision: Decision): number =>
  calls.filter((call) => call[when] === decision).length;

const Counts = ({ calls, changes }: { readonly calls: readonly SimulatedCall[]; readonly changes: boolean }): ReactNode => (
  <p className="sim-counts">
    {decisions.map((decision) => {
      const [before, after] = [countOf(calls, "before", decision), countOf(calls, "after", decision)];
      return (
        <span key={decision}>
          <Chip kind={decisionWords[decision].mark}>{decisionWords[decision].word}</Chip>
          <b className="num">{after}</b>
          {changes && before !== after && <span className="dim num"> was {before}</span>}
        </span>
      );
    })}
  </p>
);

const wide = 1_000;
/** One stroke a call, in their order: what is allowed is low, what asks is higher, what is denied hangs below. */
const Strip = ({ calls }: { readonly calls: readonly SimulatedCall[] }): ReactNode => {
  const step = wide / Math.max(calls.length, 40);
  const bars: Readonly<Record<Decision, { readonly y: number; readonly height: number }>> = {
    allow: { y: 18, height: 8 },
    ask: { y: 4, height: 22 },
    deny: { y: 28, height: 18 },
  };
  const label = decisions.map((decision) => `${countOf(calls, "after", decision)} ${decision}`).join(", ");
  return (
    <svg
      className="sim-strip"
      viewBox={`0 0 ${wide} 50`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Of the calls: ${label}`}
    >
      <path d={`M0 27H${wide}`} className="sim-line" />
      {calls.map(({ callId, before, after }, index) => (
        <rect
          key={callId}
          x={index * step}
          width={Math.max(step * 0.6, 1)}
          {...bars[after]}
          className={`sim-${after}${before === after ? "" : " sim-new"}`}
        />
      ))}
    </svg>
  );
};

const Change = ({ call }: { readonly call: SimulatedCall }): ReactNode => (
  <li>
    <a className="link trunc" href={hashFromRoute({ type: "session", sessionId: call.sessionId, tab: "timeline", at: call.seq })}>
      {call.headline.verb} <bdi>{call.headline.object}</bdi>
    </a>
    <span className="dim">
      {call.before} → <b>{call.after}</b>
    </span>
  </li>
);

/** What rules say of the calls that were made. Nothing runs. */
export const SimulationView = ({
  asked,
  changes,
}: {
  readonly asked: Asked<Simulation>;
  readonly changes: boolean;
}): ReactNode => {
  if (asked.status === "loading") return <p className="dim">Looking at the last calls…</p>;
  if (asked.status === "failed")
    return (
      <p className="problem" role="alert">
        {asked.failure.message}
      </p>
    );
  const { calls } = asked.value;
  if (calls.length === 0) return <p className="dim">No calls were made yet. Once an agent works, its calls are tried here.</p>;
  const changed = calls.filter(({ before, after }) => before !== after);
  return (
    <div className="sim">
      <Counts calls={calls} changes={changes} />
      <Strip calls={calls} />
      {changes && (
        <p className="ink2" role="status">
          {changed.length === 0
            ? `None of the last ${formatCount(calls.length, "call", "calls")} would be decided otherwise.`
            : `${changed.length} of the last ${formatCount(calls.length, "call", "calls")} would be decided otherwise.`}
        </p>
      )}
      {changes && changed.length > 0 && (
        <ul className="sim-changes" aria-label="Calls that would be decided otherwise">
          {changed.slice(-shownChanges).map((call) => (
            <Change key={call.callId} call={call} />
          ))}
        </ul>
      )}
      {changes && changed.length > shownChanges && <p className="dim">The newest {shownChanges} are shown.</p>}
    </div>
  );
};
