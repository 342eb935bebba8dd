import type { ModelChoice } from "./model.ts";
import { type Effort, efforts } from "./model-settings.ts";

/** What a model is known to take. Where nobody here knows, a setting is sent; a model that refuses it is asked once more without it. */
export interface ModelTraits {
  /** Levels that it takes; empty where it takes none; absent where unknown. */
  readonly efforts?: readonly Effort[];
  /** The highest temperature that it takes; 0 where it takes none; absent where unknown. */
  readonly temperatureUpTo?: number;
  /** Absent where unknown. */
  readonly takesStopSequences?: boolean;
  /** Whether a request has a field for the form of the answer. Absent where unknown. */
  readonly takesAnswerFormat?: boolean;
}

interface Family extends ModelTraits {
  /** Of a name without the maker before its last slash. */
  readonly names: RegExp;
}

const lowToHigh: readonly Effort[] = ["low", "medium", "high"];
const upToMax: readonly Effort[] = [...lowToHigh, "xhigh", "max"];

/**
 * First match wins. From the field descriptions in the types of @anthropic-ai/sdk and openai; not tried on the providers' servers,
 * so a row that is wrong costs one repaired retry.
 */
const families: readonly Family[] = [
  { names: /^claude-opus-4-5/u, efforts: lowToHigh, temperatureUpTo: 1, takesStopSequences: true },
  { names: /^claude-(?:opus|sonnet)-4-6/u, efforts: [...lowToHigh, "max"], temperatureUpTo: 1, takesStopSequences: true },
  {
    names: /^claude-(?:[123]|instant|sonnet-4(?:-[01]\b|-2025|$)|opus-4(?:-0\b|-2025|$))/u,
    efforts: [],
    temperatureUpTo: 1,
    takesStopSequences: true,
    takesAnswerFormat: false,
  },
  { names: /^claude-(?:(?:haiku|sonnet)-4-5|opus-4-1)/u, efforts: [], temperatureUpTo: 1, takesStopSequences: true },
  { names: /^claude-(?:opus|sonnet|haiku|fable|mythos)-/u, efforts: upToMax, temperatureUpTo: 0, takesStopSequences: true },
  {
    names: /^gpt-(?:3\.5|4(?:-|$))/u,
    efforts: [],
    temperatureUpTo: 2,
    takesStopSequences: true,
    takesAnswerFormat: false,
  },
  { names: /^(?:chatgpt-4o|gpt-4)/u, efforts: [], temperatureUpTo: 2, takesStopSequences: true },
  { names: /^gpt-[5-9][^/]*-chat/u, efforts: [] },
  { names: /^gpt-5(?:-|$)/u, efforts: ["minimal", ...lowToHigh], temperatureUpTo: 0, takesStopSequences: false },
  { names: /^gpt-[5-9]/u, efforts, temperatureUpTo: 0 },
  { names: /^o[3-9](?:-|$)/u, efforts: lowToHigh, temperatureUpTo: 0, takesStopSequences: false },
  { names: /^o[12](?:-|$)/u, efforts: lowToHigh, temperatureUpTo: 0 },
];

const unknown: ModelTraits = {};

/** A model's name as its maker writes it. Gateways put the maker before it, as in `anthropic/claude-opus-5-5`. */
export const modelFamily = (model: string): string => model.slice(model.lastIndexOf("/") + 1).toLowerCase();

/** What is known of a model by its name. */
export const modelTraits = (model: string): ModelTraits => {
  const name = modelFamily(model);
  return families.find(({ names }) => names.test(name)) ?? unknown;
};

/** The level of a model that stands for the wished one: itself, else the next lower one, else its lowest. Undefined: it has none. */
export const effortFor = ({ efforts: taken }: ModelTraits, wished: Effort): Effort | undefined => {
  if (taken === undefined) return wished;
  const upTo = efforts.slice(0, efforts.indexOf(wished) + 1);
  return taken.findLast((level) => upTo.includes(level)) ?? taken[0];
};

/** `unknown`: it is sent; a model that refuses it is asked once more without it. */
export type Accepts = "yes" | "no" | "unknown";

/** Which settings the chosen model takes. */
export const traitsOf = (choice: ModelChoice): { readonly effort: Accepts; readonly temperature: Accepts } => {
  if (!("model" in choice) || choice.provider === "replay") return { effort: "no", temperature: "no" };
  const { efforts: levels, temperatureUpTo } = modelTraits(choice.model);
  return {
    effort: levels === undefined ? "unknown" : levels.length > 0 ? "yes" : "no",
    temperature: temperatureUpTo === undefined ? "unknown" : temperatureUpTo > 0 ? "yes" : "no",
  };
};
