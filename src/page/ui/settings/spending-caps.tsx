import type { ReactNode } from "react";
import type { CapName } from "../../../kernel/limits/limits.ts";
import { defaultSpendingCaps, isCap, isTokenCap, maxCap, type SpendingCaps } from "../../../kernel/limits/spending-caps.ts";
import { nanosPerDollar, parseDollars } from "../../../kernel/model/money.ts";
import { useActions } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { NumberInput } from "./number-input.tsx";
import { useDraft } from "./use-draft.ts";

interface CapWords {
  readonly label: string;
  readonly hint: string;
}

const words: Readonly<Record<CapName, CapWords>> = {
  "session-cost": { label: "Each session", hint: "In dollars. A session can be raised by itself when it pauses. Empty: no cap." },
  "step-cost": { label: "Each step", hint: "In dollars. A step is one answer of the model with its retries. Empty: no cap." },
  "day-cost": { label: "Each day", hint: "In dollars, over all sessions. Empty: no cap." },
  "session-tokens": {
    label: "Tokens of each session, where no price is known",
    hint: "What these tokens cost nobody can say, so they are counted instead. Empty: no cap.",
  },
};

const capText = (name: CapName, amount: number | null): string => {
  if (amount === null) return "";
  return isTokenCap(name) ? amount.toLocaleString("en-US") : (amount / nanosPerDollar).toFixed(2);
};

/** What a text stands for: an amount, no cap (`null`), or the reason why it is neither. */
const readCap = (name: CapName, text: string): { readonly amount: number | null } | { readonly problem: string } => {
  if (text.trim() === "") return { amount: null };
  if (!isTokenCap(name)) {
    const dollars = parseDollars(text.replace(/,/gu, ""), maxCap[name] / nanosPerDollar);
    return dollars.ok ? { amount: dollars.value } : { problem: dollars.error };
  }
  const tokens = Number(text.replace(/[,. _]/gu, ""));
  return isCap(name, tokens) ? { amount: tokens } : { problem: "Write a whole number of tokens from 2,000 to 1,000,000,000." };
};

const CapField = ({ name, caps }: { readonly name: CapName; readonly caps: SpendingCaps }): ReactNode => {
  const { send } = useActions();
  const change = async (amount: number | null): Promise<string | undefined> => {
    const answer = await send({ type: "change-spending-caps", changes: { [name]: amount } });
    return answer.ok ? undefined : answer.error.message;
  };
  const draft = useDraft(capText(name, caps[name]), async (text) => {
    const read = readCap(name, text);
    return "problem" in read ? `${read.problem} The cap before stays.` : change(read.amount);
  });
  const { label, hint } = words[name];
  const isDefault = caps[name] === defaultSpendingCaps[name] && draft.text === capText(name, caps[name]);
  const reset = (): void => {
    draft.drop();
    void change(defaultSpendingCaps[name]);
  };
  const action = (
    <Button tone="quiet" className="reset" aria-label={`Reset: ${label}`} onClick={reset}>
      Reset
    </Button>
  );
  return (
    <Field label={label} hint={hint} problem={draft.problem} {...(isDefault ? {} : { action })}>
      {(ids) => (
        <div className="inp">
          {!isTokenCap(name) && <span className="dim">$</span>}
          <NumberInput ids={ids} draft={draft} placeholder="no cap" />
        </div>
      )}
    </Field>
  );
};

/** How much may be spent before a run pauses. */
export const SpendingCapFields = ({ caps }: { readonly caps: SpendingCaps }): ReactNode => (
  <section className="caps-form" aria-label="Caps">
    <CapField name="session-cost" caps={caps} />
    <div className="pair">
      <CapField name="step-cost" caps={caps} />
      <CapField name="day-cost" caps={caps} />
    </div>
    <CapField name="session-tokens" caps={caps} />
  </section>
);
