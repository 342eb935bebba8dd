import { type FormEvent, type ReactNode, useState } from "react";
import { parseRate, priceNameProblem, rateNames } from "../../../kernel/model/check-price.ts";
import { parseEndpoint } from "../../../kernel/model/endpoint.ts";
import { parseDecimal } from "../../../kernel/model/money.ts";
import type { PriceDraft, Rates } from "../../../kernel/model/price.ts";
import { Field } from "../parts/field.tsx";
import { FormEnd } from "../parts/form-end.tsx";
import { LineInput } from "../parts/line-input.tsx";

type TextName = "model" | "origin" | keyof Rates | "overTokens" | "longInput" | "longOutput";
type Texts = Readonly<Record<TextName, string>>;

const rateWords: Readonly<Record<keyof Rates, string>> = {
  input: "Input",
  output: "Output, thinking included",
  cacheRead: "Read from cache",
  cacheWrite: "Written to cache",
  cacheWriteLong: "Written for an hour",
};
/** What an empty field takes its value from. */
const follows: Partial<Record<keyof Rates, keyof Rates>> = {
  cacheRead: "input",
  cacheWrite: "input",
  cacheWriteLong: "cacheWrite",
};

const textsOf = ({ model = "", origin = "any", rates, longPrompt }: Partial<PriceDraft>): Texts => {
  const rateText = (name: keyof Rates): string => (rates === undefined ? "" : String(rates[name]));
  return {
    model,
    origin,
    input: rateText("input"),
    output: rateText("output"),
    cacheRead: rateText("cacheRead"),
    cacheWrite: rateText("cacheWrite"),
    cacheWriteLong: rateText("cacheWriteLong"),
    overTokens: longPrompt === undefined ? "" : String(longPrompt.overTokens),
    longInput: longPrompt === undefined ? "" : String(longPrompt.input),
    longOutput: longPrompt === undefined ? "" : String(longPrompt.output),
  };
};

type Problems = Partial<Record<TextName, string>>;

const originProblem = (text: string): string | undefined => {
  const origin = text.trim();
  if (origin === "" || origin === "any") return undefined;
  const endpoint = parseEndpoint(origin);
  return endpoint.ok ? undefined : endpoint.error;
};

const originFrom = (text: string): string => {
  const endpoint = parseEndpoint(text);
  return endpoint.ok ? endpoint.value.origin : "any";
};

const readRates = (texts: Texts): { readonly rates: Rates; readonly problems: Problems } => {
  const rates: Record<keyof Rates, number> = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0 };
  const problems: { -readonly [Name in TextName]?: string } = {};
  for (const name of rateNames) {
    const other = follows[name];
    if (texts[name].trim() === "" && other !== undefined) {
      rates[name] = rates[other];
      continue;
    }
    const read = parseRate(texts[name]);
    if (read.ok) rates[name] = read.value;
    else problems[name] = read.error;
  }
  return { rates, problems };
};

const readLongPrompt = (texts: Texts): { readonly longPrompt?: PriceDraft["longPrompt"]; readonly problems: Problems } => {
  const { overTokens, longInput, longOutput } = texts;
  if ([overTokens, longInput, longOutput].every((text) => text.trim() === "")) return { problems: {} };
  const over = parseDecimal(overTokens.replace(/[, ]/gu, ""), 0);
  const [input, output] = [parseDecimal(longInput, 2), parseDecimal(longOutput, 2)];
  const isFactor = (value: number | undefined): value is number => value !== undefined && value >= 1 && value <= 100;
  if (over === undefined || over < 1) return { problems: { overTokens: "Write a whole number of tokens, such as 200000." } };
  if (!isFactor(input)) return { problems: { longInput: "Write a factor from 1 to 100, such as 2." } };
  if (!isFactor(output)) return { problems: { longOutput: "Write a factor from 1 to 100, such as 1.5." } };
  return { longPrompt: { overTokens: over, input, output }, problems: {} };
};

const readPrice = (texts: Texts): { readonly price: PriceDraft } | { readonly problems: Problems } => {
  const { rates, problems: rateProblems } = readRates(texts);
  const { longPrompt, problems: longProblems } = readLongPrompt(texts);
  const [model, origin] = [priceNameProblem(texts.model), originProblem(texts.origin)];
  const problems: Problems = {
    ...(model === undefined ? {} : { model }),
    ...(origin === undefined ? {} : { origin }),
    ...rateProblems,
    ...longProblems,
  };
  if (Object.keys(problems).length > 0) return { problems };
  const long = longPrompt === undefined ? {} : { longPrompt };
  return { price: { model: texts.model.trim(), origin: originFrom(texts.origin), rates, ...long } };
};

export interface PriceFormProps {
  readonly initial: Partial<PriceDraft>;
  /** Answers why it could not be kept; undefined when it was. */
  readonly onSave: (price: PriceDraft) => Promise<string | undefined>;
  readonly onCancel: () => void;
}

/** One line of the price table, written by a person. */
export const PriceForm = ({ initial, onSave, onCancel }: PriceFormProps): ReactNode => {
  const [texts, setTexts] = useState(() => textsOf(initial));
  const [problems, setProblems] = useState<Problems>({});
  const [refusal, setRefusal] = useState<string>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readPrice(texts);
    setProblems("problems" in read ? read.problems : {});
    if ("price" in read) {
      const { pictureTokens } = initial;
      setRefusal(await onSave({ ...read.price, ...(pictureTokens === undefined ? {} : { pictureTokens }) }));
    }
  };
  const field = (
    name: TextName,
    label: string,
    more: { readonly hint?: string; readonly placeholder?: string } = {},
  ): ReactNode => (
    <Field key={name} label={label} problem={problems[name]} {...(more.hint === undefined ? {} : { hint: more.hint })}>
      {(ids) => (
        <LineInput
          ids={ids}
          placeholder={more.placeholder}
          value={texts[name]}
          onChange={(value) => setTexts({ ...texts, [name]: value })}
        />
      )}
    </Field>
  );
  return (
    <form className="price-form" aria-label="Price" autoComplete="off" onSubmit={(event) => void submit(event)}>
      <div className="pair">
        {field("model", "Model", { hint: "As the provider calls it; * at the end means every name that begins so." })}
        {field("origin", "Served by", { placeholder: "any", hint: "An address such as https://api.openai.com, or any." })}
      </div>
      <div className="rate-fields">
        {rateNames.map((name) =>
          field(
            name,
            rateWords[name],
            follows[name] === undefined ? {} : { placeholder: `as ${rateWords[follows[name]].toLowerCase()}` },
          ),
        )}
      </div>
      <details open={texts.overTokens !== ""}>
        <summary>Long prompts cost more</summary>
        <div className="rate-fields">
          {field("overTokens", "Over how many tokens")}
          {field("longInput", "Input times")}
          {field("longOutput", "Output times")}
        </div>
      </details>
      <FormEnd problem={refusal} keepText="Keep this price" onCancel={onCancel} />
    </form>
  );
};
