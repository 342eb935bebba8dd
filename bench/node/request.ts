import { callId, messageId } from "../../src/kernel/base/ids.ts";
import type { JsonObject } from "../../src/kernel/base/json.ts";
import type { ModelRequest } from "../../src/kernel/contracts/provider.ts";
import type { Message } from "../../src/kernel/conversation/message.ts";
import { messagesFormat } from "../../src/platform/providers/anthropic/request.ts";
import { dialectOf } from "../../src/platform/providers/openai-chat/dialect.ts";
import { chatFormat } from "../../src/platform/providers/openai-chat/request.ts";
import { createRequestEncoder, type RequestFormat } from "../../src/platform/providers/request-encoder.ts";
import type { Row } from "../tools/report.mjs";
import { median, pairedRatio, spread } from "../tools/rounds.mjs";
import { busyMs, collect } from "./busy-time.ts";

const turns = 1_000;
const { signal } = new AbortController();
const tools = [
  { name: "read", description: "Reads a file.", inputSchema: { type: "object", properties: { path: { type: "string" } } } },
];
const question: Message = { messageId: messageId("said"), role: "user", blocks: [{ type: "text", text: "Go on." }] };

/** What each turn of a run adds: a read, and what it gave. */
const rounds: readonly (readonly [Message, Message])[] = Array.from({ length: turns }, (_, turn) => {
  const call = callId(`call_${turn}`);
  return [
    {
      messageId: messageId(`answer_${turn}`),
      role: "assistant",
      blocks: [{ type: "tool-call", callId: call, wireId: `toolu_${turn}`, tool: "read", input: { path: "/notes.md" } }],
    },
    {
      messageId: messageId(`results_${turn}`),
      role: "user",
      blocks: [{ type: "tool-result", callId: call, isError: false, text: "constant" }],
    },
  ];
});

/** The same in the form of a wire, ready to be stringified. */
interface Wire {
  readonly name: string;
  readonly format: RequestFormat;
  readonly body: (messages: readonly JsonObject[]) => JsonObject;
  readonly question: JsonObject;
  readonly round: (turn: number) => readonly JsonObject[];
}

const wires: readonly Wire[] = [
  {
    name: "Anthropic",
    format: messagesFormat,
    body: (messages) => ({
      model: "m",
      max_tokens: 1_000,
      system: [{ type: "text", text: "Be brief." }],
      tools,
      messages,
      stream: true,
    }),
    question: { role: "user", content: [{ type: "text", text: "Go on." }] },
    round: (turn) => [
      { role: "assistant", content: [{ type: "tool_use", id: `toolu_${turn}`, name: "read", input: { path: "/notes.md" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: `toolu_${turn}`, content: "constant" }] },
    ],
  },
  {
    name: "OpenAI",
    format: chatFormat(dialectOf("https://api.openai.com/v1")),
    body: (messages) => ({ model: "m", max_tokens: 1_000, tools, messages, stream: true }),
    question: { role: "user", content: "Go on." },
    round: (turn) => [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: `toolu_${turn}`, type: "function", function: { name: "read", arguments: '{"path":"/notes.md"}' } }],
      },
      { role: "tool", tool_call_id: `toolu_${turn}`, content: "constant" },
    ],
  },
];

/** Microseconds per turn. The messages in the form of the wire are there already; they are stringified and encoded whole. */
const measureFloor = (wire: Wire): number => {
  const messages = [wire.question];
  const encoder = new TextEncoder();
  let sent = 0;
  const added = rounds.map((_, turn) => wire.round(turn));
  collect();
  const start = busyMs();
  for (const round of added) {
    messages.push(...round);
    sent += encoder.encode(JSON.stringify(wire.body(messages))).length;
  }
  const spent = busyMs() - start;
  if (sent < turns * turns * 50) throw new Error(`The floor sent ${sent} bytes.`);
  return (spent * 1000) / turns;
};

/** Microseconds per turn from the request to the bytes that the SDK's client hands to fetch. */
const measureOurs = async (wire: Wire): Promise<number> => {
  const encoder = createRequestEncoder(wire.format, async () => undefined);
  const messages: Message[] = [question];
  let sent = 0;
  collect();
  const start = busyMs();
  for (const round of rounds) {
    messages.push(...round);
    const request: ModelRequest = { model: "m", system: "Be brief.", messages, tools, maxOutputTokens: 1_000 };
    sent += await encoder.send(request, signal, async (bytes) => bytes.length);
  }
  const spent = busyMs() - start;
  if (sent < turns * turns * 50) throw new Error(`The app sent ${sent} bytes.`);
  return (spent * 1000) / turns;
};

const rowOf = async (wire: Wire, count: number): Promise<Row> => {
  const floor: number[] = [];
  const ours: number[] = [];
  for (let round = -2; round < count; round += 1) {
    const [byHand, app] = [measureFloor(wire), await measureOurs(wire)];
    if (round < 0) continue;
    floor.push(byHand);
    ours.push(app);
  }
  const ratio = pairedRatio(ours, floor);
  return {
    name: `Next request, ${turns.toLocaleString("en-US")} turns, ${wire.name}, per turn`,
    unit: "µs",
    floor: median(floor),
    ours: median(ours),
    ratio,
    target: "at most 0.068× stringifying it whole: 15 µs where that takes 220",
    judged: ratio,
    bound: 15 / 220,
    sense: "at-most",
    note: `${spread(ours)}; floor: stringified whole`,
  };
};

/** The body of each request of a run that grows, as bytes ready to be sent. */
export const requestRows = async (count: number): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const wire of wires) rows.push(await rowOf(wire, count));
  return rows;
};
