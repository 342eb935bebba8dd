import type { ProviderEvent } from "../../kernel/contracts/provider.ts";

/** The pieces of one answer, and what makes events of them. */
export interface PieceFlow {
  readonly type: "flow";
  readonly pieces: AsyncIterator<unknown>;
  /** May throw; what it throws ends the flow. */
  readonly push: (piece: unknown) => readonly ProviderEvent[];
  /** Whether the mark of the end has come. */
  readonly isOver: () => boolean;
  /** Names who hears that all bytes that came are read, so that the next piece may take its time. */
  readonly whenHungry: (listener: () => void) => void;
}

/** How a flow ended: by itself, by an abort, or by what was thrown. */
export type FlowEnd = { readonly type: "ended" } | { readonly type: "thrown"; readonly cause: unknown };

/** What a provider does, step by step. It goes on after a flow with how that ended. */
export type Steps = AsyncGenerator<ProviderEvent | PieceFlow, void, FlowEnd>;

const ended: FlowEnd = { type: "ended" };

type Next = IteratorResult<ProviderEvent, undefined>;
const over: Next = { done: true, value: undefined };
const told = (value: ProviderEvent): Next => ({ done: false, value });

type Delta = Extract<ProviderEvent, { readonly delta: string }>;
const isDelta = (event: ProviderEvent | undefined): event is Delta =>
  event?.type === "text-delta" || event?.type === "thinking-delta";

/**
 * Tells the events of the steps, and those of their flows in place of these. A flow is told without the generator, which would
 * cost each piece three promises, and text that came together is told together. One call of `next` at a time.
 */
export const flowing = (steps: Steps, signal: AbortSignal): AsyncIterableIterator<ProviderEvent, undefined> => {
  let flow: PieceFlow | undefined;
  /** How the flow ended, until the steps are told. */
  let flowEnd: FlowEnd | undefined;
  /** Events of the flow that are still to be told. */
  let untold: ProviderEvent[] = [];
  let isAsked = false;
  let waiting: ((next: Next | Promise<Next>) => void) | undefined;

  const answer = (next: Next | Promise<Next>): void => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(next);
  };
  const add = (event: ProviderEvent): void => {
    const last = untold.at(-1);
    if (isDelta(event) && last?.type === event.type) untold[untold.length - 1] = { ...last, delta: last.delta + event.delta };
    else untold.push(event);
  };
  /** Answers who waits, or asks for more: a text alone may grow as long as its bytes are there. */
  const goOn = (): void => {
    if (waiting === undefined) return;
    if (signal.aborted) {
      untold = [];
      flowEnd ??= ended;
    }
    const [first] = untold;
    if (first !== undefined && (flowEnd !== undefined || untold.length > 1 || !isDelta(first))) return tellFirst();
    if (flowEnd !== undefined) return leaveFlow(flowEnd);
    if (isAsked || flow === undefined) return;
    isAsked = true;
    flow.pieces.next().then(onPiece, onThrown);
  };
  const tellFirst = (): void => {
    const first = untold.shift();
    if (first !== undefined) answer(told(first));
  };
  const leaveFlow = (end: FlowEnd): void => {
    flow = undefined;
    flowEnd = undefined;
    answer(steps.next(end).then(onStep));
  };
  const onPiece = (piece: IteratorResult<unknown>): void => {
    isAsked = false;
    if (flow === undefined) return;
    try {
      if (piece.done === true) flowEnd = ended;
      else for (const event of flow.push(piece.value)) add(event);
      if (flow.isOver()) flowEnd = ended;
    } catch (cause) {
      flowEnd = { type: "thrown", cause };
    }
    goOn();
  };
  const onThrown = (cause: unknown): void => {
    isAsked = false;
    if (flow === undefined) return;
    flowEnd = { type: "thrown", cause };
    goOn();
  };
  const onStep = (step: IteratorResult<ProviderEvent | PieceFlow, void>): Next | Promise<Next> => {
    if (step.done === true) return over;
    if (step.value.type !== "flow") return told(step.value);
    flow = step.value;
    flow.whenHungry(() => {
      if (waiting !== undefined) tellFirst();
    });
    return new Promise(pull);
  };
  const pull = (resolve: (next: Next | Promise<Next>) => void): void => {
    waiting = resolve;
    goOn();
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => (flow === undefined ? steps.next(ended).then(onStep) : new Promise(pull)),
    return: async () => {
      untold = [];
      flow = undefined;
      answer(over);
      await steps.return();
      return over;
    },
  };
};
