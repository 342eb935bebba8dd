import { messageId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../../../kernel/base/json.ts";
import type { Event, EventType } from "../../../kernel/log/event.ts";
import type { WhySubject } from "../../../kernel/log/why.ts";

/** A longer text would not fit into an address; its beginning names it as well. */
const maxTextChars = 600;

/** A subject as the address holds it. */
export const focusOfSubject = (subject: WhySubject): string =>
  JSON.stringify(subject.type === "sentence" ? { ...subject, text: subject.text.slice(0, maxTextChars) } : subject);

const askable: ReadonlySet<EventType> = new Set<EventType>([
  "user-message",
  "attempt-started",
  "text-appended",
  "call-requested",
  "call-settled",
  "memory-recalled",
  "context-compacted",
  "files-changed",
  "effects-undone",
]);

/** Whether something can be behind an entry, or come of it. */
export const isAskable = (event: Event): boolean =>
  askable.has(event.type) && (!("effect" in event) || event.type === "call-settled" || event.effect?.files.length !== 0);

const isText = (value: JsonValue | undefined): value is string => typeof value === "string";
const isPlace = (value: JsonValue | undefined): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** The way back; undefined where an address holds none. */
export const subjectFromFocus = (focus: string | undefined): WhySubject | undefined => {
  const parsed = focus?.startsWith("{") === true ? parseUntrustedJson(focus) : undefined;
  if (parsed?.ok !== true || !isJsonObject(parsed.value)) return undefined;
  const { from, id, key, kind, memoryId, messageId: message, path, seq, tenant, text, to, type, value } = parsed.value;
  switch (type) {
    case "memory":
      return isText(memoryId) ? { type, memoryId } : undefined;
    case "entity":
      return isText(id) ? { type, id } : undefined;
    case "fact":
      return isText(id) && isText(key) && isText(value) ? { type, id, key, value } : undefined;
    case "relation":
      return isText(from) && isText(kind) && isText(to) ? { type, from, kind, to } : undefined;
    case "sentence":
      return isText(message) && isText(text) ? { type, messageId: messageId(message), text } : undefined;
    case "lines":
      return isText(path) && isPlace(from) && isPlace(to) ? { type, path, from, to } : undefined;
    case "state":
      return isText(tenant) && isText(key) ? { type, tenant, key } : undefined;
    case "event":
      return isPlace(seq) ? { type, seq } : undefined;
    default:
      return undefined;
  }
};
