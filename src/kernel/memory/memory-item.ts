import type { CallId, RunId, SessionId } from "../base/ids.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { type Origin, outsideOf } from "../rules/origin.ts";
import { isMemoryId, type MemoryItem, type MemoryStatus, maxMemoryChars, maxMemoryTags, memoryKinds } from "./memory.ts";

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

const sourceFrom = (value: JsonValue | undefined): MemoryItem["source"] => {
  if (!isJsonObject(value)) return undefined;
  const { sessionId, runId, callId } = value;
  return typeof sessionId === "string" && typeof runId === "string" && typeof callId === "string"
    ? { sessionId: sessionId as SessionId, runId: runId as RunId, callId: callId as CallId }
    : undefined;
};

const statusFrom = (value: JsonValue | undefined): MemoryStatus =>
  value === "pending" || value === "superseded" || value === "forgotten" ? value : "active";

/** An item from the JSON of its file; undefined where that is none. Fields that do not fit are left out; the text is cut to its limit. */
export const memoryItemFrom = (json: JsonValue): MemoryItem | undefined => {
  if (!isJsonObject(json)) return undefined;
  const { memoryId, text, agent, supersededBy, madeAt, validFrom, validUntil } = json;
  const kind = memoryKinds.find((known) => known === json.kind);
  if (typeof memoryId !== "string" || !isMemoryId(memoryId) || kind === undefined) return undefined;
  if (typeof text !== "string" || text.trim() === "") return undefined;
  const source = sourceFrom(json.source);
  const origins = Array.isArray(json.origins) ? outsideOf(json.origins as unknown as readonly Origin[]) : [];
  const mergedFrom = textsIn(json.mergedFrom);
  return {
    memoryId,
    kind,
    text: text.slice(0, maxMemoryChars),
    tags: textsIn(json.tags).slice(0, maxMemoryTags),
    importance: isTime(json.importance) ? clamped(json.importance) : 0.5,
    status: statusFrom(json.status),
    by: json.by === "person" ? "person" : "agent",
    ...(source === undefined ? {} : { source }),
    ...(typeof agent === "string" ? { agent } : {}),
    ...(origins.length === 0 ? {} : { origins }),
    ...(json.pinned === true ? { pinned: true } : {}),
    ...(json.onlyAsked === true ? { onlyAsked: true } : {}),
    ...(isTime(madeAt) ? { madeAt } : {}),
    ...(isTime(validFrom) ? { validFrom } : {}),
    ...(isTime(validUntil) ? { validUntil } : {}),
    ...(typeof supersededBy === "string" ? { supersededBy } : {}),
    ...(mergedFrom.length === 0 ? {} : { mergedFrom }),
  };
};

/** An item as its file holds it, for `memoryItemFrom`. */
export const jsonOfMemory = (item: MemoryItem): JsonObject => ({ ...item }) as unknown as JsonObject;
