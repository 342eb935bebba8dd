import type { JsonObject } from "../../../kernel/base/json.ts";
import { type AskedRequest, asksWithout } from "../asked-request.ts";
import type { Pictures } from "../pictures.ts";
import { wellFormedText } from "../well-formed.ts";
import { createWireIds } from "../wire-ids.ts";
import { settingsOf } from "./settings.ts";
import { assistantContent, userContent, withoutOpenServerCalls } from "./turn-content.ts";

interface Turn {
  readonly role: string;
  readonly content: readonly JsonObject[];
}

const turnsOf = (request: AskedRequest, pictures: Pictures): readonly Turn[] => {
  const ids = createWireIds(/^[a-zA-Z0-9_-]{1,64}$/u);
  const turns: Turn[] = [];
  for (const [index, message] of request.messages.entries()) {
    ids.add(message);
    const sources = { model: request.model, pictures, idOf: ids.idOf };
    const whole = message.role === "user" ? userContent(message, sources) : assistantContent(message, sources);
    const content = index === request.messages.length - 1 ? whole : withoutOpenServerCalls(whole);
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (last?.role === message.role) turns[turns.length - 1] = { role: last.role, content: [...last.content, ...content] };
    else turns.push({ role: message.role, content });
  }
  return turns;
};

/** The body of a request made in the plainest way: as one value. */
export const plainMessagesBody = (request: AskedRequest, pictures: Pictures): JsonObject => {
  const isMarked = request.promptCaching !== "off" && !asksWithout(request, "prompt-caching");
  const cache_control = { type: "ephemeral", ...(request.promptCaching === "1h" ? { ttl: "1h" } : {}) };
  const markLast = (items: readonly JsonObject[]): readonly JsonObject[] =>
    items.map((item, index) => (isMarked && index === items.length - 1 ? { ...item, cache_control } : item));
  const turns = turnsOf(request, pictures);
  const last = turns.findLastIndex(({ role }) => role === "user");
  const round = turns.slice(Math.max(0, last - 1), last + 1).reduce((sum, { content }) => sum + content.length, 0);
  const marked = round >= 20 ? [last - 2, last] : [last];
  const tools = request.tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));
  return {
    model: request.model,
    ...(tools.length === 0 ? {} : { tools: markLast(tools) }),
    ...(request.system.trim() === "" ? {} : { system: markLast([{ type: "text", text: wellFormedText(request.system) }]) }),
    messages: turns.map(({ role, content }, index) => ({ role, content: marked.includes(index) ? markLast(content) : content })),
    max_tokens: request.maxOutputTokens,
    ...settingsOf(request),
    stream: true,
  };
};
