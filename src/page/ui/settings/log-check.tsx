import { type ReactNode, useId, useState } from "react";
import { type ChainDifference, type ChainVerdict, headFrom, headText } from "../../../kernel/log/hash-chain.ts";
import { useActions } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Mark } from "../parts/mark.tsx";
import { formatCount } from "../parts/time.ts";

const differenceWords: Readonly<Record<ChainDifference, (seq: number) => string>> = {
  changed: (seq) => `Event ${seq} is not what it was when it was sealed. Everything before it is unchanged.`,
  unreadable: (seq) => `Event ${seq} cannot be read any more. Everything before it is unchanged.`,
  erased: (seq) => `Event ${seq} is empty as if its session had been deleted, and no deletion follows it.`,
  missing: (seq) => `The log ends before event ${seq}, which was there before. What is there is unchanged.`,
  seal: (seq) => `A seal of an event up to ${seq} was changed together with its event, or is gone. It cannot be told which.`,
  head: (seq) => `Up to event ${seq} this is not the log whose head you kept.`,
};

const Whole = ({ verdict }: { readonly verdict: Extract<ChainVerdict, { readonly status: "whole" }> }): ReactNode => {
  const { compared, erased, head, sealed } = verdict;
  const added = head.seq - sealed;
  return (
    <>
      <p className="log-verdict">
        <Mark kind="done" size={11} />
        <span>
          The log is whole: {formatCount(sealed, "event is", "events are")} as they were sealed
          {compared && ", and as in the head that you kept"}.
          {added > 0 && ` ${formatCount(added, "event is", "events are")} new and sealed as of this look.`}
          {erased > 0 && ` ${formatCount(erased, "event belongs", "events belong")} to deleted sessions.`}
        </span>
      </p>
      {head.seq > 0 && (
        <p className="log-head">
          <code>{headText(head)}</code>
          <CopyButton text={headText(head)} label="Copy the head of the log" />
        </p>
      )}
    </>
  );
};

type Looking = { readonly status: "idle" | "looking" } | { readonly status: "failed"; readonly message: string } | ChainVerdict;

const Outcome = ({ looking }: { readonly looking: Looking }): ReactNode => {
  switch (looking.status) {
    case "idle":
      return null;
    case "looking":
      return <p className="dim">Comparing every event with its seal…</p>;
    case "whole":
      return <Whole verdict={looking} />;
    case "failed":
    case "differs":
      return (
        <p className="problem">
          <Mark kind="error" size={11} />
          <span>{looking.status === "failed" ? looking.message : differenceWords[looking.what](looking.seq)}</span>
        </p>
      );
  }
};

/** Whether the log is what it was: compared with its seals, and with a head that the person kept elsewhere. */
export const LogCheck = ({ isReady }: { readonly isReady: boolean }): ReactNode => {
  const { send } = useActions();
  const id = useId();
  const [kept, setKept] = useState("");
  const [looking, setLooking] = useState<Looking>({ status: "idle" });
  const text = kept.trim();
  const problem =
    text === "" || headFrom(text) !== undefined ? undefined : "A head begins with vivarium-log: and ends with 64 digits.";
  const look = async (): Promise<void> => {
    setLooking({ status: "looking" });
    const answer = await send({ type: "verify-log", ...(text === "" ? {} : { kept: text }) });
    setLooking(answer.ok ? answer.value : { status: "failed", message: answer.error.message });
  };
  return (
    <>
      <h2 className="title section">Is it what it was?</h2>
      <p className="ink2">
        Each event is sealed after it was stored, and each seal stands on the one before. Who changes events and seals alike is
        only found out by a head that is kept somewhere else: copy it, and compare with it later.
      </p>
      <div className="field log-kept">
        <label className="lb" htmlFor={id}>
          A head that you kept
        </label>
        <div className={`inp mono${problem === undefined ? "" : " bad"}`}>
          <input
            id={id}
            value={kept}
            placeholder="none: only the seals are compared"
            spellCheck={false}
            autoComplete="off"
            aria-describedby={`${id}-note`}
            onChange={(event) => setKept(event.target.value)}
          />
        </div>
        <span className="hint" id={`${id}-note`}>
          {problem}
        </span>
      </div>
      <div className="acts">
        <Button disabled={!isReady || problem !== undefined || looking.status === "looking"} onClick={() => void look()}>
          Check the log
        </Button>
      </div>
      <div role="status">
        <Outcome looking={looking} />
      </div>
    </>
  );
};
