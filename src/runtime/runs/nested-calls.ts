import { abortedFailure } from "../../kernel/base/failure.ts";
import { type CallId, messageId } from "../../kernel/base/ids.ts";
import { isJsonObject } from "../../kernel/base/json.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { NestedCalls, NestedEnd } from "../../kernel/contracts/nested-calls.ts";
import type { Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { CallOutcome } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { type HandCall, handCallText } from "../../kernel/tools/hand-call.ts";
import { nestedRunsIn } from "./nested-log.ts";

/** A call that a tool made, as the log tells it. */
export interface MadeCall {
  readonly callId: CallId;
  readonly text: string;
  /** Absent: it is not settled. */
  outcome?: CallOutcome;
}

/** Takes entries of the runs inside one call in their order. True when one of the calls was settled. */
const noteMade = (made: MadeCall[], { event }: LogEntry): MadeCall | undefined => {
  if (event.type === "call-requested" && isJsonObject(event.input)) {
    const { callId, tool, input } = event;
    made.push({ callId, text: handCallText({ tool, input }) });
  }
  if (event.type !== "call-settled") return undefined;
  const call = made.find(({ callId }) => callId === event.callId);
  if (call !== undefined) call.outcome = event.outcome;
  return call;
};

/** All that a tool call made, in every tab before this one. */
export const madeInside = (entries: readonly LogEntry[], callId: CallId): MadeCall[] => {
  const made: MadeCall[] = [];
  const inside = new Set(nestedRunsIn(entries).flatMap((one) => (one.parent.callId === callId ? [one.runId] : [])));
  for (const entry of entries) if (entry.runId !== undefined && inside.has(entry.runId)) noteMade(made, entry);
  return made;
};

/** A run that the calls of one tool call belong to, while it goes on. */
export interface CallsRun {
  /** Resolves when its end is in the log, and never rejects. */
  readonly ended: Promise<unknown>;
}

export interface NestedCallsDeps extends RandomDep {
  /** What executions of this tool call made before, also in earlier tabs; added to as calls are made. */
  readonly made: MadeCall[];
  /** Hears every entry of the run. Set before the run begins. */
  readonly onEntry: (hear: (entry: LogEntry) => void) => void;
  /**
   * Goes on with the run of an earlier tab, or begins one; undefined where the log takes nothing any more. `stop`: an earlier one is
   * only ended.
   */
  readonly open: (provider: Provider, how: "take-up" | "stop" | "begin") => Promise<CallsRun | undefined>;
  /** Whether the log has a run of this tool call that did not end. */
  readonly isOpen: boolean;
}

const over: NestedEnd = {
  type: "over",
  reason: "the calls of this command were stopped, or were as many as one command may make; nothing more was sent",
};
const notStored: NestedEnd = { type: "over", reason: "the log takes no more entries, so nothing was sent" };

/** What the tool wants next, handed to a provider that waits for it. */
const createWishes = () => {
  let next: HandCall | "close" | undefined;
  let wake: (() => void) | undefined;
  return {
    put: (wish: HandCall | "close"): void => {
      next = wish;
      wake?.();
    },
    take: async (signal: AbortSignal): Promise<HandCall | "close"> => {
      while (next === undefined && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      }
      const wish = next ?? "close";
      if (wish !== "close") next = undefined;
      return wish;
    },
  };
};

/** A model that asks for what a tool wants to call, and ends when the tool does. It asks nobody and costs nothing. */
const createToolProvider = ({ random }: RandomDep, wishes: Pick<ReturnType<typeof createWishes>, "take">): Provider => ({
  stream: async function* (_request, signal): AsyncGenerator<ProviderEvent, void> {
    const wish = await wishes.take(signal);
    if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
    yield { type: "attempt-started", messageId: messageId(random.id("message")) };
    if (wish !== "close") yield { type: "tool-call", wireId: random.id("nested"), ...wish };
    yield { type: "finished", reason: { type: wish === "close" ? "end-turn" : "tool-use" }, usage: noUsage };
  },
});

/** See the contract. */
export const createNestedCalls = (deps: NestedCallsDeps): NestedCalls => {
  const { made, open } = deps;
  // Each outcome of before stands for one call. One that was stopped is made again: whoever stopped it let the command go on.
  const before = made.filter(({ outcome }) => outcome !== undefined && outcome.type !== "stopped");
  const unsettled = deps.isOpen ? made.find(({ outcome }) => outcome === undefined) : undefined;
  const wishes = createWishes();
  const provider = createToolProvider(deps, wishes);
  let isLeft = deps.isOpen;
  let run: CallsRun | undefined;
  let hasEnded = false;
  let onSettled: ((outcome: CallOutcome) => void) | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  deps.onEntry((entry) => {
    const settled = noteMade(made, entry);
    if (settled?.outcome !== undefined) onSettled?.(settled.outcome);
  });

  /** Ends what an earlier tab left open and nobody asks for any more. */
  const endLeft = async (): Promise<void> => {
    isLeft = false;
    await (await open(provider, "stop"))?.ended;
  };
  const start = async (text: string): Promise<CallsRun | undefined> => {
    const isWanted = unsettled === undefined || unsettled.text === text;
    if (isLeft && !isWanted) await endLeft();
    const how = isLeft ? "take-up" : "begin";
    isLeft = false;
    const started = await open(provider, how);
    void started?.ended.then(() => {
      hasEnded = true;
    });
    return started;
  };
  const make = async (call: HandCall): Promise<NestedEnd> => {
    const text = handCallText(call);
    const known = before.findIndex((one) => one.text === text);
    const [found] = known === -1 ? [] : before.splice(known, 1);
    if (found?.outcome !== undefined) return found.outcome;
    if (hasEnded) return over;
    const settled = new Promise<CallOutcome>((resolve) => {
      onSettled = resolve;
    });
    const goesOnByItself = run === undefined && isLeft && unsettled?.text === text;
    if (!goesOnByItself) wishes.put(call);
    run ??= await start(text);
    if (run === undefined) return notStored;
    return Promise.race([settled, run.ended.then(() => over)]);
  };

  return {
    call: (call) => {
      const answer = queue.then(() => make(call));
      queue = answer;
      return answer;
    },
    close: async () => {
      wishes.put("close");
      if (isLeft) await endLeft();
      await run?.ended;
    },
  };
};
