import { describe, expect, test } from "vitest";
import { bytesFrom, chat, heard, heardOver, lineOf, message, response, type WireName } from "./odd-cases.fake.ts";
import { fetchOf } from "./wire.fake.ts";

/**
 * What servers really send, one case per kind; the numbers are those of the project's list of odd cases. The recorded streams of
 * both wires (streams.fake.ts) meet many of them too, in every split and with every line end.
 */

const wires: readonly WireName[] = ["anthropic", "openai", "responses"];
const whole: Readonly<Record<WireName, string>> = {
  anthropic:
    message.begin() +
    message.start(0, { type: "text", text: "" }) +
    message.text(0, "Grüße 🌿") +
    message.stop(0) +
    message.end(),
  openai: chat.text("Grüße 🌿") + chat.end(),
  responses: response.text("Grüße 🌿") + response.end(),
};
const said = "Grüße 🌿 | end-turn";
const line = async (wire: WireName, ...pieces: readonly (string | Uint8Array)[]): Promise<string> =>
  lineOf(await heard(wire, ...pieces));

describe.each(wires)("framing, %s", (wire) => {
  const stream = whole[wire];

  test("1 bytes may be cut anywhere", async () => {
    expect(await line(wire, ...[...bytesFrom(stream)].map((byte) => Uint8Array.of(byte)))).toBe(said);
  });

  test("2 lines end with CR, LF, CRLF or now this, now that, also with CR and LF in two pieces", async () => {
    for (const end of ["\r", "\r\n"]) expect(await line(wire, stream.replaceAll("\n", end))).toBe(said);
    let count = 0;
    const mixed = stream.replaceAll("\n", () => ["\r", "\r\n", "\n"][count++ % 3] ?? "\n");
    expect(await line(wire, mixed)).toBe(said);
    const [before = "", ...after] = stream.replaceAll("\n", "\r\n").split("\r\n");
    expect(await line(wire, `${before}\r`, ...after.map((text) => `\n${text}\r`), "\n")).toBe(said);
  });

  test("3 a mark of byte order may come first", async () => {
    expect(await line(wire, `\ufeff${stream}`)).toBe(said);
  });

  test("4 fields have no space, no colon, several lines, or are of other kinds", async () => {
    expect(await line(wire, stream.replaceAll("data: ", "data:"))).toBe(said);
    expect(await line(wire, stream.replaceAll("data: ", "id: 7\nretry: 10\nunknown\ndata: "))).toBe(said);
    // A line break between two members of the JSON.
    const cut = stream.replaceAll('{"', '{\ndata: "');
    expect(await line(wire, cut)).toBe(said);
  });

  test("5 comments are passed over", async () => {
    expect(await line(wire, `: hello\n\n:\n\n${stream.replaceAll("data: ", ": ping\n:\ndata: ")}`)).toBe(said);
  });

  test("6 an event without data is passed over", async () => {
    expect(await line(wire, `event: ping\n\n${stream}`)).toBe(said);
  });

  test("7 separators of Unicode are no line ends", async () => {
    const odd = "a\u2028b\u2029c\u0085d";
    expect(await line(wire, stream.replace("Grüße 🌿", odd))).toBe(`${odd} | end-turn`);
  });

  test("8 a piece may hold the whole stream, and many of them", async () => {
    expect(await line(wire, stream)).toBe(said);
  });

  test("9 one event may have megabytes, in time that grows with its length", async () => {
    const text = "x".repeat(3 * 1024 * 1024);
    const bytes = bytesFrom(stream.replace("Grüße 🌿", text));
    const pieces = Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, at) =>
      bytes.subarray(at * 16_384, (at + 1) * 16_384),
    );
    expect((await line(wire, ...pieces)).length).toBe(text.length + " | end-turn".length);
  }, 60_000);

  test("11 an empty body is named", async () => {
    const [last] = await heard(wire);
    expect(last).toMatchObject({ type: "failed", failure: { type: "wire", message: expect.stringContaining("empty stream") } });
  });

  test.each([
    ["text/html", "<html>Log in</html>"],
    ["application/json", '{"error":{"message":"no"}}'],
    ["application/json", '{"choices":[{"message":{"content":"Hi"}}]}'],
    ["", "hello"],
  ])("12 a 200 of type %s is named and quoted", async (type, body) => {
    const [last] = await heardOver(wire, fetchOf([bytesFrom(body)], type));
    expect(last).toMatchObject({ type: "failed", failure: { type: "wire", excerpt: body } });
  });

  test("13 a connection that breaks keeps the text and runs nothing", async () => {
    const begin = bytesFrom(stream.slice(0, Math.floor(stream.length / 2)));
    const broken: typeof fetch = async () => {
      let sent = false;
      const rest = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (sent) controller.error(new TypeError("terminated"));
          else controller.enqueue(begin);
          sent = true;
        },
      });
      return new Response(rest, { headers: { "content-type": "text/event-stream" } });
    };
    expect(lineOf(await heardOver(wire, broken))).toMatch(/failed network$/u);
  });
});

