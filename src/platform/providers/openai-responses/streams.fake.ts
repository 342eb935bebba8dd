/** Streams as OpenAI and servers compatible with its Responses API send them, one per shape seen in recorded traffic. */
export interface RecordedStream {
  readonly name: string;
  /** The data of each event; comments are written as they are. */
  readonly events: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** One event without its number, as the types of the API describe it. */
export const event = (type: string, fields: Fields = {}): string => JSON.stringify({ type, ...fields });

export const usage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 27,
};

const numbered = (events: readonly string[]): readonly string[] =>
  events.map((data, sequence_number) => JSON.stringify({ ...JSON.parse(data), sequence_number }));

const created = event("response.created", { response: { id: "resp_1", status: "in_progress", output: [], usage: null } });
const ended = (output: readonly Fields[], more: Fields = {}, type = "response.completed"): string =>
  event(type, {
    response: { id: "resp_1", status: type.slice(9), error: null, incomplete_details: null, output, usage, ...more },
  });

const message = (text: string, more: Fields = {}): Fields => ({
  type: "message",
  id: "msg_1",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }],
  ...more,
});
const call = (id: string, name: string, args: string): Fields => ({
  type: "function_call",
  id: `fc_${id}`,
  call_id: `call_${id}`,
  name,
  arguments: args,
  status: "completed",
});
const reasoning = (more: Fields = {}): Fields => ({
  type: "reasoning",
  id: "rs_1",
  summary: [],
  encrypted_content: "gAAA",
  ...more,
});

const added = (output_index: number, item: Fields): string => event("response.output_item.added", { output_index, item });
const done = (output_index: number, item: Fields): string => event("response.output_item.done", { output_index, item });
const text = (output_index: number, delta: string): string =>
  event("response.output_text.delta", { output_index, content_index: 0, item_id: "msg_1", delta });
const summary = (summary_index: number, delta: string): string =>
  event("response.reasoning_summary_text.delta", { output_index: 0, summary_index, item_id: "rs_1", delta });
const argumentsPiece = (output_index: number, id: string, delta: string): string =>
  event("response.function_call_arguments.delta", { output_index, item_id: `fc_${id}`, delta });

const thought = reasoning({
  summary: [
    { type: "summary_text", text: "Look." },
    { type: "summary_text", text: "Then act." },
  ],
});

