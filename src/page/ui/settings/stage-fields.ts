import type { StageName, ToolLimitChanges, ToolLimits } from "../../../kernel/limits/tool-limits.ts";

/** One number of a stage, in the unit in which people write it. */
export interface StageField {
  readonly field: string;
  readonly label: string;
  /** How many of the stored unit one of the written is. */
  readonly scale: number;
  /** Whether it may be left empty. */
  readonly isOptional?: true;
}

export interface StageText {
  readonly label: string;
  readonly hint: string;
  readonly fields: readonly StageField[];
}

const second = 1_000;

/** What each stage is called, what it does, and what can be written in it. */
export const stageTexts: Readonly<Record<StageName, StageText>> = {
  once: {
    label: "Do it once",
    hint: "The same call again, in the same session, gets the first result. Nothing is sent a second time.",
    fields: [],
  },
  cache: {
    label: "Remember results",
    hint: "The same call gets the result again, until a file that it was read from changes.",
    fields: [{ field: "ttlMs", label: "For so many seconds", scale: second }],
  },
  join: {
    label: "Share equal calls",
    hint: "Equal calls at the same time run once, and all get the result.",
    fields: [],
  },
  calls: {
    label: "A number of calls",
    hint: "Further calls are refused, and the model is told. All calls in the log count, after a reload too; empty: no limit.",
    fields: [
      { field: "perRun", label: "In a run", scale: 1, isOptional: true },
      { field: "perSession", label: "In a session", scale: 1, isOptional: true },
      { field: "perDay", label: "On a day", scale: 1, isOptional: true },
    ],
  },
  window: {
    label: "Not too often",
    hint: "What would be one call too many within the time is refused, and the model is told. A reload does not begin it anew.",
    fields: [
      { field: "maxCalls", label: "Calls", scale: 1 },
      { field: "intervalMs", label: "Within so many seconds", scale: second },
    ],
  },
  capacity: {
    label: "Not too many at once",
    hint: "A call beyond the most is refused. From the first number on the log says so; it may be empty.",
    fields: [
      { field: "soft", label: "Say so from", scale: 1, isOptional: true },
      { field: "hard", label: "At most", scale: 1 },
    ],
  },
  circuit: {
    label: "Leave it alone after failures",
    hint: "After so many in a row no call is let in for a while, after a reload either; then one tries.",
    fields: [
      { field: "failures", label: "Failures in a row", scale: 1 },
      { field: "recoveryMs", label: "For so many seconds", scale: second },
    ],
  },
  rate: {
    label: "One after another",
    hint: "So many calls at once, then as many in the time. A call waits for its turn; Stop ends the wait.",
    fields: [
      { field: "maxCalls", label: "Calls", scale: 1 },
      { field: "intervalMs", label: "In so many seconds", scale: second },
    ],
  },
  retry: {
    label: "Try again",
    hint: "After a failure that may pass. The wait doubles each time.",
    fields: [
      { field: "maxRetries", label: "Further tries", scale: 1 },
      { field: "baseMs", label: "First wait, milliseconds", scale: 1 },
    ],
  },
};

type Fields = { readonly [field: string]: number | undefined };

const fieldsOf = (limits: ToolLimits, name: StageName): Fields => {
  const value = limits[name];
  return typeof value === "object" ? (value as Fields) : {};
};

/** What stands in a field. */
export const fieldText = (limits: ToolLimits, name: StageName, { field, scale }: StageField): string => {
  const amount = fieldsOf(limits, name)[field];
  return amount === undefined ? "" : String(amount / scale);
};

/** The change that was written in a field; undefined where it is no number. The worker says whether it may be that one. */
export const changeOf = (
  limits: ToolLimits,
  name: StageName,
  { field, isOptional, scale }: StageField,
  text: string,
): ToolLimitChanges | undefined => {
  const { [field]: _before, ...others } = fieldsOf(limits, name);
  if (text.trim() === "") return isOptional === true ? { [name]: others } : undefined;
  const written = Number(text.replace(/,/gu, ""));
  return Number.isFinite(written) ? { [name]: { ...others, [field]: Math.round(written * scale) } } : undefined;
};

/** What is switched on, in a few words. */
export const limitsSentence = (limits: ToolLimits, stages: readonly StageName[]): string => {
  const on = stages.filter((name) => limits[name] !== undefined).map((name) => stageTexts[name].label.toLowerCase());
  return on.length === 0 ? "Nothing stands before it." : `${on.join(", ")}.`.replace(/^./u, (letter) => letter.toUpperCase());
};
