import type { ReactNode } from "react";
import type { Coordination, CoordinationName } from "../../../kernel/conversation/coordination.ts";
import { nanosPerDollar, parseDollars } from "../../../kernel/model/money.ts";
import { useActions } from "../../store/use-app.ts";
import { Field } from "../parts/field.tsx";
import { NumberInput } from "./number-input.tsx";
import { useDraft } from "./use-draft.ts";

const labels: Readonly<Record<CoordinationName, string>> = {
  agents: "Agents that are asked for",
  "nano-dollars": "What they spend",
  tokens: "Tokens",
  "input-tokens": "Tokens sent",
  "output-tokens": "Tokens written",
};

const mostDollars = 10_000;

const textOf = (name: CoordinationName, amount: number | undefined): string => {
  if (amount === undefined) return "";
  return name === "nano-dollars" ? (amount / nanosPerDollar).toFixed(2) : amount.toLocaleString("en-US");
};

/** What a text stands for: an amount, no limit (`null`), or the reason why it is neither. */
const read = (name: CoordinationName, text: string): { readonly amount: number | null } | { readonly problem: string } => {
  if (text.trim() === "") return { amount: null };
  if (name === "nano-dollars") {
    const dollars = parseDollars(text.replace(/,/gu, ""), mostDollars);
    return dollars.ok ? { amount: dollars.value } : { problem: dollars.error };
  }
  const amount = Number(text.replace(/[,. _]/gu, ""));
  return Number.isSafeInteger(amount) ? { amount } : { problem: "Write a whole number." };
};

const LimitField = ({ name, limits }: { readonly name: CoordinationName; readonly limits: Coordination }): ReactNode => {
  const { send } = useActions();
  const draft = useDraft(textOf(name, limits[name]), async (text) => {
    const said = read(name, text);
    if ("problem" in said) return `${said.problem} The limit before stays.`;
    const answer = await send({ type: "change-coordination", changes: { [name]: said.amount } });
    return answer.ok ? undefined : answer.error.message;
  });
  return (
    <Field label={labels[name]} problem={draft.problem}>
      {(ids) => (
        <div className="inp">
          {name === "nano-dollars" && <span className="dim">$</span>}
          <NumberInput ids={ids} draft={draft} placeholder="no limit" />
        </div>
      )}
    </Field>
  );
};

/** What all agents that an agent asks for may use together in one session. */
export const CoordinationFields = ({ limits }: { readonly limits: Coordination }): ReactNode => (
  <>
    <h2 className="title section">Agents that an agent asks</h2>
    <p className="ink2">
      What all of them may use together in one session, whoever of them asked. Once one of these is used up, no further agent is
      started and the one that asks is told; those at work finish. They are counted in the log, so a reload does not begin anew.
    </p>
    <section className="caps-form" aria-label="Agents together">
      <div className="pair">
        <LimitField name="agents" limits={limits} />
        <LimitField name="nano-dollars" limits={limits} />
      </div>
      <LimitField name="tokens" limits={limits} />
      <div className="pair">
        <LimitField name="input-tokens" limits={limits} />
        <LimitField name="output-tokens" limits={limits} />
      </div>
    </section>
  </>
);
