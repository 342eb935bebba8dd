import type { ProviderEvent } from "../../kernel/contracts/provider.ts";

/** The pieces of one answer, and what makes events of them. */
export interface PieceFlow {
  readonly type: "flow";
  readonly pieces: AsyncIterator<unknown>;
  /** May throw; what it throws ends the flow. */
  readonly push: (piece: unknown) => readonly ProviderEvent[];
  /** Whether the mark of the end has come. */
  readonly isOver: () => boolean;
}

/** How a flow ended: by itself, by an abort, or by what was thrown. */
export type FlowEnd = { readonly type: "ended" } | { readonly type: "thrown"; readonly cause: unknown };

/** What a provider does, step by step. It goes on after a flow with how that ended. */
export type Steps = AsyncGenerator<ProviderEvent | PieceFlow, void, FlowEnd>;

const ended: FlowEnd = { type: "ended" };

type Next = IteratorResult<ProviderEvent, undefined>;
const over: Next = { done: true, value: undefined };
const told = (value: ProviderEvent): Next => ({ done: false, value });

/**
 * Tells the events of the steps, and those of their flows in place of these. A flow is told piece by piece without the generator,
 * which would cost each of them three promises. One call of `next` at a time.
 */
export const flowing = (steps: Steps, signal: AbortSignal): AsyncIterableIterator<ProviderEvent, undefined> => {
  let flow: PieceFlow | undefined;
  /** Events of the last piece that are still to be told. */
  let rest: readonly ProviderEvent[] = [];
  let at = 0;

  const onStep = (step: IteratorResult<ProviderEvent | PieceFlow, void>): Next | Promise<Next> => {
    if (step.done === true) return over;
    if (step.value.type !== "flow") return told(step.value);
    flow = step.value;
    return pull(flow);
  };
  const endFlow = (end: FlowEnd): Promise<Next> => {
    flow = undefined;
    return steps.next(end).then(onStep);
  };
  const onThrown = (cause: unknown): Promise<Next> => endFlow({ type: "thrown", cause });
  const onPiece = (piece: IteratorResult<unknown>): Next | Promise<Next> => {
    if (flow === undefined || piece.done === true) return endFlow(ended);
    try {
      rest = flow.push(piece.value);
    } catch (cause) {
      return onThrown(cause);
    }
    at = 1;
    const [first] = rest;
    return first === undefined ? pullOn() : told(first);
  };
  /** Arguments of calls come in thousands of pieces that tell nothing; a promise that waits for the next one would pile up. */
  const pullOn = async (): Promise<Next> => {
    try {
      while (flow !== undefined && !signal.aborted && !flow.isOver()) {
        const piece = await flow.pieces.next();
        if (piece.done === true) break;
        rest = flow.push(piece.value);
        at = 1;
        const [first] = rest;
        if (first !== undefined) return told(first);
      }
    } catch (cause) {
      return onThrown(cause);
    }
    return endFlow(ended);
  };
  const pull = ({ isOver, pieces }: PieceFlow): Promise<Next> =>
    signal.aborted || isOver() ? endFlow(ended) : pieces.next().then(onPiece, onThrown);

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => {
      const event = signal.aborted ? undefined : rest[at];
      at += 1;
      if (event !== undefined) return Promise.resolve(told(event));
      return flow === undefined ? steps.next(ended).then(onStep) : pull(flow);
    },
    return: async () => {
      rest = [];
      flow = undefined;
      await steps.return();
      return over;
    },
  };
};
