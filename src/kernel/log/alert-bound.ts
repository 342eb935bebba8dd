import { isJsonObject, type JsonValue } from "../base/json.ts";
import type { LogStatistics } from "./log-statistics.ts";

/** What is measured over all entries of an alert together. */
const measures = ["error-rate", "cost", "mean-call-ms"] as const;
export type AlertMeasure = (typeof measures)[number];

/**
 * The alert tells when its entries come to more than this. `error-rate`: the share of calls that ran and were not done, 0 to 1;
 * `cost`: nano-dollars; `mean-call-ms`: what a call took on average, in milliseconds.
 */
export interface AlertBound {
  readonly measure: AlertMeasure;
  /** A finite number of at least 0. */
  readonly above: number;
}

export const isAlertBound = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  measures.some((measure) => measure === value.measure) &&
  typeof value.above === "number" &&
  Number.isFinite(value.above) &&
  value.above >= 0 &&
  (value.measure !== "error-rate" || value.above < 1);

/** Of fewer calls a share says nothing. */
const minCallsForRate = 5;

/** What the entries come to; undefined where there is nothing to measure, or too little. */
const measured = ({ calls, cost, meanCallMs, successRate }: LogStatistics, measure: AlertMeasure): number | undefined => {
  switch (measure) {
    case "error-rate": {
      const ran = calls.done + calls.failed + calls["timed-out"];
      return ran < minCallsForRate || successRate === undefined ? undefined : 1 - successRate;
    }
    case "cost":
      return cost?.nanoDollars;
    case "mean-call-ms":
      return meanCallMs;
  }
};

/** What the entries come to, where that is above the bound. */
export const measuredAbove = (statistics: LogStatistics, { measure, above }: AlertBound): number | undefined => {
  const value = measured(statistics, measure);
  return value !== undefined && value > above ? value : undefined;
};
