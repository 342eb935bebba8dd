import fc from "fast-check";
import { expect, test } from "vitest";
import { callId, messageId } from "../../kernel/base/ids.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";
import { findHistoryProblem, findRequestProblem, repairHistory } from "./repair.ts";

const said = (text: string): Block => ({ type: "text", text });
const document = (hash: string): Block => ({ type: "document", hash, mediaType: "application/pdf", bytes: 1 });
const picture = (hash: string): Block => ({ type: "image", hash, mediaType: "image/png", bytes: 1, width: 1, height: 1 });
const asked = (id: string): Block => ({ type: "tool-call", callId: callId(id), wireId: id, tool: "read", input: {} });
const result = (id: string): Block => ({ type: "tool-result", callId: callId(id), isError: false, text: `result of ${id}` });
const user = (...blocks: readonly Block[]): Message => ({ messageId: messageId("u"), role: "user", blocks });
const assistant = (...blocks: readonly Block[]): Message => ({ messageId: messageId("a"), role: "assistant", blocks });
const lost = (id: string): Block => ({
  type: "tool-result",
  callId: callId(id),
  isError: true,
  text: "No result of this call was recorded. It changed nothing in the workspace; look before you do it again.",
});

const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.constantFrom("", "a", "b").map(said),
  fc.constantFrom("", "hm").map((text): Block => ({ type: "thinking", text })),
  fc.constant<Block>({ type: "opaque", provider: "p", value: null }),
  fc.constantFrom("h1", "h2").map(picture),
  fc.constantFrom("h1", "h2").map(document),
  fc.constantFrom("c1", "c2", "c3", "c4").map(asked),
  fc.constantFrom("c1", "c2", "c3", "c4", "c5").map(result),
);
const anyHistory: fc.Arbitrary<readonly Message[]> = fc.array(
  fc.record({
    messageId: fc.constantFrom("m1", "m2", "m3").map(messageId),
    role: fc.constantFrom("user" as const, "assistant" as const),
    blocks: fc.array(anyBlock, { maxLength: 5 }),
  }),
  { maxLength: 12 },
);

test("every list of messages becomes a valid history, for either tail", () => {
  fc.assert(
    fc.property(anyHistory, fc.constantFrom("answered" as const, "open-calls" as const), (history, tail) => {
      expect(findHistoryProblem(repairHistory(history, tail), tail)).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});

test("a repaired history is not repaired again", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const repaired = repairHistory(history);
      expect(repairHistory(repaired)).toBe(repaired);
    }),
    { numRuns: 1_000 },
  );
});

test("every history that is valid anywhere stays valid when it is cut there and the person goes on", () => {
  fc.assert(
    fc.property(anyHistory, fc.nat(20), (history, length) => {
      const cut = repairHistory(history).slice(0, length);
      expect(findRequestProblem(repairHistory([...cut, user(said("go on"))]))).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});

test("no text of the person and no result with its call is lost", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const textOf = (messages: readonly Message[]): string =>
        messages
          .flatMap(({ role, blocks }) => blocks.map((block) => (role === "user" && block.type === "text" ? block.text : "")))
          .join("");
      expect(textOf(repairHistory(history))).toBe(textOf(history));
    }),
    { numRuns: 1_000 },
  );
});

test.each<readonly [string, readonly Message[], readonly Message[]]>([
  [
    "a call without result gets one",
    [user(said("x")), assistant(asked("c1"))],
    [user(said("x")), assistant(asked("c1")), { messageId: messageId("results_a"), role: "user", blocks: [lost("c1")] }],
  ],
  [
    "results are put in the order of the calls, before what the person says",
    [user(said("x")), assistant(asked("c1"), asked("c2")), user(said("y"), result("c2"), result("c1"))],
    [user(said("x")), assistant(asked("c1"), asked("c2")), user(result("c1"), result("c2"), said("y"))],
  ],
  [
    "results that come in two messages are one message",
    [user(said("x")), assistant(asked("c1"), asked("c2")), user(result("c1")), user(result("c2"))],
    [user(said("x")), assistant(asked("c1"), asked("c2")), user(result("c1"), result("c2"))],
  ],
  ["a result without call is dropped", [user(said("x"), result("c9"))], [user(said("x"))]],
  [
    "a second result of a call is dropped",
    [user(said("x")), assistant(asked("c1")), user(result("c1"), { ...result("c1"), text: "other" } as Block)],
    [user(said("x")), assistant(asked("c1")), user(result("c1"))],
  ],
  [
    "an empty message is dropped and its neighbours are joined",
    [user(said("x")), assistant(said("")), user(said("y"))],
    [user(said("x"), said("y"))],
  ],
  ["thinking alone is an empty message", [user(said("x")), assistant({ type: "thinking", text: "hm" })], [user(said("x"))]],
  ["what stands before the person's first message is dropped", [assistant(said("hi")), user(said("x"))], [user(said("x"))]],
])("%s", (_name, before, after) => {
  expect(repairHistory(before)).toEqual(after);
});

test("open calls stay open at the end when they are to be answered later", () => {
  const history = [user(said("x")), assistant(asked("c1"))];
  expect(repairHistory(history, "open-calls")).toBe(history);
});

test.each<readonly [readonly Message[], string]>([
  [[assistant(said("x"))], "Message 1 of 1: the role assistant does not alternate."],
  [[user()], "Message 1 of 1: the message is empty."],
  [[user(said(""), said("x"))], "Message 1 of 1: a text block is empty."],
  [[user(said("x")), assistant(asked("c1"))], "The last message has calls without results."],
  [[user(said("x")), assistant(asked("c1")), user(said("y"))], "Message 3 of 3: call c1 has no result in its place."],
  [[user(said("x")), assistant(said("y")), user(result("c1"))], "Message 3 of 3: a result belongs to no call."],
  [[user(said("x")), assistant(asked("c1"), asked("c1")), user(result("c1"))], "Message 2 of 3: call c1 is there twice."],
  [[user(asked("c1"))], "Message 1 of 1: a block is not the person's to say."],
  [[user(said("x")), assistant(picture("h1"))], "Message 2 of 2: a picture or document stands in an assistant message."],
  [[user(said("x")), assistant(result("c1"))], "Message 2 of 2: a result stands in an assistant message."],
])("a damaged history is named: %#", (history, problem) => {
  expect(findHistoryProblem(history)).toBe(problem);
});

test("a request ends with the person's turn", () => {
  expect(findRequestProblem([user(said("x")), assistant(said("y"))])).toBe("The request does not end with a user message.");
  expect(findRequestProblem([])).toBe("The request does not end with a user message.");
});

test("every picture and document that the person showed stays, in its order, and none stands in the model's mouth", () => {
  const shown = (messages: readonly Message[], by: Message["role"]): readonly Block[] =>
    messages.flatMap(({ role, blocks }) =>
      role === by ? blocks.filter(({ type }) => type === "image" || type === "document") : [],
    );
  fc.assert(
    fc.property(anyHistory, (history) => {
      const opened = [user(said("hello")), ...history];
      const repaired = repairHistory(opened);
      expect([shown(repaired, "user"), shown(repaired, "assistant")]).toEqual([shown(opened, "user"), []]);
    }),
    { numRuns: 1_000 },
  );
});

test("a picture or document without words is something said", () => {
  expect(findHistoryProblem([user(document("h1"))])).toBeUndefined();
  const history = [user(picture("h1"))];
  expect(repairHistory(history)).toBe(history);
  expect(repairHistory([user(asked("c1"), picture("h1"), said("")), assistant(said("a"))])).toEqual([
    user(picture("h1")),
    assistant(said("a")),
  ]);
});
