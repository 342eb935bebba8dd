import { isPageCount } from "../../kernel/conversation/document.ts";
import type { ParentRun } from "../../kernel/conversation/nested-run.ts";
import type { Event, EventType } from "../../kernel/log/event.ts";
import type { Cost } from "../../kernel/model/cost.ts";
import type { AgentBounds } from "../../kernel/rules/capability.ts";
import { costSumShape } from "./rows.ts";
import { firstMisfit, hasShape, isRecord, type Shape, type ShapeOf } from "./shape.ts";

type EventOf<Type extends EventType> = Extract<Event, { readonly type: Type }>;

/**
 * What a stored event must have so that readers can rely on its type. A field that becomes required later cannot be listed
 * here without making older logs unreadable: make it optional in the event instead.
 */
const eventShapes: { readonly [Type in EventType]: ShapeOf<Omit<EventOf<Type>, "type">> } = {
  "session-created": { title: "text", level: "text" },
  "session-renamed": { title: "text" },
  "session-deleted": {},
  "level-changed": { level: "text" },
  "mode-changed": { mode: "text" },
  "stepping-changed": { on: "flag" },
  "session-settings-changed": { set: "object", follows: "list" },
  "session-model-changed": { model: "any" },
  "session-caps-changed": { caps: "object" },
  "rule-added": { rule: "object" },
  "rule-changed": { rule: "object" },
  "rule-removed": { ruleId: "text" },
  "rules-ordered": { ruleIds: "list" },
  "user-message": { messageId: "text", blocks: "list" },
  "steer-queued": { messageId: "text", text: "text" },
  "steer-withdrawn": { messageId: "text" },
  "steer-moved": { messageId: "text", delivery: "text", before: "any" },
  "run-started": { model: "object", limits: "object", level: "text" },
  "run-interrupted": { reason: "object" },
  "run-resumed": {},
  "run-ended": { outcome: "object", summary: "object" },
  "turn-started": {},
  "turn-ended": { summary: "object" },
  "reminder-given": { about: "text", text: "text" },
  "memory-recalled": { messageId: "text", items: "list", text: "text" },
  "recalling-changed": { on: "flag" },
  "texts-embedded": { why: "text", engine: "object", texts: "number", usage: "object", durationMs: "number" },
  "memory-withheld": { memoryId: "text", withheld: "flag" },
  "attempt-started": { messageId: "text" },
  "retry-waiting": { delayMs: "number", reason: "object" },
  "thinking-dropped": { why: "text", provider: "text", answers: "number" },
  "context-compacted": {
    why: "text",
    covered: "number",
    summary: "text",
    tokensBefore: "number",
    tokensAfter: "number",
    usage: "object",
    durationMs: "number",
  },
  "compaction-skipped": { why: "text", reason: "text", usage: "object", durationMs: "number" },
  "model-replaced": { from: "object", to: "object" },
  "text-appended": { messageId: "text", offset: "number", text: "text" },
  "thinking-appended": { messageId: "text", offset: "number", text: "text" },
  "block-received": { messageId: "text", provider: "text", value: "any" },
  "call-requested": {
    messageId: "text",
    callId: "text",
    wireId: "text",
    tool: "text",
    input: "any",
    headline: "object",
    access: "text",
  },
  "message-ended": { messageId: "text", reason: "object", usage: "object", durationMs: "number" },
  "message-failed": { messageId: "text", failure: "object", usage: "object" },
  "call-started": { callId: "text", tool: "text", inputHash: "text", access: "text" },
  "approval-requested": { approval: "object" },
  "approval-answered": { approvalId: "text", callId: "text", answer: "object" },
  "approval-superseded": { approvalId: "text", callId: "text" },
  "approval-expired": { approvalId: "text", callId: "text", reason: "text" },
  "call-settled": { callId: "text", tool: "text", outcome: "object", durationMs: "number" },
  "operation-started": { callId: "text", operationId: "text", message: "text" },
  "call-progressed": { callId: "text", progress: "object" },
  "operation-prepared": { callId: "text", prepared: "object" },
  "operation-cancelled": { callId: "text", operationId: "text", reason: "text" },
  "result-replayed": { callId: "text" },
  "late-result-ignored": { callId: "text", tool: "text", afterMs: "number", ended: "text" },
  "call-reviewed": {
    callId: "text",
    guardrailId: "text",
    name: "text",
    model: "object",
    inputHash: "text",
    verdict: "text",
    reason: "text",
    usage: "object",
    durationMs: "number",
  },
  "stage-acted": { callId: "text", act: "object" },
  "circuit-changed": { about: "object", to: "text", failures: "number" },
  "guard-checked": { name: "text", verdict: "text", reason: "text", round: "number", maxRounds: "number" },
  "answer-checked": { verdict: "text", problems: "list", round: "number", maxRounds: "number" },
  "session-guard-changed": { guard: "any" },
  "hook-acted": { point: "text", name: "text", did: "text", text: "text" },
  "files-changed": { by: "text", effect: "object" },
  "effects-undone": { effect: "object", undone: "list", restored: "list" },
  "branch-chosen": {
    choiceId: "text",
    why: "text",
    effect: "object",
    undone: "list",
    restored: "list",
    kept: "list",
    standing: "text",
  },
  "branch-named": { branch: "number", name: "text" },
  "erased-entry": {},
  "unsupported-entry": { original: "any" },
  "unreadable-entry": { reason: "text", raw: "text" },
};

