import { expect, test } from "vitest";
import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import { type FlowEnd, flowing, type PieceFlow, type Steps } from "./piece-flow.ts";

const text = (delta: string): ProviderEvent => ({ type: "text-delta", delta });
const never = new AbortController().signal;

/** Each character of a piece is an event; "!" throws, "." is the mark of the end. */
const flowOver = (pieces: Iterable<string> | AsyncIterable<string>): PieceFlow => {
  let isOver = false;
  const source = async function* (): AsyncGenerator<string, void> {
    yield* pieces;
  };
  return {
    type: "flow",
    pieces: source(),
    isOver: () => isOver,
    push: (piece) => {
      if (piece === "!") throw new Error("bad piece");
      if (piece === ".") isOver = true;
      return [...String(piece)].map(text);
    },
  };
};

async function* between(flow: PieceFlow, ends: FlowEnd[]): Steps {
  try {
    yield text("<");
    ends.push(yield flow);
    yield text(">");
  } finally {
    ends.push({ type: "ended" });
  }
}

const tell = async (flow: PieceFlow, signal = never, onEvent: (told: string) => void = () => undefined) => {
  const ends: FlowEnd[] = [];
  let told = "";
  for await (const event of flowing(between(flow, ends), signal)) {
    told += "delta" in event ? event.delta : event.type;
    onEvent(told);
  }
  return { told, ends: ends.map((end) => (end.type === "thrown" ? String(end.cause) : end.type)) };
};

test("the events of a flow stand in its place, whatever number each piece makes", async () => {
  expect(await tell(flowOver(["a", "", "bc", "", "", "d", ""]))).toEqual({ told: "<abcd>", ends: ["ended", "ended"] });
  expect(await tell(flowOver([]))).toEqual({ told: "<>", ends: ["ended", "ended"] });
});

test("what comes after the mark of the end is not read", async () => {
  expect((await tell(flowOver(["a", ".", "b"]))).told).toBe("<a.>");
  expect((await tell(flowOver(["", ".", "b"]))).told).toBe("<.>");
});

test("a piece that cannot be read ends the flow, and the steps hear why", async () => {
  expect(await tell(flowOver(["a", "!", "b"]))).toEqual({ told: "<a>", ends: ["Error: bad piece", "ended"] });
  expect(await tell(flowOver(["a", "", "!", "b"]))).toEqual({ told: "<a>", ends: ["Error: bad piece", "ended"] });
});

test("thousands of pieces that make nothing are passed over", async () => {
  expect((await tell(flowOver(Array.from({ length: 50_000 }, () => "")))).told).toBe("<>");
});

test("after an abort no event of the flow is told", async () => {
  const controller = new AbortController();
  const stopAt = (told: string): void => {
    if (told === "<ab") controller.abort();
  };
  expect((await tell(flowOver(["abcd", "e"]), controller.signal, stopAt)).told).toBe("<ab>");
});

test("leaving early runs what the steps do at their end, also while a piece is awaited, and nothing follows", async () => {
  const ends: FlowEnd[] = [];
  const stalled: PieceFlow = { ...flowOver([]), pieces: { next: () => new Promise(() => {}) } };
  const events = flowing(between(stalled, ends), never);
  await events.next();
  void events.next();
  await events.return?.();
  expect(ends).toEqual([{ type: "ended" }]);
  const left = flowing(between(flowOver(["abc", "d"]), []), never);
  await left.next();
  await left.next();
  await left.return?.();
  expect(await left.next()).toEqual({ done: true, value: undefined });
});
