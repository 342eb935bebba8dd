import { LLMock } from "@copilotkit/aimock";

/** A model server that nobody here wrote, on loopback, with one task that needs tools and a decision of the person. */
export interface ModelServer {
  /** The base URL of its Chat Completions, as a person types it in Settings. */
  readonly baseUrl: string;
  /** Where its Anthropic Messages begin. */
  readonly origin: string;
  /** Bodies of the chat requests so far. */
  readonly requests: () => readonly ChatRequest[];
  /** Where they went. */
  readonly paths: () => readonly string[];
  readonly stop: () => Promise<void>;
}

interface ChatRequest {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

const textOf = (content: unknown): string => (typeof content === "string" ? content : JSON.stringify(content ?? ""));

/** Results of this turn: what stands after the last message of the person. */
const resultsOf = (request: ChatRequest): readonly string[] => {
  const lastUser = request.messages.findLastIndex(({ role }) => role === "user");
  return request.messages.slice(lastUser + 1).flatMap(({ role, content }) => (role === "tool" ? [textOf(content)] : []));
};

const said = (request: ChatRequest): string => textOf(request.messages.findLast(({ role }) => role === "user")?.content);

const call = (name: string, input: object) => ({ name, arguments: JSON.stringify(input) });

/** What every answer says that it used. */
export type ServedUsage = { readonly prompt_tokens: number; readonly completion_tokens: number };

const littleUsage: ServedUsage = { prompt_tokens: 120, completion_tokens: 30 };

/** Reads, edits, and asks to delete; then says what became of it. */
const addTidyTask = (mock: LLMock, usage: ServedUsage & { readonly total_tokens: number }): void => {
  const step = (results: number, response: Parameters<LLMock["on"]>[1]): void => {
    mock.on({ predicate: (request) => /tidy my desk/iu.test(said(request)) && resultsOf(request).length === results }, response);
  };
  step(0, {
    content: "I will put two notes on the desk first.",
    toolCalls: [
      call("write", {
        file_path: "/desk/todo.md",
        content: "- water the ferns\n- oil the door\n- count the pots\n- call Ines\n- sweep\n",
      }),
      call("write", { file_path: "/desk/old.txt", content: "not needed any more\n" }),
    ],
    usage,
  });
  step(2, { toolCalls: [call("read", { file_path: "/desk/todo.md" }), call("list", { path: "/desk" })], usage });
  step(4, {
    toolCalls: [call("edit", { file_path: "/desk/todo.md", old_string: "call Ines", new_string: "call Ines on Monday" })],
    usage,
  });
  step(5, { toolCalls: [call("delete", { path: "/desk/old.txt" })], usage });
  mock.on({ predicate: (request) => /tidy my desk/iu.test(said(request)) && resultsOf(request).length === 6 }, (request) => {
    const last = resultsOf(request).at(-1) ?? "";
    const kept = /reject|denied|refused/iu.test(last);
    return {
      content: kept ? `I kept old.txt, as you wished: ${last}` : "The desk is tidy: one note edited, **old.txt** deleted.",
      usage,
    };
  });
};

export const startModelServer = async (served: ServedUsage = littleUsage): Promise<ModelServer> => {
  const usage = { ...served, total_tokens: served.prompt_tokens + served.completion_tokens };
  const mock = new LLMock({ port: 0, host: "127.0.0.1" });
  addTidyTask(mock, usage);
  mock.onMessage(/long answer/iu, { content: "A fern unrolls slowly. ".repeat(400), usage });
  mock.onMessage(/hello/iu, { content: "Hello from the **model server**.", usage });
  await mock.start();
  return {
    baseUrl: `${mock.url}/v1`,
    origin: mock.url,
    requests: () => mock.getRequests().flatMap(({ body }) => (body === null ? [] : [body as unknown as ChatRequest])),
    paths: () => mock.getRequests().flatMap(({ body, path }) => (body === null ? [] : [path])),
    stop: () => mock.stop(),
  };
};
