import { type ReactNode, useState } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { ReachedCap } from "../../../kernel/limits/limits.ts";
import { formatCap, raisedCap } from "../../../kernel/limits/spending-caps.ts";
import type { RunOutcome } from "../../../kernel/log/event.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { limitWords } from "../../store/views/limit-words.ts";
import { Button } from "../parts/button.tsx";
import { ContinueButton } from "./continue-button.tsx";
import { Node } from "./stem.tsx";

type LimitReached = Extract<RunOutcome, { readonly type: "limit-reached" }>;

/** The caps of a session are raised for it alone; those of a step and of the day hold everywhere. */
const useRaise = (sessionId: SessionId, { name, amount }: ReachedCap): (() => Promise<void>) => {
  const { send, say, notify } = useActions();
  const own = useApp((state) => state.workspace?.sessions.find((row) => row.sessionId === sessionId)?.caps);
  return async () => {
    const to = raisedCap(name, amount);
    const raised =
      name === "session-cost" || name === "session-tokens"
        ? await send({ type: "change-session-caps", sessionId, caps: { ...own, [name]: to } })
        : await send({ type: "change-spending-caps", changes: { [name]: to } });
    if (raised.ok) await say("Continue.", sessionId);
    else notify({ tone: "error", text: raised.error.message });
  };
};

const RaiseButton = ({ cap, sessionId }: { readonly cap: ReachedCap; readonly sessionId: SessionId }): ReactNode => {
  const raise = useRaise(sessionId, cap);
  const [raising, setRaising] = useState(false);
  const press = async (): Promise<void> => {
    setRaising(true);
    await raise();
    setRaising(false);
  };
  return (
    <Button tone="primary" disabled={raising} onClick={() => void press()}>
      Raise to {formatCap(cap.name, raisedCap(cap.name, cap.amount))}
    </Button>
  );
};

const fresh: Readonly<Record<ReachedCap["name"], string>> = {
  "session-cost": "Raising it lets this session go on; other sessions keep their cap.",
  "session-tokens": "Nobody knows the price of this model, so tokens are counted. Raising it lets this session go on.",
  "step-cost": "Continuing begins a new step with the whole cap again.",
  "day-cost": "It counts every session of today. Tomorrow begins with nothing spent.",
};

const capText = ({ name, amount, spent, held }: ReachedCap): string => {
  const maybe = held === 0 ? "" : `, and up to ${formatCap(name, held)} more may count for answers without an end`;
  return `${formatCap(name, spent)} of ${formatCap(name, amount)} is spent${maybe}. The worst case of another request is more than what is left, so none was sent. ${fresh[name]}`;
};

/** Where a run paused, and the ways to go on. Nothing is spent until one of them is pressed. */
export const LimitRow = ({ outcome, isLast }: { readonly outcome: LimitReached; readonly isLast: boolean }): ReactNode => {
  const sessionId = useApp((state) => (state.scrubbed === undefined ? state.session?.sessionId : undefined));
  const { cap, limit } = outcome;
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind="approval" />
        <span className="v">Paused at {limitWords(limit)}</span>
        <span className="grow" />
        {isLast && cap === undefined && <ContinueButton label="Continue" tone="primary" />}
      </div>
      <p className="under">
        {cap === undefined
          ? "Everything so far is kept. Continuing starts with a fresh limit."
          : `Everything so far is kept. ${capText(cap)}`}
      </p>
      {isLast && cap !== undefined && sessionId !== undefined && (
        <div className="row under limit-acts">
          <RaiseButton cap={cap} sessionId={sessionId} />
          <ContinueButton label="Continue" tone="plain" />
          <a className="btn quiet" href={hashFromRoute({ type: "settings", page: "spending" })}>
            Spending
          </a>
        </div>
      )}
    </div>
  );
};
