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
    whenHungry: () => {},
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

/** Everything that waits for nothing but a promise that is settled has run after this. */
const calm = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await undefined;
};

test("text that came together is told together, as soon as its bytes are read", async () => {
  const asked: ((piece: IteratorResult<string>) => void)[] = [];
  const hungry: (() => void)[] = [];
  const pieces = { next: () => new Promise<IteratorResult<string>>((resolve) => asked.push(resolve)) };
  const flow: PieceFlow = { ...flowOver([]), pieces, whenHungry: (listener) => hungry.push(listener) };
  const give = async (piece: IteratorResult<string>): Promise<void> => {
    await calm();
    asked.shift()?.(piece);
    await calm();
  };
  const events = flowing(between(flow, []), never);
  await events.next();
  const first = events.next();
  await give({ done: false, value: "ab" });
  await give({ done: false, value: "c" });
  hungry[0]?.();
  expect(await first).toEqual({ done: false, value: text("abc") });
  const second = events.next();
  hungry[0]?.();
  await give({ done: false, value: "d" });
  await give({ done: true, value: undefined });
  expect(await second).toEqual({ done: false, value: text("d") });
  expect(await events.next()).toEqual({ done: false, value: text(">") });
});

test("text, thinking and other events keep their order", async () => {
  const made: readonly ProviderEvent[] = [
    text("a"),
    text("b"),
    { type: "thinking-delta", delta: "c" },
    { type: "thinking-delta", delta: "d" },
    { type: "block", provider: "demo", value: 1 },
    text("e"),
  ];
  const flow: PieceFlow = { ...flowOver(["x"]), push: () => made };
  const events: ProviderEvent[] = [];
  for await (const event of flowing(between(flow, []), never)) events.push(event);
  expect(events.slice(1, -1)).toEqual([text("ab"), { type: "thinking-delta", delta: "cd" }, made[4], text("e")]);
});

test("after an abort no event of the flow is told", async () => {
  const controller = new AbortController();
  const flow: PieceFlow = { ...flowOver(["a", "b"]), push: () => [text("a"), { type: "block", provider: "demo", value: 1 }] };
  const stopAt = (told: string): void => {
    if (told === "<a") controller.abort();
  };
  expect((await tell(flow, controller.signal, stopAt)).told).toBe("<a>");
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
