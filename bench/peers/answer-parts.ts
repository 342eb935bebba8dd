import { type Answer, pathOf, piece, toolName } from "./work.ts";

/** The parts of one answer in the form of the AI SDK's models; the usage and the reason differ between versions of it. */
export const answerParts = function* ({ pieces, calls }: Answer, index: number, ending: (calls: number) => object) {
  yield { type: "stream-start", warnings: [] };
  if (pieces > 0) {
    yield { type: "text-start", id: "text" };
    for (let told = 0; told < pieces; told += 1) yield { type: "text-delta", id: "text", delta: piece };
    yield { type: "text-end", id: "text" };
  }
  for (let call = 0; call < calls; call += 1) {
    const input = JSON.stringify({ path: pathOf(index, call) });
    yield { type: "tool-call", toolCallId: `call_${index}_${call}`, toolName, input };
  }
  yield { type: "finish", ...ending(calls) };
};

/** A stream that makes the next part when it is asked for one. */
export const streamOf = (parts: Iterator<object, void>): ReadableStream<object> =>
  new ReadableStream(
    {
      pull: (controller) => {
        const next = parts.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
