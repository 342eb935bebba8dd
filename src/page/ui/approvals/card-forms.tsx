import { type ReactNode, useId, useState } from "react";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import { useClock } from "../../store/use-now.ts";
import { useRandom } from "../../store/use-random.ts";
import { Button } from "../parts/button.tsx";
import { HiddenCharacters } from "../parts/hidden-characters.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { type AllowReach, type AllowTime, allowRule, allowSentence, folderOf, reachesOf, timesOf } from "./allow-rule.ts";
import { CardForm } from "./card-form.tsx";

/** Asks why, because the reason is what the model reads. */
export const RejectForm = ({
  count = 1,
  onReject,
  onCancel,
}: {
  /** How many calls are rejected together. */
  readonly count?: number;
  /** `sticks`: exactly this call is not asked about again in this session. */
  readonly onReject: (reason: string, sticks: boolean) => void;
  readonly onCancel: () => void;
}): ReactNode => {
  const [reason, setReason] = useState("");
  const [sticks, setSticks] = useState(false);
  const name = useId();
  return (
    <CardForm label={count === 1 ? "Reject" : `Reject ${count} calls`} onSubmit={() => onReject(reason.trim(), sticks)}>
      <label className="field" htmlFor={name}>
        <span className="lb">Reason, told to the model</span>
        <textarea
          id={name}
          className="area"
          rows={2}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <label className="row">
        <input type="checkbox" checked={sticks} onChange={() => setSticks(!sticks)} />
        Refuse exactly {count === 1 ? "this call" : "these calls"} in this session from now on, without asking
      </label>
      <div className="row">
        <Button type="submit">Reject</Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </CardForm>
  );
};

const timeWords: Readonly<Record<AllowTime, string>> = { hour: "for one hour", session: "in this session", always: "always" };

/** Approves this call and makes a rule for the next ones; the rule is read before it is made. */
export const AllowForm = ({
  approval,
  disabled,
  onAllow,
  onCancel,
}: {
  readonly approval: Approval;
  readonly disabled: boolean;
  readonly onAllow: (rule: Rule) => void;
  readonly onCancel: () => void;
}): ReactNode => {
  const clock = useClock();
  const random = useRandom();
  const name = useId();
  const [reach, setReach] = useState<AllowReach>("exact-call");
  const [time, setTime] = useState<AllowTime>("session");
  const [written, setWritten] = useState<string>();
  const sentence = written ?? allowSentence(approval, reach, time);
  const words: Readonly<Record<AllowReach, string>> = {
    "exact-call": "This exact call",
    "tool-in-folder": `${approval.tool} in ${folderOf(approval) ?? "/"}`,
    "tool-in-session": `${approval.tool}, anywhere, in this session`,
  };
  /** Another choice is another rule, so words that were written for the one before go. */
  const choose = (nextReach: AllowReach, nextTime: AllowTime): void => {
    setReach(nextReach);
    setTime(timesOf(approval, nextReach).includes(nextTime) ? nextTime : "session");
    setWritten(undefined);
  };
  const allow = (): void => {
    if (!disabled) onAllow(allowRule(approval, { reach, time, words: sentence }, { now: clock.now(), random }));
  };
  return (
    <CardForm label="Allow for" onSubmit={allow}>
      <fieldset className="reaches">
        <legend className="lb">What is allowed</legend>
        {reachesOf(approval).map((choice) => (
          <label key={choice} className="row">
            <input type="radio" name={name} checked={choice === reach} onChange={() => choose(choice, time)} />
            <RevealedText text={words[choice]} />
          </label>
        ))}
      </fieldset>
      <label className="row">
        <span className="lb">How long</span>
        <span className="sel">
          <select
            value={time}
            onChange={(event) =>
              choose(reach, timesOf(approval, reach).find((choice) => choice === event.target.value) ?? "session")
            }
          >
            {timesOf(approval, reach).map((choice) => (
              <option key={choice} value={choice}>
                {timeWords[choice]}
              </option>
            ))}
          </select>
        </span>
      </label>
      <label className="field" htmlFor={`${name}-words`}>
        <span className="lb">The rule in words, as Settings lists it</span>
        <input
          id={`${name}-words`}
          className="area"
          maxLength={200}
          value={sentence}
          onChange={(event) => setWritten(event.target.value)}
        />
        <HiddenCharacters text={sentence} />
      </label>
      <p className="hint">What is graver than what you see here, or done by a tool that has changed since, still asks.</p>
      <div className="row">
        <Button type="submit" tone="primary" disabled={disabled}>
          Approve and make this rule
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </CardForm>
  );
};
