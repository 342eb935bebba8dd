import { canonicalJson } from "../../kernel/canonical.ts";
import type { Failure } from "../../kernel/failure.ts";
import type { Message } from "../../kernel/message.ts";
import { type CallBlock, callsOf } from "./repair.ts";

/** So often among the latest calls, and nothing is learned from it any more. */
const timesInRow = 3;
const latestCalls = 5;

interface Done {
  readonly call: CallBlock;
  readonly result: string;
  /** Written down when a call is first compared by it: most differ in what they were told. */
  input: string | undefined;
}

/** Watches for a model that makes the same call over and over and is told the same each time. */
export interface Repetition {
  readonly note: (asked: Message, results: Message) => void;
  /** The call that came three times among the latest five with the same result; undefined where none did. */
  readonly found: () => Failure | undefined;
  /** The model has heard something else: what was done before it counts no more. */
  readonly forget: () => void;
}

const inputOf = (done: Done): string => {
  done.input ??= canonicalJson(done.call.input);
  return done.input;
};

const isSame = (one: Done, other: Done): boolean =>
  one === other || (one.result === other.result && one.call.tool === other.call.tool && inputOf(one) === inputOf(other));

const maxQuoted = 120;
const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
};

const looksStuck = ({ call, result }: Done, times: number): Failure => ({
  type: "looks-stuck",
  tool: call.tool,
  times,
  message: `The agent called ${call.tool} ${times} times in its last ${latestCalls} calls, with ${quoted(canonicalJson(call.input))} and with the same result: “${quoted(result)}” The run is paused, so nothing more is spent on it; everything is kept.`,
});

export const createRepetition = (): Repetition => {
  let latest: Done[] = [];
  return {
    note: (asked, results) => {
      for (const call of callsOf(asked)) {
        const result = results.blocks.find((block) => block.type === "tool-result" && block.callId === call.callId);
        if (result?.type === "tool-result") latest.push({ call, result: result.text, input: undefined });
      }
      if (latest.length > latestCalls) latest = latest.slice(-latestCalls);
    },
    found: () => {
      if (latest.length < timesInRow) return undefined;
      for (const one of latest) {
        let times = 0;
        for (const other of latest) if (isSame(one, other)) times += 1;
        if (times >= timesInRow) return looksStuck(one, times);
      }
      return undefined;
    },
    forget: () => {
      latest = [];
    },
  };
};