describe("framing, where the wires differ", () => {
  test("6 data without a name is nothing to Anthropic's wire, and everything to OpenAI's", async () => {
    expect(await line("anthropic", whole.anthropic.replaceAll(/event: .*\n/gu, ""))).toBe("failed wire");
    expect(await line("openai", whole.openai.replaceAll("data: ", "event: chunk\ndata: "))).toBe(said);
  });

  test("10 a last event without its blank line is no event", async () => {
    expect(await line("anthropic", whole.anthropic.trimEnd())).toBe("Grüße 🌿 | failed wire");
    const [, last] = await heard("openai", whole.openai.replace(chat.done, "").trimEnd());
    // The usage was in it; the answer itself is whole.
    expect(last).toMatchObject({ type: "finished", usage: { inputTokens: 0, outputTokens: 0 } });
    expect(await line("openai", chat.text("cut").trimEnd())).toBe("failed wire");
  });

  test("14 what follows the end is ignored", async () => {
    expect(await line("openai", whole.openai + chat.text("late") + chat.delta({}, "length"))).toBe(said);
    expect(
      await line("anthropic", whole.anthropic + message.text(0, "late") + message.event("error", { error: { message: "late" } })),
    ).toBe(said);
  });
});

const { begin, call, delta, end, event, json, start, stop, text } = message;
const textStart = start(0, { type: "text", text: "" });
const kept = (block: object, callsBefore = 0): string => `block ${JSON.stringify({ model: "m", callsBefore, block })}`;

