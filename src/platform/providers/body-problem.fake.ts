import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json.ts";

/** Why a provider would refuse a body, as its documentation and its errors have it; undefined where it would not. */
export type BodyProblem = (body: JsonObject) => string | undefined;

const listOf = (value: JsonValue | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
const idsOf = (items: readonly JsonObject[], field: string): readonly string[] => items.map((item) => String(item[field]));
const hasTwice = (ids: readonly string[]): boolean => new Set(ids).size < ids.length;
const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** Calls are answered at once, all of them and nothing else; ids come once; somebody speaks last whom the model can answer. */
export const chatProblem: BodyProblem = (body) => {
  const messages = listOf(body.messages);
  let open: readonly string[] = [];
  for (const [index, message] of messages.entries()) {
    const at = `message ${index}, ${String(message.role)}`;
    if (message.role === "tool") {
      const id = String(message.tool_call_id);
      if (!open.includes(id)) return `${at}: answers no call`;
      open = open.filter((one) => one !== id);
      continue;
    }
    if (open.length > 0) return `${at}: calls before it have no answer`;
    open = idsOf(listOf(message.tool_calls), "id");
    if (hasTwice(open)) return `${at}: an id comes twice`;
    if (message.content === null && open.length === 0) return `${at}: is empty`;
  }
  if (open.length > 0) return "calls at the end have no answer";
  return messages.at(-1)?.role === "assistant" ? "the model would answer itself" : undefined;
};

/** As above, and roles alternate from the person on, no text is blank, results come first. */
export const messagesProblem: BodyProblem = (body) => {
  let asked: readonly string[] = [];
  const messages = listOf(body.messages);
  for (const [index, { role, content }] of messages.entries()) {
    const blocks = listOf(content);
    const at = `message ${index}, ${String(role)}`;
    if (role !== (index % 2 === 0 ? "user" : "assistant")) return `${at}: roles do not alternate`;
    if (blocks.length === 0) return `${at}: is empty`;
    if (blocks.some(({ type, text }) => type === "text" && String(text).trim() === "")) return `${at}: a text is blank`;
    const results = blocks.filter(({ type }) => type === "tool_result");
    if (role === "user" && !isSameSet(idsOf(results, "tool_use_id"), asked)) return `${at}: results are not those of the calls`;
    if (blocks.slice(0, results.length).some(({ type }) => type !== "tool_result")) return `${at}: results do not come first`;
    asked =
      role === "user"
        ? []
        : idsOf(
            blocks.filter(({ type }) => type === "tool_use"),
            "id",
          );
    if (hasTwice(asked)) return `${at}: an id comes twice`;
  }
  return messages.at(-1)?.role === "user" ? undefined : "the model would answer itself";
};

/** Every call has one output behind it and every output a call; reasoning is followed by what it led to; nothing is there twice. */
export const responsesProblem: BodyProblem = (body) => {
  const items = listOf(body.input);
  const called = new Set<string>();
  const answered = new Set<string>();
  for (const [index, { type, call_id, role, content }] of items.entries()) {
    const [at, id] = [`item ${index}, ${String(type ?? role)}`, String(call_id)];
    if (type === "function_call" && called.has(id)) return `${at}: comes twice`;
    if (type === "function_call") called.add(id);
    if (type === "function_call_output" && (!called.has(id) || answered.has(id))) return `${at}: answers no open call`;
    if (type === "function_call_output") answered.add(id);
    const next = items[index + 1];
    const leadsOn =
      next !== undefined && (next.type !== undefined ? next.type !== "function_call_output" : next.role === "assistant");
    if (type === "reasoning" && !leadsOn) return `${at}: nothing follows it`;
    if (role !== undefined && (content === "" || (Array.isArray(content) && content.length === 0))) return `${at}: is empty`;
  }
  if (called.size !== answered.size) return "a call has no output";
  return items.at(-1)?.role === "assistant" ? "the model would answer itself" : undefined;
};
