import type { RunId, Seq } from "../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { callResult } from "../../kernel/conversation/call-result.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import type { FileChange } from "../../kernel/files/file.ts";
import type { StateWriter } from "../../kernel/files/state.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { WhyDeed, WhyRoot } from "../../kernel/log/why.ts";
import { isSameOrigin, type OutsideOrigin, originsOfBlocks, originsOfFiles, outsideOf } from "../../kernel/rules/origin.ts";
import { effectIn } from "./file-versions.ts";
import type { LinkedLog, Moment } from "./linked-log.ts";

const textsIn = (value: JsonValue): readonly string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((one: JsonValue) => textsIn(one));
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
};

/** Pieces of a text, each told once. */
const joinedPieces = (parts: readonly LogEntry[]): string => {
  let text = "";
  for (const { event } of parts)
    if (event.type === "text-appended" && event.offset <= text.length) text = text.slice(0, event.offset) + event.text;
  return text;
};

/** The moment that an entry is, or tells a part of. */
export const momentAt = ({ moments }: LinkedLog, seq: Seq): Moment | undefined => {
  const own = moments.get(seq);
  if (own !== undefined) return own;
  for (const moment of moments.values()) if (moment.parts.some((part) => part.seq === seq)) return moment;
  return undefined;
};

/** The words of a moment, as a model reads them; of a call what it was asked with and what came of it. */
export const momentText = ({ entry, parts }: Moment): string => {
  const { event } = entry;
  switch (event.type) {
    case "user-message":
      return textOf({ messageId: event.messageId, role: "user", blocks: event.blocks });
    case "attempt-started":
      return joinedPieces(parts);
    case "call-settled": {
      const [request] = parts;
      const asked = request?.event.type === "call-requested" ? textsIn(request.event.input) : [];
      return [...asked, callResult(event.outcome).text].join("\n");
    }
    case "memory-recalled":
      return event.text;
    case "context-compacted":
      return event.summary;
    default:
      return "";
  }
};

const writerOf = (event: Event): StateWriter => {
  if (event.type === "files-changed") return event.checkpoint === undefined ? event.by : "checkpoint";
  return event.type === "effects-undone" ? "undo" : "branch";
};

const maxPaths = 3;

/** What happened at a moment. `models`: the name of each run's model; `about`: files that are named before others. */
export const deedOf = (
  { entry, links, parts }: Moment,
  models: ReadonlyMap<RunId, string>,
  about: ReadonlySet<string>,
): WhyDeed => {
  const { event, runId } = entry;
  switch (event.type) {
    case "user-message":
      return { type: "said", by: event.by !== undefined ? "engine" : links.length > 0 ? "task" : "person" };
    case "attempt-started": {
      const model = runId === undefined ? undefined : models.get(runId);
      return model === undefined ? { type: "answer" } : { type: "answer", model };
    }
    case "call-settled": {
      const request = parts[0]?.event;
      const isDone = event.outcome.type === "done" && !event.outcome.output.isError;
      return request?.type === "call-requested"
        ? { type: "call", headline: request.headline, access: request.access, isDone }
        : { type: "call", headline: { verb: "Called", object: event.tool }, access: "read", isDone };
    }
    case "memory-recalled":
      return { type: "recalled", items: event.items.filter(({ sent }) => sent).length };
    case "context-compacted":
      return { type: "summary" };
    default: {
      const files = (effectIn(event)?.files ?? []).filter(({ after, before }) => (after ?? before)?.kind === "file");
      const named = files.filter(({ path }) => about.has(path));
      const paths = (named.length > 0 ? named : files).slice(0, maxPaths).map(({ path }) => path);
      return { type: "change", by: writerOf(event), paths, total: files.length };
    }
  }
};

/** What files have from outside that none of them had before. */
const broughtBy = (files: readonly FileChange[]): readonly OutsideOrigin[] => {
  const before = originsOfFiles(files.map((change) => ({ before: change.before, after: null })));
  return outsideOf(originsOfFiles(files)).filter((origin) => !before.some((known) => isSameOrigin(known, origin)));
};

/** Where the text of a moment came in from outside; not where it only passed through. */
export const arrivalsOf = ({ entry, parts }: Moment): readonly OutsideOrigin[] => {
  const { event } = entry;
  if (event.type === "user-message") return originsOfBlocks(event.blocks);
  if (event.type === "files-changed") return event.by === "schedule" ? [] : broughtBy(event.effect.files);
  if (event.type !== "call-settled") return [];
  const [request] = parts;
  const isOutward = request?.event.type !== "call-requested" || request.event.access === "external";
  const own = outsideOf(event.outcome.origins ?? []);
  // What a tool of this workspace gives back came in earlier, with what it read.
  return isOutward || own.some(({ type }) => type === "outside") ? own : [];
};

/** Whether a chain ends here, and why; undefined where it goes on. */
export const rootOf = (moment: Moment, arrivals: readonly OutsideOrigin[]): WhyRoot | undefined => {
  const { entry, gaps, kind, links } = moment;
  const { event } = entry;
  if (event.type === "files-changed" && event.by === "sample") return "sample";
  if (arrivals.length > 0 && kind !== "said") {
    const [first] = arrivals;
    if (event.type === "files-changed") return first?.type === "import" ? "import" : "person";
    return first?.type === "web" ? "page" : "outside";
  }
  if (kind === "said")
    return links.length > 0 ? undefined : event.type === "user-message" && event.by !== undefined ? "engine" : "person";
  if (kind === "change" && event.type !== "files-changed") return "person";
  if (event.type === "files-changed" && event.by === "person") return "person";
  const isLast = links.length === 0 && moment.conversation === -1;
  if (gaps > 0 && isLast) return "lost";
  if (event.type === "files-changed" && event.by === "schedule") return isLast ? "schedule" : undefined;
  return isLast ? "lost" : undefined;
};