test.each<readonly [string, string, string]>([
  [
    "15 ping and unknown events come before the message",
    event("ping") + event("session") + begin() + text(0, "Hi") + end(),
    "Hi | end-turn",
  ],
  ["16 an error comes first", event("error", { error: { type: "overloaded_error", message: "busy" } }), "failed overloaded"],
  [
    "16 an error comes after text",
    begin() + text(0, "Hi") + event("error", { error: { type: "overloaded_error" } }),
    "Hi | failed wire",
  ],
  ["17 the same message starts twice", begin() + begin() + text(0, "Hi") + end(), "Hi | end-turn"],
  [
    "17 another message is spliced in",
    begin() + text(0, "Hi") + begin({ id: "msg_2" }) + text(0, "Ho") + end(),
    "Hi | attempt-started | Ho | end-turn",
  ],
  ["18 a piece belongs to no block", begin() + text(4, "Hi") + json(9, '{"a":1}') + stop(9) + end(), "Hi | end-turn"],
  [
    "18 numbers have gaps, or are missing",
    begin() + start(7, { type: "text", text: "" }) + text(undefined, "Hi") + stop(7) + end(),
    "Hi | end-turn",
  ],
  [
    "18 a block starts twice",
    begin() + textStart + text(0, "Hi") + textStart + text(0, " ho") + stop(0) + end(),
    "Hi ho | end-turn",
  ],
  [
    "19 a kind of block that nobody knows came whole, and is kept",
    begin() + start(0, { type: "hologram", beam: [1] }) + stop(0) + text(1, "Hi") + end(),
    `${kept({ type: "hologram", beam: [1] })} | Hi | end-turn`,
  ],
  [
    "19 of a block, a piece is of a kind that nobody knows, so it is not there as a whole",
    begin() + start(0, { type: "hologram" }) + delta(0, "beam_delta", { beam: 1 }) + stop(0) + text(1, "Hi") + end(),
    "Hi | end-turn",
  ],
  [
    "20 arguments come as nothing",
    begin() + call(0, "t1") + json(0, "") + json(0, "") + stop(0) + end("tool_use"),
    "list#t1{} | tool-use",
  ],
  [
    "21 arguments are given at the start",
    begin() + call(0, "t1", { input: { a: 1 } }) + stop(0) + end("tool_use"),
    'list#t1{"a":1} | tool-use',
  ],
  [
    "21 content is given with the message",
    begin({ content: [{ type: "tool_use", id: "t1", name: "list", input: { a: 1 } }] }) + end("tool_use"),
    'list#t1{"a":1} | tool-use',
  ],
  [
    "22 the limit of length is inside the arguments",
    begin() + call(0, "t1") + json(0, '{"a') + stop(0) + end("max_tokens"),
    "max-tokens",
  ],
  [
    "22 arguments are never valid",
    begin() + call(0, "t1") + json(0, '{"a') + stop(0) + end("tool_use"),
    "list#t1 invalid | tool-use",
  ],
  [
    "23 thinking without text has a signature",
    begin() +
      start(0, { type: "thinking", thinking: "", signature: "" }) +
      delta(0, "signature_delta", { signature: "S" }) +
      stop(0) +
      end(),
    `${kept({ type: "thinking", thinking: "", signature: "S" })} | end-turn`,
  ],
  [
    "23 a signature is told twice: the last one counts",
    begin() +
      start(0, { type: "thinking", thinking: "" }) +
      delta(0, "signature_delta", { signature: "S" }) +
      delta(0, "signature_delta", { signature: "T" }) +
      stop(0) +
      end(),
    `${kept({ type: "thinking", thinking: "", signature: "T" })} | end-turn`,
  ],
  [
    "23 thinking is redacted",
    begin() + start(0, { type: "redacted_thinking", data: "E" }) + stop(0) + end(),
    `${kept({ type: "redacted_thinking", data: "E" })} | end-turn`,
  ],
  ["24 the end tells no usage", begin() + text(0, "Hi") + end("end_turn", null), "Hi | end-turn"],
  [
    "24 there are several ends, and nulls",
    begin() + text(0, "Hi") + event("message_delta", { delta: null, usage: null }) + event("message_delta") + end(),
    "Hi | end-turn",
  ],
  ["25 there is no reason", begin() + text(0, "Hi") + end(null), "Hi | other no stop reason"],
  [
    "26 there is no end",
    begin() + text(0, "Hi") + stop(0) + event("message_delta", { delta: { stop_reason: "end_turn" } }),
    "Hi | failed wire",
  ],
  ["27 a refusal says nothing", begin() + end("refusal"), "refusal"],
  ["28 tool_use comes without a call", begin() + text(0, "Hi") + end("tool_use"), "Hi | other tool_use"],
  ["28 a call comes with end_turn", begin() + call(0, "t1") + stop(0) + end("end_turn"), "list#t1{} | end-turn"],
  ["28 a call comes with max_tokens", begin() + call(0, "t1") + stop(0) + end("max_tokens"), "max-tokens"],
  ["29 nothing is said after results", begin() + end("end_turn"), "end-turn"],
])("Anthropic: %s", async (_, stream, expected) => {
  expect(await line("anthropic", stream)).toBe(expected);
});

test.each<readonly [string, string, string]>([
  [
    "keepalives and unknown events come first",
    `${response.event("keepalive")}${response.event("session")}${whole.responses}`,
    said,
  ],
  ["6 events have no name", whole.responses.replaceAll(/event: .*\n/gu, ""), said],
  ["10 the last event has no blank line", whole.responses.trimEnd(), "Grüße 🌿 | failed wire"],
  [
    "14 what follows the end is ignored",
    whole.responses + response.text("late") + response.event("error", { message: "late" }),
    said,
  ],
  ["14 the mark of another wire comes last", `${whole.responses}data: [DONE]\n\n`, said],
  ["14 the mark of another wire comes instead of the end", `${response.text("Hi")}data: [DONE]\n\n`, "Hi | failed wire"],
  [
    "18 an index is beyond all items",
    response.text("Hi").replace('"output_index":0', '"output_index":1e9') + response.end(),
    "Hi | end-turn",
  ],
  [
    "18 an index is a text",
    response.text("Hi").replace('"output_index":0', '"output_index":"__proto__"') + response.end(),
    "Hi | end-turn",
  ],
  ["27 a refusal says nothing", response.end("incomplete", { incomplete_details: { reason: "content_filter" } }), "refusal"],
  ["29 nothing is said", response.end(), "end-turn"],
])("Responses: %s", async (_, stream, expected) => {
  expect(await line("responses", stream)).toBe(expected);
});

