import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { AlertMeasure } from "../../../kernel/log/alert-bound.ts";
import { formatDollars, parseDecimal, parseDollars } from "../../../kernel/model/money.ts";

const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`;

const amountWords = (measure: AlertMeasure, value: number): string => {
  switch (measure) {
    case "error-rate":
      return percent.format(value);
    case "cost":
      return formatDollars(value);
    case "mean-call-ms":
      return seconds(value);
  }
};

/** What entries came to. */
export const measuredWords = (measure: AlertMeasure, value: number): string => {
  const amount = amountWords(measure, value);
  switch (measure) {
    case "error-rate":
      return `${amount} of the calls failed.`;
    case "cost":
      return `it cost ${amount} so far.`;
    case "mean-call-ms":
      return `they took ${amount} on average.`;
  }
};

/** What an alert with this bound is called. */
export const boundName = (measure: AlertMeasure, above: number): string => {
  const amount = amountWords(measure, above);
  switch (measure) {
    case "error-rate":
      return `More than ${amount} of the calls fail`;
    case "cost":
      return `Costs more than ${amount}`;
    case "mean-call-ms":
      return `Calls take longer than ${amount} on average`;
  }
};

const maxDollars = 1_000_000;
const maxSeconds = 86_400;

/** The bound that a person writes: percent, dollars or seconds. */
export const readBound = (measure: AlertMeasure, text: string): Result<number, string> => {
  switch (measure) {
    case "error-rate": {
      const value = parseDecimal(text.trim(), 1);
      return value === undefined || value >= 100 ? err("Write a share from 0 to 99.9 percent.") : ok(value / 100);
    }
    case "cost":
      return parseDollars(text, maxDollars);
    case "mean-call-ms": {
      const value = parseDecimal(text.trim(), 3);
      return value === undefined || value > maxSeconds
        ? err(`Write seconds from 0 to ${maxSeconds}.`)
        : ok(Math.round(value * 1000));
    }
  }
};