/** A map, so that a stored type such as `__proto__` finds nothing. */
const shapeByType: ReadonlyMap<string, Shape> = new Map(Object.entries(eventShapes));

const effectShape: Shape = { effectId: "text", files: "list", reads: "list", hash: "text" };
const costShape: ShapeOf<Cost> = { ...costSumShape, day: "text" };
const changeShape: Shape = { path: "text", before: "any", after: "any" };

const isEffect = (value: unknown): boolean =>
  hasShape(value, effectShape) && (value.files as readonly unknown[]).every((change) => hasShape(change, changeShape));

const pictureShape: Shape = { hash: "text", mediaType: "text", bytes: "number", width: "number", height: "number" };

const isCount = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const documentShape: Shape = { hash: "text", mediaType: "text", bytes: "number" };

const isPicture = (value: unknown): boolean => hasShape(value, pictureShape);

const isDocument = (value: unknown): boolean =>
  hasShape(value, documentShape) && (value.pages === undefined || isPageCount(value.pages));

/** What was attached since before there were documents has no other type. */
const isAttached = (value: unknown): boolean =>
  isRecord(value) && value.type === "document" ? isDocument(value) : isPicture(value);

const isPictureList = (value: unknown): boolean => Array.isArray(value) && value.every(isAttached);

/** Whether everything that a message shows can be looked up; other blocks are as their type says since the first version. */
const showsPictures = (blocks: readonly unknown[]): boolean =>
  blocks.every((block) => !isRecord(block) || (block.type !== "image" && block.type !== "document") || isAttached(block));

const boundsShape: ShapeOf<AgentBounds> = { of: "text" };

const parentShape: ShapeOf<ParentRun> = { runId: "text", callId: "text", agentPath: "list" };

const isParent = (value: unknown): boolean =>
  hasShape(value, parentShape) &&
  (value.agentPath as readonly unknown[]).every((name) => typeof name === "string") &&
  (value.tools === undefined || Array.isArray(value.tools)) &&
  (value.bounds === undefined || (Array.isArray(value.bounds) && value.bounds.every((one) => hasShape(one, boundsShape))));

export type EventVerdict =
  | { readonly status: "known"; readonly event: Event }
  /** A type that this version of the program does not know. */
  | { readonly status: "unsupported" }
  | { readonly status: "damaged"; readonly reason: string };

export const judgeEvent = (value: unknown): EventVerdict => {
  if (!isRecord(value) || typeof value.type !== "string") return { status: "damaged", reason: "it has no event" };
  const shape = shapeByType.get(value.type);
  if (shape === undefined) return { status: "unsupported" };
  const misfit = firstMisfit(value, shape);
  if (misfit !== undefined) return { status: "damaged", reason: `its "${misfit}" is missing or damaged` };
  for (const name of ["cost", "reserved"]) {
    if (Object.hasOwn(value, name) && !hasShape(value[name], costShape))
      return { status: "damaged", reason: `its "${name}" is damaged` };
  }
  if (Object.hasOwn(value, "effect") && !isEffect(value.effect)) return { status: "damaged", reason: 'its "effect" is damaged' };
  if (value.type === "run-started" && value.parent !== undefined && !isParent(value.parent)) {
    return { status: "damaged", reason: 'its "parent" is damaged' };
  }
  if (value.type === "run-started" && value.turnsBefore !== undefined && !isCount(value.turnsBefore)) {
    return { status: "damaged", reason: 'its "turnsBefore" is not a number of turns' };
  }
  if (value.type === "user-message" && !showsPictures(value.blocks as readonly unknown[])) {
    return { status: "damaged", reason: 'its "blocks" are damaged' };
  }
  if (value.type === "steer-queued" && value.pictures !== undefined && !isPictureList(value.pictures)) {
    return { status: "damaged", reason: 'its "pictures" are damaged' };
  }
  return { status: "known", event: value as unknown as Event };
};