const { calls, choice, data } = chat;
const one = chat.call;
const toolEnd = chat.end("tool_calls");
const usageOf = async (...pieces: readonly string[]): Promise<unknown> => {
  const last = (await heard("openai", ...pieces)).at(-1);
  return last?.type === "finished" ? [last.usage.inputTokens, last.usage.outputTokens] : last;
};
const counts = { prompt_tokens: 9, completion_tokens: 7 };
const bare = chat.text("Hi") + chat.delta({}, "stop");

test.each<readonly [string, string, string]>([
  [
    "31 chunks have no choices, no delta, null",
    data({}) +
      data({ choices: [] }) +
      data({ choices: null }) +
      choice({}) +
      choice({ delta: null }) +
      chat.text("Hi") +
      chat.end(),
    "Hi | end-turn",
  ],
  [
    "31 content is null, nothing, a list",
    chat.delta({ content: null }) + chat.text("") + chat.delta({ content: [{ type: "text", text: "Hi" }, 7, null] }) + chat.end(),
    "Hi | end-turn",
  ],
  ["32 numbers of calls have gaps", calls(one(0, "a", "{}"), one(2, "b", "{}")) + toolEnd, "list#a{} | list#b{} | tool-use"],
  [
    "32 numbers of calls start at one, or are texts",
    calls(one(1, "a", "{")) + calls(one("1", undefined, "}", undefined)) + toolEnd,
    "list#a{} | tool-use",
  ],
  [
    "32 calls have no number",
    calls(one(undefined, "a", "{}"), one(undefined, "b", '{"x":1}')) + toolEnd,
    'list#a{} | list#b{"x":1} | tool-use',
  ],
  [
    "32 a number is used again for another call",
    calls(one(0, "a", "{}")) + calls(one(0, "b", "{}")) + toolEnd,
    "list#a{} | list#b{} | tool-use",
  ],
  [
    "32 the id is repeated in every chunk",
    calls(one(0, "a", "{")) + calls(one(0, "a", "}", "")) + toolEnd,
    "list#a{} | tool-use",
  ],
  [
    "32 calls have neither number nor id",
    calls(one(undefined, undefined, "{}"), one(undefined, undefined, "{}")) + toolEnd,
    "list#{} | list#{} | tool-use",
  ],
  ["32 two calls have the same id", calls(one(0, "a", "{}"), one(1, "a", "{}")) + toolEnd, "list#a{} | list#a{} | tool-use"],
  [
    "33 pieces of calls alternate",
    calls(one(0, "a", '{"x"')) +
      calls(one(1, "b", '{"y"')) +
      calls(one(0, undefined, ":1}", "")) +
      calls(one(1, undefined, ":2}", "")) +
      toolEnd,
    'list#a{"x":1} | list#b{"y":2} | tool-use',
  ],
  [
    "33 arguments are nothing, missing, null",
    calls(one(0, "a", ""), one(1, "b", undefined), one(2, "c", null)) + toolEnd,
    "list#a{} | list#b{} | list#c{} | tool-use",
  ],
  ["33 arguments are an object", calls(one(0, "a", { x: 1 })) + toolEnd, 'list#a{"x":1} | tool-use'],
  ["33 arguments are no JSON", calls(one(0, "a", "x=1")) + toolEnd, "list#a invalid | tool-use"],
  ["33 arguments are encoded twice", calls(one(0, "a", '"{\\"x\\":1}"')) + toolEnd, 'list#a{"x":1} | tool-use'],
  ["34 there is no reason", chat.text("Hi") + chat.done, "Hi | failed wire"],
  ["34 the reason is unknown", chat.text("Hi") + chat.end("tired"), "Hi | other tired"],
  ["34 stop comes beside calls", calls(one(0, "a", "{}")) + chat.end("stop"), "list#a{} | tool-use"],
  [
    "34 there are two ends, and content after the first",
    chat.text("Hi") + chat.delta({}, "stop") + chat.text(" ho") + chat.end("length"),
    "Hi ho | end-turn",
  ],
  ["34 the server says that it broke off", chat.text("Hi") + chat.end("error"), "Hi | failed wire"],
  ["36 an error comes as data", chat.text("Hi") + data({ error: { message: "no slot" } }), "Hi | failed wire"],
  ["36 an error is a text", data({ error: "no slot" }), "failed wire"],
  ["37 there is no mark of the end", bare, "Hi | end-turn"],
  ["37 the mark has no blank line", `${bare}data: [DONE]`, "Hi | end-turn"],
  ["37 the mark has spaces", `${bare}data:  [DONE]  \n\n`, "Hi | end-turn"],
  [
    "38 thinking stands in the content",
    chat.text("<think>Hm.</th") + chat.text("ink>\n\nHi") + chat.end(),
    "(Hm.) | Hi | end-turn",
  ],
  [
    "38 both fields tell the same thinking",
    chat.delta({ reasoning: "Hm.", reasoning_content: "Hm." }) + chat.text("Hi") + chat.end(),
    "(Hm.) | Hi | end-turn",
  ],
  ["38 thinking comes after content", chat.text("Hi") + chat.delta({ reasoning: "Hm." }) + chat.end(), "Hi | (Hm.) | end-turn"],
  [
    "39 there are several answers, of which the first counts",
    data({
      choices: [
        { index: 1, delta: { content: "no" } },
        { index: 0, delta: { content: "Hi" } },
      ],
    }) + chat.end(),
    "Hi | end-turn",
  ],
  [
    "40 fields and events of others are ignored",
    data({ type: "keepalive" }) +
      data({ prompt_filter_results: [] }) +
      choice({ delta: { content: "Hi" } }, { obfuscation: "x", x_groq: { id: "1" } }) +
      chat.end(),
    "Hi | end-turn",
  ],
  [
    "41 names of prototypes are names",
    calls(one(0, "a", "{}", "__proto__"), one(1, "b", "{}", "constructor")) + toolEnd,
    "__proto__#a{} | constructor#b{} | tool-use",
  ],
  [
    "41 names of prototypes in arguments are refused",
    calls(one(0, "a", '{"__proto__":{}}')) + toolEnd,
    "list#a invalid | tool-use",
  ],
  [
    "41 a number beyond all calls is no number",
    calls(one(1e9, "a", "{}"), one("__proto__", "b", "{}")) + toolEnd,
    "list#a{} | list#b{} | tool-use",
  ],
])("OpenAI: %s", async (_, stream, expected) => {
  expect(await line("openai", stream)).toBe(expected);
});

