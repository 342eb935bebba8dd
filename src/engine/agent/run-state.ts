import type { Clock } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Message, StopReason } from "../../kernel/conversation/message.ts";
import { countIn, reachedIn } from "../../kernel/limits/account.ts";
import type { LimitName } from "../../kernel/limits/limits.ts";
import type { RunSummary } from "../../kernel/log/event.ts";
import { type CostSum, withCost } from "../../kernel/model/cost.ts";
import { addUsage, totalTokens, type Usage } from "../../kernel/model/usage.ts";
import { limitOf, openRunAccount } from "./limits.ts";
import type { LoopInput, NestedSpent } from "./loop-contract.ts";
import { hasCalls, repairHistory } from "./repair.ts";
import { createRepetition } from "./repetition.ts";
import type { ToolRound } from "./tool-round.ts";

/** A run while its loop works: the conversation it grows, and what it uses. */
export interface RunState {
  /** One list for the whole run. It grows between model calls only. */
  readonly messages: readonly Message[];
  readonly added: readonly Message[];
  /** Puts other messages in the place of all, because the conversation was shortened. What was added stays added. */
  readonly replace: (messages: readonly Message[]) => void;
  /** Whether that was done. */
  readonly wasReplaced: () => boolean;
  /** Adds a message. A user message after a user message is joined to it, because roles alternate. */
  readonly add: (message: Message) => void;
  readonly addRound: (round: ToolRound) => void;
  /** Adds what nested runs came to. */
  readonly addNested: (spent: NestedSpent) => void;
  readonly addUsage: (usage: Usage, cost: CostSum | undefined) => void;
  /** Adds what a model call took. */
  readonly addModelTime: (ms: number) => void;
  /** Notes how an answer without calls ended, or that it had calls. */
  readonly noteEnd: (reason: StopReason["type"]) => void;
  /**
   * Whether the model waits to be asked on from where its answer paused, with nothing said in between. Not after ten pauses in a
   * row, which is where Anthropic ends a turn of its own tools.
   */
  readonly isPaused: () => boolean;
  /** Why the run looks stuck; undefined where it does not. */
  readonly stuck: () => Failure | undefined;
  /** How often a guard sent the run on. */
  readonly rounds: () => number;
  readonly noteRound: () => void;
  /** How often in a row the model was asked again for the form of its answer. */
  readonly formRounds: () => number;
  readonly noteForm: (rounds: number) => void;
  /** Answers in a row that the hooks sent back. */
  readonly rejections: () => number;
  readonly noteRejection: (isRejected: boolean) => void;
  /** The number of the turn that begins. */
  readonly nextTurn: () => number;
  /** The number of the latest turn in its session. */
  readonly turn: () => number;
  /** How many turns the run itself had. */
  readonly turns: () => number;
  readonly limit: () => LimitName | undefined;
  readonly summary: () => RunSummary;
}

const maxPauses = 10;

const lastHasCalls = (messages: readonly Message[]): boolean => {
  const last = messages.at(-1);
  return last !== undefined && hasCalls(last);
};

export const createRunState = (clock: Clock, { family, history, limits, spent }: LoopInput): RunState => {
  const startedAt = clock.monotonic();
  const messages = [...repairHistory(history, lastHasCalls(history) ? "open-calls" : "answered")];
  const added: Message[] = [];
  const line = [openRunAccount(limits, spent)];
  let { turns, usage, calls, callsFailed, filesChanged, cost } = spent;
  let pauses = 0;
  let wasReplaced = false;
  const repetition = createRepetition();
  const { turnsBefore = 0 } = spent;
  let { rejections = 0, rounds = 0, formRounds = 0 } = spent;
  const durationMs = (): number => Math.round(spent.durationMs + clock.monotonic() - startedAt);
  return {
    messages,
    added,
    replace: (next) => {
      messages.splice(0, messages.length, ...next);
      wasReplaced = true;
    },
    wasReplaced: () => wasReplaced,
    add: (message) => {
      if (message.role === "user") repetition.forget();
      const last = messages.at(-1);
      if (last === undefined || last.role !== message.role) {
        messages.push(message);
        added.push(message);
        return;
      }
      const joined: Message = { ...last, blocks: [...last.blocks, ...message.blocks] };
      messages[messages.length - 1] = joined;
      if (added.at(-1) === last) added[added.length - 1] = joined;
      else added.push(message);
    },
    addRound: (round) => {
      repetition.note(messages.at(-1)!, round.results); // The message whose calls were carried out.
      messages.push(round.results);
      added.push(round.results);
      calls += round.calls;
      callsFailed += round.callsFailed;
      filesChanged += round.filesChanged;
    },
    addNested: (nested) => {
      usage = addUsage(usage, nested.usage);
      countIn(line, { tokens: totalTokens(nested.usage) });
      cost = withCost(cost, nested.cost);
      calls += nested.calls;
      callsFailed += nested.callsFailed;
      filesChanged += nested.filesChanged;
    },
    addUsage: (more, moreCost) => {
      usage = addUsage(usage, more);
      countIn(line, { tokens: totalTokens(more) });
      cost = withCost(cost, moreCost);
    },
    noteEnd: (reason) => {
      pauses = reason === "pause-turn" ? pauses + 1 : 0;
    },
    isPaused: () => pauses > 0 && pauses <= maxPauses,
    stuck: repetition.found,
    rounds: () => rounds,
    noteRound: () => {
      rounds += 1;
    },
    formRounds: () => formRounds,
    noteForm: (count) => {
      formRounds = count;
    },
    rejections: () => rejections,
    noteRejection: (isRejected) => {
      rejections = isRejected ? rejections + 1 : 0;
    },
    addModelTime: (ms) => {
      countIn(line, { "duration-ms": ms });
    },
    nextTurn: () => {
      turns += 1;
      countIn(line, { turns: 1 });
      return turnsBefore + turns;
    },
    turn: () => turnsBefore + turns,
    turns: () => turns,
    limit: () => {
      const reached = reachedIn(line);
      if (reached !== undefined) return limitOf(reached);
      return family !== undefined && family.tokensLeft() <= 0 ? "tokens" : undefined;
    },
    summary: () => ({
      turns,
      usage,
      ...(cost === undefined ? {} : { cost }),
      calls,
      callsFailed,
      filesChanged,
      durationMs: durationMs(),
    }),
  };
};
