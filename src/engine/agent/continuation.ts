import { raceAbort } from "../../kernel/base/abort.ts";
import { unexpectedFailure } from "../../kernel/base/failure.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { assertNever } from "../../kernel/base/result.ts";
import { type Message, textOf } from "../../kernel/conversation/message.ts";
import type { Continuation, ContinuationVerdict, Fact } from "./loop-contract.ts";

/** What a guard's word comes to. `facts` are for the log; `said`: the run goes on with it. */
export interface Continued {
  readonly facts: readonly Fact[];
  readonly said?: Message;
}

type Heard = ContinuationVerdict | { readonly type: "failed"; readonly reason: string };

const ask = async (
  { decide }: Continuation,
  messages: readonly Message[],
  turns: number,
  signal: AbortSignal,
): Promise<Heard | "stopped"> => {
  const last = messages.findLast(({ role }) => role === "assistant");
  try {
    const asked = (async () => decide({ turns, lastAnswer: last === undefined ? "" : textOf(last) }, signal))();
    const raced = await raceAbort(asked, signal);
    return raced.type === "aborted" || signal.aborted ? "stopped" : raced.value;
  } catch (cause) {
    return { type: "failed", reason: unexpectedFailure(cause, "Looking whether the run is done").message };
  }
};

/**
 * Asks a guard whether a run that answered may end. Undefined: the run was stopped meanwhile. It never sends a run on more often
 * than it may; `rounds`: how often it did so before.
 */
export const continueUntil = async (
  { random }: RandomDep,
  guard: Continuation,
  about: { readonly messages: readonly Message[]; readonly turn: number; readonly turns: number; readonly rounds: number },
  signal: AbortSignal,
): Promise<Continued | undefined> => {
  const { maxRounds, name } = guard;
  const { messages, rounds, turn, turns } = about;
  const heard = await ask(guard, messages, turns, signal);
  if (heard === "stopped") return undefined;
  const round = Math.min(rounds + 1, maxRounds);
  const told = (verdict: "met" | "went-on" | "gave-up" | "aborted" | "failed", reason: string): Fact => ({
    event: { type: "guard-checked", name, verdict, reason, round, maxRounds },
    turn,
  });
  switch (heard.type) {
    case "stop":
      return { facts: [told("met", "")] };
    case "abort":
      return { facts: [told("aborted", heard.reason)] };
    case "failed":
      return { facts: [told("failed", heard.reason)] };
    case "continue": {
      if (rounds >= maxRounds) return { facts: [told("gave-up", heard.reason)] };
      const id = messageId(random.id("message"));
      const text = `[Not done yet. ${heard.reason} Go on until ${name}. Round ${round} of ${maxRounds}.]`;
      const blocks = [{ type: "text", text }] as const;
      const said: Fact = { event: { type: "user-message", messageId: id, blocks, by: "continuation" }, turn };
      return { facts: [told("went-on", heard.reason), said], said: { messageId: id, role: "user", blocks } };
    }
    default:
      return assertNever(heard);
  }
};
