import { abortedFailure } from "../base/failure.ts";
import type { Message } from "../conversation/message.ts";
import { noUsage } from "../model/usage.ts";
import type { ModelRequest, Provider, ProviderEvent } from "./provider.ts";

/** One thing that a scripted model does: an event, or bad manners. */
export type ScriptStep =
  | ProviderEvent
  /** Stalls for ever and does not listen to the signal. */
  | { readonly type: "hang" }
  /** Waits for the signal, then ends as the contract asks. */
  | { readonly type: "wait-for-abort" }
  /** Runs something in the middle of the stream, such as pressing Stop. */
  | { readonly type: "do"; readonly run: () => void | Promise<void> }
  /** Throws, against the contract. */
  | { readonly type: "throw"; readonly message: string };

export type ScriptedCall = readonly ScriptStep[] | ((request: ModelRequest) => readonly ScriptStep[]);

export interface ScriptedProvider extends Provider {
  /** The requests so far; their messages are copied, because a caller may reuse its array. */
  readonly requests: readonly ModelRequest[];
  /** How many streams were left before their end, by `return` or by a last event of their own after an abort. */
  readonly left: () => number;
  /** Throws when a call came that the script does not have, or when calls of the script are still to come. */
  readonly finish: () => void;
}

const abortOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

async function* play(steps: readonly ScriptStep[], signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  for (const step of steps) {
    switch (step.type) {
      case "hang":
        await new Promise<never>(() => undefined);
        break;
      case "wait-for-abort":
        await abortOf(signal);
        yield { type: "failed", failure: abortedFailure, usage: { ...noUsage, inputTokens: 7 } };
        return;
      case "do":
        await step.run();
        break;
      case "throw":
        throw new Error(step.message);
      default:
        yield step;
    }
  }
}

/** A model that says what the script says, one list of steps per call. */
export const createScriptedProvider = (script: readonly ScriptedCall[]): ScriptedProvider => {
  const requests: ModelRequest[] = [];
  let left = 0;
  return {
    requests,
    left: () => left,
    finish: () => {
      if (requests.length === script.length) return;
      throw new Error(`The script has ${script.length} model calls, and ${requests.length} were made.`);
    },
    stream: async function* (request, signal) {
      const call = script[requests.length];
      const messages: readonly Message[] = [...request.messages];
      requests.push({ ...request, messages });
      if (call === undefined) {
        yield { type: "failed", failure: { type: "unexpected", message: "The script has no such call." }, usage: noUsage };
        return;
      }
      let ended = false;
      try {
        yield* play(typeof call === "function" ? call(request) : call, signal);
        ended = true;
      } finally {
        if (!ended || signal.aborted) left += 1;
      }
    },
  };
};
