/** Streams as Anthropic and servers compatible with it send them, one per shape seen in recorded traffic. */
export interface RecordedStream {
  readonly name: string;
  /** The data of each event, in order; comments are written as they are. */
  readonly events: readonly string[];
}

const event = (type: string, fields: object = {}): string => JSON.stringify({ type, ...fields });
const startUsage = { input_tokens: 20, cache_creation_input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 1 };
const begin = (usage: object = startUsage, content: readonly object[] = [], id = "msg_01"): string =>
  event("message_start", {
    message: { id, type: "message", role: "assistant", model: "claude", content, stop_reason: null, stop_sequence: null, usage },
  });
const start = (index: number, block: object): string => event("content_block_start", { index, content_block: block });
const delta = (index: number, type: string, fields: object): string =>
  event("content_block_delta", { index, delta: { type, ...fields } });
const text = (index: number, value: string): string => delta(index, "text_delta", { text: value });
const thinking = (index: number, value: string): string => delta(index, "thinking_delta", { thinking: value });
const signature = (index: number, value: string): string => delta(index, "signature_delta", { signature: value });
const json = (index: number, value: string): string => delta(index, "input_json_delta", { partial_json: value });
const stop = (index: number): string => event("content_block_stop", { index });
const ending = (reason: string | null, usage: object | null = { output_tokens: 7 }): readonly string[] => [
  event("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage }),
  event("message_stop"),
];
const ping = event("ping");
const use = (id: string, name: string, input: object = {}): object => ({ type: "tool_use", id, name, input });
const newText = { type: "text", text: "" };

export const recordedStreams: readonly RecordedStream[] = [
  {
    name: "text as Anthropic sends it",
    events: [begin(), start(0, newText), ping, text(0, "Grüße 🌿 "), text(0, "a\u2028b"), stop(0), ...ending("end_turn")],
  },
  {
    name: "thinking with a signature, text, and two calls",
    events: [
      begin(),
      start(0, { type: "thinking", thinking: "", signature: "" }),
      thinking(0, "Let me "),
      thinking(0, "see."),
      signature(0, "EqQBCg=="),
      stop(0),
      start(1, newText),
      text(1, "I will look."),
      stop(1),
      start(2, use("toolu_01", "read")),
      json(2, ""),
      json(2, '{"file_'),
      json(2, 'path": "/a.md"}'),
      stop(2),
      start(3, use("toolu_02", "list")),
      json(3, ""),
      stop(3),
      ...ending("tool_use"),
    ],
  },
  {
    name: "thinking whose text is left out, redacted thinking, thinking between calls",
    events: [
      begin(),
      start(0, { type: "thinking", thinking: "", signature: "" }),
      thinking(0, ""),
      signature(0, "EsigA"),
      stop(0),
      start(1, { type: "redacted_thinking", data: "EmwKAh==" }),
      stop(1),
      start(2, use("toolu_01", "list")),
      json(2, "{}"),
      stop(2),
      start(3, { type: "thinking", thinking: "", signature: "" }),
      thinking(3, "Then."),
      signature(3, "EsigB"),
      stop(3),
      start(4, use("toolu_02", "list")),
      stop(4),
      ...ending("tool_use"),
    ],
  },
  {
    name: "padded data, several message deltas, usage that comes late and as null",
    events: [
      `${begin({ input_tokens: 20, output_tokens: 1 })}          `,
      start(0, newText),
      `${text(0, "Hi")}     `,
      stop(0),
      event("message_delta", {
        delta: { stop_reason: null },
        usage: { input_tokens: 25, cache_read_input_tokens: 4, cache_creation_input_tokens: null },
      }),
      event("message_delta", { delta: { stop_reason: "stop_sequence", stop_sequence: "END" }, usage: null }),
      event("message_delta", { delta: {}, usage: { output_tokens: 7, cache_read_input_tokens: 0 } }),
      event("message_stop"),
    ],
  },
  {
    name: "cut by the limit of length inside the arguments",
    events: [begin(), start(0, use("toolu_01", "write")), json(0, '{"file_path":"/a'), stop(0), ...ending("max_tokens")],
  },
  {
    name: "a refusal with nothing in it",
    events: [
      begin(),
      event("message_delta", {
        delta: { stop_reason: "refusal", stop_details: { type: "refusal", category: null, explanation: null } },
        usage: { output_tokens: 0 },
      }),
      event("message_stop"),
    ],
  },
  {
    name: "llama.cpp: overlapping blocks, no input, an empty signature at the end",
    events: [
      ":",
      event("message_start", {
        message: {
          id: "chatcmpl-1",
          type: "message",
          role: "assistant",
          content: [],
          usage: { input_tokens: 20, cache_read_input_tokens: 4, output_tokens: 0 },
        },
      }),
      start(0, { type: "thinking", thinking: "" }),
      thinking(0, "Hm."),
      start(1, newText),
      text(1, "I will look."),
      start(2, { type: "tool_use", id: "x".repeat(32), name: "list" }),
      json(2, "{"),
      json(2, "}"),
      signature(0, ""),
      stop(0),
      stop(1),
      stop(2),
      ...ending("tool_use"),
    ],
  },
  {
    name: "arguments given at the start, and a call that is told twice",
    events: [
      begin(startUsage, [use("toolu_01", "read", { file_path: "/a.md" })]),
      start(0, use("toolu_01", "read", { file_path: "/a.md" })),
      stop(0),
      start(1, use("toolu_02", "list", { path: "/" })),
      stop(1),
      ...ending("tool_use"),
    ],
  },
  {
    name: "a tool of the server, citations, and kinds that nobody knows",
    events: [
      ping,
      event("session_note", { note: "?" }),
      begin(),
      start(0, { type: "server_tool_use", id: "srvtoolu_01", name: "web_search", input: {} }),
      json(0, '{"query":"x"}'),
      stop(0),
      start(1, { type: "web_search_tool_result", tool_use_id: "srvtoolu_01", content: [] }),
      stop(1),
      start(2, { type: "hologram", text: "" }),
      text(2, "not for us"),
      stop(2),
      start(3, { type: "text", text: "Found", citations: [] }),
      delta(3, "citations_delta", { citation: { type: "char_location" } }),
      delta(3, "scent_delta", { scent: "rose" }),
      text(3, " it."),
      stop(3),
      ...ending("end_turn"),
    ],
  },
  {
    name: "numbers with gaps, a piece without a start, a stop without a start, no stop, no index",
    events: [
      begin(),
      stop(9),
      text(4, "Out of "),
      start(7, newText),
      event("content_block_delta", { delta: { type: "text_delta", text: "nowhere." } }),
      start(12, use("toolu_01", "list")),
      json(3, '{"lost":true}'),
      ...ending("tool_use"),
    ],
  },
  {
    name: "the same start twice, then a gateway that asks again in the middle",
    events: [
      begin(),
      begin(),
      start(0, newText),
      text(0, "First"),
      begin({ input_tokens: 30, output_tokens: 1 }, [], "msg_02"),
      start(0, newText),
      text(0, "Second"),
      stop(0),
      ...ending("end_turn"),
    ],
  },
  {
    name: "an end without a reason, and data after it",
    events: [begin(), start(0, newText), text(0, "Hi"), stop(0), ...ending(null, null), text(0, " there")],
  },
];

const nameOf = (data: string): string => String((JSON.parse(data) as { readonly type: unknown }).type);

export const bytesOf = (stream: RecordedStream, newline = "\n"): Uint8Array =>
  new TextEncoder().encode(
    stream.events
      .map((data) => (data.startsWith(":") ? data : `event: ${nameOf(data)}${newline}data: ${data}`) + newline + newline)
      .join(""),
  );
