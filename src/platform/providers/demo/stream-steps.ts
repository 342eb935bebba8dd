import { type ClockDep, sleep } from "../../../kernel/base/clock.ts";
import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import { messageId } from "../../../kernel/base/ids.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import type { StopReason } from "../../../kernel/conversation/message.ts";
import { noUsage, type Usage } from "../../../kernel/model/usage.ts";
import type { Step } from "./script.ts";

/** Models count tokens of about this many characters. */
export const charsPerToken = 4;

export interface StreamOptions {
  /** 1 is a human pace, 0 is at once; in between and above, the pauses are scaled. */
  readonly pace: number;
  readonly inputTokens: number;
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
}

/** Pauses in milliseconds, from and to. */
const pauses = { first: [350, 700], say: [15, 40], think: [10, 24], call: [120, 260] } as const;
const maxWords = 3;
const words = /\s*\S+\s*/g;

/** The text in pieces of one to three words; together they are the text. */
const piecesOf = function* ({ random }: RandomDep, text: string): Generator<string> {
  let piece = "";
  let left = 1 + Math.floor(random.next() * maxWords);
  for (const [word] of text.matchAll(words)) {
    piece += word;
    left -= 1;
    if (left > 0) continue;
    yield piece;
    piece = "";
    left = 1 + Math.floor(random.next() * maxWords);
  }
  if (piece !== "") yield piece;
};

/** Streams the steps of one turn as a model would: pauses, pieces of a few words, whole calls, and one last event. */
export async function* streamSteps(
  deps: ClockDep & RandomDep,
  steps: readonly Step[],
  { pace, inputTokens, maxOutputTokens, signal }: StreamOptions,
): AsyncGenerator<ProviderEvent, void> {
  let written = 0;
  const usage = (): Usage => ({
    ...noUsage,
    inputTokens,
    outputTokens: Math.min(maxOutputTokens, Math.ceil(written / charsPerToken)),
  });
  const failed = (failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: usage() });
  const finished = (type: Exclude<StopReason["type"], "other">): ProviderEvent => ({
    type: "finished",
    reason: { type },
    usage: usage(),
  });
  const fits = (chars: number): boolean => {
    written += chars;
    return written <= maxOutputTokens * charsPerToken;
  };
  const pause = async ([from, to]: readonly [number, number]): Promise<boolean> => {
    const delayMs = (from + deps.random.next() * (to - from)) * pace;
    return delayMs > 0 ? sleep(deps.clock, delayMs, signal) : !signal.aborted;
  };

  if (signal.aborted) return yield failed(abortedFailure);
  yield { type: "attempt-started", messageId: messageId(deps.random.id("message")) };
  if (!(await pause(pauses.first))) return yield failed(abortedFailure);
  for (const step of steps) {
    if (step.type === "fail") return yield failed(step.failure);
    if (step.type === "call") {
      if (!(await pause(pauses.call))) return yield failed(abortedFailure);
      if (!fits(JSON.stringify(step.input).length + step.tool.length)) return yield finished("max-tokens");
      const { tool, input } = step;
      yield { type: "tool-call", wireId: deps.random.id("demo"), tool, input };
      continue;
    }
    for (const delta of piecesOf(deps, step.text)) {
      if (!fits(delta.length)) return yield finished("max-tokens");
      yield { type: step.type === "say" ? "text-delta" : "thinking-delta", delta };
      if (!(await pause(pauses[step.type]))) return yield failed(abortedFailure);
    }
  }
  if (signal.aborted) return yield failed(abortedFailure);
  yield finished(steps.some(({ type }) => type === "call") ? "tool-use" : "end-turn");
}
