/** The two wires that the fault server speaks. */
export type WireName = "chat" | "messages";

export interface ToolRequest {
  readonly tool: string;
  readonly input: object;
}

/** What an answer is made of: words, then perhaps a call. */
export interface Said {
  readonly words: number;
  readonly call?: ToolRequest;
}

const chatFrame = (data: object | string): string =>
  `data: ${typeof data === "string" ? data : JSON.stringify({ id: "c", object: "chat.completion.chunk", ...data })}\n\n`;
const chatDelta = (delta: object, finish: string | null = null): string =>
  chatFrame({ choices: [{ index: 0, delta, finish_reason: finish }] });

/** Cuts a text into pieces of so many characters. */
const pieces = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, index) => text.slice(index * length, (index + 1) * length));

const chatFrames = ({ words, call }: Said): readonly string[] => {
  const input = call === undefined ? [] : pieces(JSON.stringify(call.input), 12);
  return [
    ...Array.from({ length: words }, (_, index) => chatDelta({ content: `word ${index} ` })),
    ...(call === undefined
      ? []
      : [
          chatDelta({ tool_calls: [{ index: 0, id: "call_a", type: "function", function: { name: call.tool, arguments: "" } }] }),
        ]),
    ...input.map((piece) => chatDelta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
    chatDelta({}, call === undefined ? "stop" : "tool_calls"),
    chatFrame({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } }),
    chatFrame("[DONE]"),
  ];
};

const messagesFrame = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const messagesDelta = (index: number, delta: object): string => messagesFrame("content_block_delta", { index, delta });

const messagesFrames = ({ words, call }: Said): readonly string[] => {
  const message = { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], usage: { input_tokens: 9 } };
  const text = Array.from({ length: words }, (_, index) => messagesDelta(0, { type: "text_delta", text: `word ${index} ` }));
  const input = call === undefined ? [] : pieces(JSON.stringify(call.input), 12);
  const toolUse = { type: "tool_use", id: "toolu_a", name: call?.tool ?? "", input: {} };
  return [
    messagesFrame("message_start", { message }),
    messagesFrame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    ...text,
    messagesFrame("content_block_stop", { index: 0 }),
    ...(call === undefined ? [] : [messagesFrame("content_block_start", { index: 1, content_block: toolUse })]),
    ...input.map((piece) => messagesDelta(1, { type: "input_json_delta", partial_json: piece })),
    ...(call === undefined ? [] : [messagesFrame("content_block_stop", { index: 1 })]),
    messagesFrame("message_delta", {
      delta: { stop_reason: call === undefined ? "end_turn" : "tool_use" },
      usage: { output_tokens: 3 },
    }),
    messagesFrame("message_stop", {}),
  ];
};

/** The answer as the events of a wire, one string each. */
export const framesOf = (wire: WireName, said: Said): readonly string[] =>
  wire === "chat" ? chatFrames(said) : messagesFrames(said);

/** The beginning of one event whose text has no end. */
export const endlessLine = (wire: WireName): string =>
  wire === "chat"
    ? 'data: {"id":"c","choices":[{"index":0,"delta":{"content":"'
    : 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"';

/** An event whose data is no JSON. */
export const brokenFrame = (wire: WireName): string =>
  wire === "chat" ? 'data: {"id":"c","choices":[{\n\n' : 'event: content_block_delta\ndata: {"type":"content_block_delta",\n\n';