test.each<readonly [string, string, readonly [number, number]]>([
  ["is missing", bare + chat.done, [0, 0]],
  ["is null until the end", data({ choices: [], usage: null }) + bare + data({ choices: [], usage: counts }) + chat.done, [9, 7]],
  [
    "stands in the chunk that ends",
    chat.text("Hi") + choice({ delta: {}, finish_reason: "stop" }, { usage: counts }) + chat.done,
    [9, 7],
  ],
  ["stands in the choice", chat.text("Hi") + choice({ delta: {}, finish_reason: "stop", usage: counts }) + chat.done, [9, 7]],
  [
    "stands under a maker's name",
    chat.text("Hi") + choice({ delta: {}, finish_reason: "stop" }, { x_groq: { usage: counts } }) + chat.done,
    [9, 7],
  ],
  [
    "is told again as zero",
    bare +
      data({ choices: [], usage: counts }) +
      data({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } }) +
      chat.done,
    [9, 7],
  ],
  [
    "is told twice, the second time with its cached part",
    bare + data({ usage: counts }) + data({ usage: { ...counts, prompt_tokens_details: { cached_tokens: 4 } } }),
    [5, 7],
  ],
  ["makes no sense", bare + data({ usage: { prompt_tokens: -9, completion_tokens: 1e300 * 1e300 } }), [0, 0]],
])("OpenAI: 35 usage %s", async (_, stream, expected) => {
  expect(await usageOf(stream)).toEqual(expected);
});

test("Anthropic: 30 ids that repeat between turns, and OpenAI's, are told apart when they are sent again", async () => {
  // The ids of a history: wire-ids.ts.
  const { createWireIds } = await import("./wire-ids.ts");
  const ids = createWireIds(/^[a-z_\d]+$/u);
  const asked = (callId: string, wireId: string) =>
    ({ messageId: "m", role: "assistant", blocks: [{ type: "tool-call", callId, wireId, tool: "list", input: {} }] }) as never;
  ids.add(asked("c1", "t1"));
  ids.add(asked("c2", "t1"));
  ids.add(asked("c3", "c4"));
  ids.add(asked("c4", "T!"));
  expect(["c1", "c2", "c3", "c4", "c9"].map((callId) => ids.idOf(callId as never))).toEqual(["t1", "c2", "c4", "c4_1", "c9"]);
  ids.truncate(2);
  ids.add(asked("c4", "T!"));
  expect(["c1", "c2", "c3", "c4"].map((callId) => ids.idOf(callId as never))).toEqual(["t1", "c2", "c3", "c4"]);
});
