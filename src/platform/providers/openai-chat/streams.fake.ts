/** Streams as compatible servers send them, one per shape seen in recorded traffic. */
export interface RecordedStream {
  readonly name: string;
  /** The data of each event; `[DONE]` and comments are written as they are. */
  readonly events: readonly string[];
}

const chunk = (fields: object): string =>
  JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", ...fields });
const delta = (value: object, finish: string | null = null): string =>
  chunk({ choices: [{ index: 0, delta: value, finish_reason: finish }] });
const usage = { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27, prompt_tokens_details: { cached_tokens: 4 } };
const usageChunk = chunk({ choices: [], usage });

export const recordedStreams: readonly RecordedStream[] = [
  {
    name: "text as OpenAI sends it",
    events: [
      delta({ role: "assistant", content: "" }),
      delta({ content: "Grüße 🌿 " }),
      delta({ content: "a\u2028b" }),
      delta({}, "stop"),
      usageChunk,
      "[DONE]",
    ],
  },
  {
    name: "two calls with interleaved arguments",
    events: [
      delta({
        role: "assistant",
        content: null,
        tool_calls: [{ index: 0, id: "call_a", type: "function", function: { name: "read", arguments: "" } }],
      }),
      delta({ tool_calls: [{ index: 1, id: "call_b", type: "function", function: { name: "list", arguments: "" } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"file_' } }] }),
      delta({ tool_calls: [{ index: 1, function: { arguments: '{"path":"/"}' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: 'path":"/a.md"}' } }] }),
      delta({}, "tool_calls"),
      usageChunk,
      "[DONE]",
    ],
  },
  {
    name: "DeepSeek reasoning, usage in the finish chunk",
    events: [
      delta({ content: null, reasoning_content: "Let me " }),
      delta({ content: null, reasoning_content: "see." }),
      delta({ content: "Yes.", reasoning_content: null }),
      chunk({
        choices: [{ index: 0, delta: { content: "", reasoning_content: null }, finish_reason: "stop" }],
        usage: { prompt_tokens: 20, completion_tokens: 7, prompt_cache_hit_tokens: 4 },
      }),
      "[DONE]",
    ],
  },
  {
    name: "Groq: the whole call in one chunk, usage under x_groq",
    events: [
      delta({ role: "assistant", reasoning: "hm" }),
      delta({
        tool_calls: [
          { index: 0, id: "call_a", type: "function", function: { name: "read", arguments: '{"file_path":"/a.md"}' } },
        ],
      }),
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }], x_groq: { usage } }),
      "[DONE]",
    ],
  },
  {
    name: "Mistral: parts of content, calls without index or type, name empty later",
    events: [
      delta({
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "think" }] },
          { type: "text", text: "Hello" },
        ],
      }),
      chunk({
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [
                { id: "abcdefghi", function: { name: "read", arguments: '{"file_path":"/a.md"}' } },
                { id: "jklmnopqr", function: { name: "list", arguments: {} } },
              ],
            },
            finish_reason: "tool_calls",
          },
        ],
        usage,
      }),
      "[DONE]",
    ],
  },
  {
    name: "Ollama: role and empty content everywhere, stop beside a call",
    events: [
      delta({ role: "assistant", content: "", reasoning: "ok" }),
      delta({
        role: "assistant",
        content: "",
        tool_calls: [{ index: 0, id: "call_a", type: "function", function: { name: "list", arguments: "{}" } }],
      }),
      delta({ role: "assistant", content: "" }, "stop"),
      usageChunk,
      "[DONE]",
    ],
  },
  {
    name: "OpenRouter: comments, extra fields, cost, no done mark",
    events: [
      ": OPENROUTER PROCESSING",
      delta({ content: "Hi", reasoning: null }),
      delta({ content: "" }, "stop"),
      chunk({ choices: [], usage: { ...usage, cost: 0.1 } }),
    ],
  },
  {
    name: "Azure: an empty first chunk, a chunk without delta",
    events: [
      JSON.stringify({ id: "", choices: [], prompt_filter_results: [] }),
      chunk({ choices: [{ index: 0, finish_reason: null }] }),
      delta({ content: "Hi" }),
      delta({}, "stop"),
      "[DONE]",
    ],
  },
  {
    name: "llama.cpp: odd white space in arguments, timings beside usage",
    events: [
      delta({ role: "assistant", content: null }),
      delta({ content: "I will look." }),
      delta({ tool_calls: [{ index: 0, id: "x".repeat(32), type: "function", function: { name: "list", arguments: "{" } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '\n  "path" : "/" }' } }] }),
      delta({}, "tool_calls"),
      chunk({ choices: [], usage, timings: { predicted_ms: 5 } }),
      "[DONE]",
    ],
  },
  {
    name: "cut by the limit of length inside the arguments",
    events: [
      delta({ tool_calls: [{ index: 0, id: "call_a", function: { name: "write", arguments: '{"file_path":"/a' } }] }),
      delta({}, "length"),
      usageChunk,
      "[DONE]",
    ],
  },
  {
    name: "two choices, of which the second is ignored",
    events: [
      chunk({ choices: [{ index: 1, delta: { content: "no" }, finish_reason: null }] }),
      delta({ content: "yes" }),
      delta({}, "stop"),
      "[DONE]",
    ],
  },
];

export const bytesOf = (stream: RecordedStream, newline = "\n"): Uint8Array =>
  new TextEncoder().encode(
    stream.events.map((data) => (data.startsWith(":") ? data : `data: ${data}`) + newline + newline).join(""),
  );
