import { canonicalJson } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { type CallBlock, callsOf, isSameCall } from "./repair.ts";
import { shortened } from "./shortened.ts";

/** So often among the latest calls, and nothing is learned from it any more. */
const timesInRow = 3;
const latestCalls = 5;

interface Done {
  readonly call: CallBlock;
  readonly result: string;
}

/** Watches for a model that makes the same call over and over and is told the same each time. */
export interface Repetition {
  readonly note: (asked: Message, results: Message) => void;
  /** The call that came three times among the latest five with the same result; undefined where none did. */
  readonly found: () => Failure | undefined;
  /** The model has heard something else: what was done before it counts no more. */
  readonly forget: () => void;
}

/** Most calls differ in what they were told. */
const isSame = (one: Done, other: Done): boolean => one.result === other.result && isSameCall(one.call, other.call);

const looksStuck = ({ call, result }: Done, times: number): Failure => ({
  type: "looks-stuck",
  tool: call.tool,
  times,
  message: `The agent called ${call.tool} ${times} times in its last ${latestCalls} calls, with ${shortened(canonicalJson(call.input))} and with the same result: “${shortened(result)}” The run is paused, so nothing more is spent on it; everything is kept.`,
});

export const createRepetition = (): Repetition => {
  let latest: Done[] = [];
  let stuck: Failure | undefined;
  const note = (done: Done): void => {
    latest.push(done);
    if (latest.length > latestCalls) latest.shift();
    let times = 0;
    for (const one of latest) if (one === done || isSame(one, done)) times += 1;
    if (times >= timesInRow) stuck = looksStuck(done, times);
  };
  return {
    note: (asked, results) => {
      stuck = undefined;
      for (const call of callsOf(asked)) {
        const result = results.blocks.find((block) => block.type === "tool-result" && block.callId === call.callId);
        if (result?.type === "tool-result") note({ call, result: result.text });
      }
    },
    found: () => stuck,
    forget: () => {
      latest = [];
      stuck = undefined;
    },
  };
};
