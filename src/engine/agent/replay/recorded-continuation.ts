import { assertNever } from "../../../kernel/base/result.ts";
import type { Continuation, ContinuationVerdict } from "../loop-contract.ts";
import { isEntryOf } from "./recorded-run.ts";
import type { Script } from "./script.ts";

const start = "did not work: ";

/** What a guard threw, without the words that stand around it in the log. */
const thrownIn = (reason: string): string => {
  const from = reason.indexOf(start);
  const to = reason.lastIndexOf(". What was saved before");
  return from === -1 || to === -1 ? reason : reason.slice(from + start.length, to);
};

/** The guard that was asked where the log stands, finding what it found; undefined where none was. */
export const recordedContinuation = (script: Script): Continuation | undefined => {
  const entry = script.next();
  if (entry === undefined || !isEntryOf("guard-checked")(entry)) return undefined;
  const { maxRounds, name, reason, verdict } = entry.event;
  const decide = (): ContinuationVerdict => {
    switch (verdict) {
      case "met":
        return { type: "stop" };
      case "went-on":
      case "gave-up":
        return { type: "continue", reason };
      case "aborted":
        return { type: "abort", reason };
      case "failed":
        throw new Error(thrownIn(reason));
      default:
        return assertNever(verdict);
    }
  };
  return { name, maxRounds, decide };
};