export const recordedStreams: readonly RecordedStream[] = [
  {
    name: "text as OpenAI sends it",
    events: numbered([
      created,
      added(0, message("", { content: [], status: "in_progress" })),
      event("response.content_part.added", { output_index: 0, content_index: 0, part: { type: "output_text", text: "" } }),
      text(0, "Grüße 🌿 "),
      text(0, "a\u2028b"),
      event("response.output_text.done", { output_index: 0, content_index: 0, item_id: "msg_1", text: "Grüße 🌿 a\u2028b" }),
      done(0, message("Grüße 🌿 a\u2028b")),
      ended([message("Grüße 🌿 a\u2028b")]),
    ]),
  },
  {
    name: "a summary of the reasoning, and two calls",
    events: numbered([
      created,
      added(0, reasoning({ encrypted_content: "" })),
      summary(0, "Lo"),
      summary(0, "ok."),
      event("response.reasoning_summary_part.done", { output_index: 0, summary_index: 0 }),
      summary(1, "Then act."),
      done(0, thought),
      added(1, call("a", "read", "")),
      argumentsPiece(1, "a", '{"file_'),
      argumentsPiece(1, "a", 'path":"/a.md"}'),
      event("response.function_call_arguments.done", { output_index: 1, item_id: "fc_a", arguments: '{"file_path":"/a.md"}' }),
      done(1, call("a", "read", '{"file_path":"/a.md"}')),
      added(2, call("b", "list", "")),
      argumentsPiece(2, "b", "{}"),
      done(2, call("b", "list", "{}")),
      ended([thought, call("a", "read", '{"file_path":"/a.md"}'), call("b", "list", "{}")]),
    ]),
  },
  {
    name: "commentary, more reasoning between calls, and the ids of a proxy that change",
    events: [
      created,
      added(0, message("", { content: [], id: "x1", phase: "commentary" })),
      event("response.output_text.delta", { output_index: 0, content_index: 0, item_id: "x2", delta: "I look." }),
      done(0, message("I look.", { id: "x3", phase: "commentary" })),
      added(1, call("a", "list", "")),
      event("response.function_call_arguments.delta", { output_index: 1, item_id: "y2", delta: "{}" }),
      done(1, { ...call("a", "list", "{}"), id: "y3" }),
      done(2, reasoning({ id: "rs_2" })),
      added(3, call("b", "list", "")),
      done(3, call("b", "list", '{"path":"/"}')),
      ended([]),
    ],
  },
  {
    name: "llama.cpp: no indices, the next item before the end of the last, reasoning as it is",
    events: [
      event("response.created", { response: { id: "resp_1", status: "in_progress" } }),
      event("response.in_progress", { response: { id: "resp_1", status: "in_progress" } }),
      event("response.output_item.added", {
        item: { type: "reasoning", id: "rs_l", summary: [], content: [], encrypted_content: "" },
      }),
      event("response.reasoning_text.delta", { item_id: "rs_l", delta: "Hm." }),
      event("response.output_item.added", { item: { type: "message", id: "msg_l", content: [], role: "assistant" } }),
      event("response.output_item.done", {
        item: {
          type: "reasoning",
          id: "rs_l",
          summary: [],
          content: [{ type: "reasoning_text", text: "Hm." }],
          encrypted_content: "",
        },
      }),
      event("response.output_text.delta", { item_id: "msg_l", delta: "I look." }),
      event("response.output_item.added", { item: { ...call("l", "list", ""), status: "in_progress" } }),
      event("response.output_item.done", { item: message("I look.", { id: "msg_l" }) }),
      event("response.function_call_arguments.delta", { item_id: "fc_l", delta: '{\n "path" : "/"' }),
      event("response.function_call_arguments.delta", { item_id: "fc_l", delta: " }" }),
      event("response.output_item.done", { item: call("l", "list", '{\n "path" : "/" }') }),
      ended([]),
    ],
  },
  {
    name: "a gateway that streams no pieces, only the whole at the end",
    events: [": OPENROUTER PROCESSING", created, ended([thought, message("Hi"), call("a", "list", "{}")])],
  },
  {
    name: "cut by the limit of length inside the arguments",
    events: [
      created,
      added(0, call("a", "write", "")),
      argumentsPiece(0, "a", '{"file_path":"/a'),
      done(0, { ...call("a", "write", '{"file_path":"/a'), status: "incomplete" }),
      ended([], { incomplete_details: { reason: "max_output_tokens" } }, "response.incomplete"),
    ],
  },
  {
    name: "a refusal",
    events: [
      created,
      added(0, message("", { content: [] })),
      event("response.refusal.delta", { output_index: 0, content_index: 0, item_id: "msg_1", delta: "I " }),
      event("response.refusal.delta", { output_index: 0, content_index: 0, item_id: "msg_1", delta: "cannot." }),
      event("response.refusal.done", { output_index: 0, content_index: 0, item_id: "msg_1", refusal: "I cannot." }),
      done(0, message("", { content: [{ type: "refusal", refusal: "I cannot." }] })),
      ended([]),
    ],
  },
];

const nameOf = (data: string): string => /"type":"([^"]+)"/u.exec(data)?.[1] ?? "";

export const bytesOf = (stream: RecordedStream, newline = "\n"): Uint8Array =>
  new TextEncoder().encode(
    stream.events
      .map((data) => (data.startsWith(":") ? data : `event: ${nameOf(data)}${newline}data: ${data}`) + newline + newline)
      .join(""),
  );
