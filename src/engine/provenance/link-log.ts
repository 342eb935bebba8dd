import type { CallId, MessageId, RunId, Seq } from "../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { statePath } from "../../kernel/files/state.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { entityIdOf, entityPath } from "../../kernel/memory/graph.ts";
import { memoryIdsIn } from "../../kernel/memory/memory.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { type Conversations, createConversations } from "./conversations.ts";
import { createFileVersions, effectIn, type FileVersions } from "./file-versions.ts";
import type { Link, LinkedLog, Moment } from "./linked-log.ts";

type Draft = { -readonly [Key in keyof Moment]: Moment[Key] } & { links: Link[]; parts: LogEntry[] };

interface Linking {
  readonly moments: Map<Seq, Draft>;
  readonly conversations: Conversations;
  readonly versions: FileVersions;
  /** The attempt that a message is. */
  readonly answers: Map<MessageId, Seq>;
  readonly broken: Set<Seq>;
  readonly requests: Map<CallId, LogEntry>;
  /** What a run was given of the memory. */
  readonly given: Map<string, Seq>;
  readonly models: Map<RunId, string>;
  readonly parents: Map<RunId, RunId>;
  /** By a call: the last answer of the run that it is the inside of, and the calls since. */
  readonly inside: Map<CallId, readonly Seq[]>;
}

const put = (linking: Linking, entry: LogEntry, kind: Moment["kind"], links: readonly Link[], gaps = 0): Draft => {
  const moment: Draft = { seq: entry.seq, kind, entry, links: [...links], conversation: -1, gaps, parts: [] };
  linking.moments.set(entry.seq, moment);
  return moment;
};

const askedBy = ({ answers, requests }: Linking, callId: CallId | undefined): readonly Link[] => {
  const request = callId === undefined ? undefined : requests.get(callId)?.event;
  const to = request?.type === "call-requested" ? answers.get(request.messageId) : undefined;
  return to === undefined ? [] : [{ to, how: "asked" }];
};

const hearSaid = (linking: Linking, entry: LogEntry): void => {
  const parent = linking.conversations.nested.parentOf(entry.runId);
  put(linking, entry, "said", askedBy(linking, parent?.callId));
  linking.conversations.add(entry, entry.seq);
};

const startAnswer = (linking: Linking, entry: LogEntry, messageId: MessageId): void => {
  const { answers, broken, conversations, given } = linking;
  const before = conversations.turns[conversations.last(entry)]?.moment;
  if (before !== undefined && broken.has(before)) conversations.drop(entry, before);
  const section = entry.runId === undefined ? undefined : given.get(entry.runId);
  const moment = put(linking, entry, "answer", section === undefined ? [] : [{ to: section, how: "given" }]);
  moment.conversation = conversations.last(entry);
  answers.set(messageId, entry.seq);
};

const answerOf = ({ answers, moments }: Linking, messageId: MessageId): Draft | undefined =>
  moments.get(answers.get(messageId) ?? 0);

const endAnswer = (linking: Linking, entry: LogEntry, messageId: MessageId): void => {
  const answer = answerOf(linking, messageId);
  if (answer === undefined) return;
  answer.parts.push(entry);
  const isBroken = entry.event.type === "message-failed";
  if (isBroken && !answer.parts.some(({ event }) => event.type === "text-appended")) return;
  if (isBroken) linking.broken.add(answer.seq);
  linking.conversations.add(entry, answer.seq);
  const parent = linking.conversations.nested.parentOf(entry.runId);
  if (parent !== undefined) linking.inside.set(parent.callId, [answer.seq]);
};

const hearRecall = (linking: Linking, entry: LogEntry): void => {
  const { event, runId } = entry;
  if (event.type !== "memory-recalled") return;
  let gaps = 0;
  const links = event.items.flatMap(({ hash, memoryId, sent }): readonly Link[] => {
    const to = sent ? linking.versions.writerOfMemory(memoryId, hash) : undefined;
    if (sent && to === undefined) gaps += 1;
    return to === undefined ? [] : [{ to, how: "remembered", path: memoryId }];
  });
  put(linking, entry, "recalled", links, gaps);
  if (runId !== undefined) linking.given.set(runId, entry.seq);
};

const textsIn = (input: JsonValue): readonly string[] =>
  isJsonObject(input) ? Object.values(input).filter((one): one is string => typeof one === "string") : [];

/** Tools that look up entities by their names, and values by their keys. */
const graphTools: ReadonlySet<string> = new Set(["graph_query", "neighbours", "path_between"]);

/** The paths that the arguments of a call name, as the tool understands them. */
const pathsNamed = (tool: string, input: JsonValue): readonly string[] => {
  const texts = textsIn(input);
  if (graphTools.has(tool)) return texts.map((name) => entityPath(entityIdOf(name)));
  if (tool !== "state_get" || !isJsonObject(input) || typeof input.key !== "string") return texts;
  return [statePath({ tenant: typeof input.tenant === "string" ? input.tenant : "", key: input.key })];
};

/** The files that a call names which changes nothing, and the memories that it found. */
const readsOf = ({ requests, versions }: Linking, { callId, event }: LogEntry): readonly Link[] => {
  const request = callId === undefined ? undefined : requests.get(callId)?.event;
  if (event.type !== "call-settled" || event.outcome.type !== "done") return [];
  const named = request?.type === "call-requested" ? pathsNamed(event.tool, request.input) : [];
  const files = named.flatMap((path): readonly Link[] => {
    const to = path.startsWith("/") ? versions.standing(path) : undefined;
    return to === undefined ? [] : [{ to, how: "read", path }];
  });
  const found = event.tool === "recall" ? memoryIdsIn(event.outcome.output.text) : [];
  return [
    ...files,
    ...found.flatMap((path): readonly Link[] => {
      const to = versions.standingMemory(path);
      return to === undefined ? [] : [{ to, how: "remembered", path }];
    }),
  ];
};

const settle = (linking: Linking, entry: LogEntry): void => {
  const { event } = entry;
  if (event.type !== "call-settled") return;
  const { effect } = event;
  const over = effect === undefined ? undefined : linking.versions.linksOf(event, effect);
  const inside = linking.inside.get(event.callId) ?? [];
  const parent = linking.conversations.nested.parentOf(entry.runId);
  const asked = askedBy(linking, event.callId);
  const links: readonly Link[] = [
    // What the shell asks for, no answer asked for but the one that asked for the shell.
    ...(asked.length === 0 && parent !== undefined ? askedBy(linking, parent.callId) : asked),
    ...(over?.links ?? readsOf(linking, entry)),
    ...inside.map((to) => ({ to, how: "inside" }) as const),
  ];
  if (parent !== undefined) linking.inside.set(parent.callId, [...(linking.inside.get(parent.callId) ?? []), entry.seq]);
  const moment = put(linking, entry, "call", links, over?.gaps);
  const request = linking.requests.get(event.callId);
  if (request !== undefined) moment.parts.push(request);
  linking.conversations.add(entry, entry.seq);
};

const nameOf = (model: ModelChoice): string => {
  if ("model" in model) return model.model;
  return model.provider === "demo" ? "the Demo model" : "you, by hand";
};

const hear = (linking: Linking, entry: LogEntry): void => {
  const { event } = entry;
  switch (event.type) {
    case "run-started":
      if (entry.runId === undefined) return;
      linking.models.set(entry.runId, nameOf(event.model));
      if (event.parent !== undefined) linking.parents.set(entry.runId, event.parent.runId);
      return;
    case "user-message":
      return hearSaid(linking, entry);
    case "attempt-started":
      return startAnswer(linking, entry, event.messageId);
    case "text-appended":
      return void answerOf(linking, event.messageId)?.parts.push(entry);
    case "call-requested":
      linking.requests.set(event.callId, entry);
      return;
    case "message-ended":
    case "message-failed":
      return endAnswer(linking, entry, event.messageId);
    case "memory-recalled":
      return hearRecall(linking, entry);
    case "call-settled":
      return settle(linking, entry);
    case "context-compacted": {
      put(linking, entry, "summary", []).conversation = linking.conversations.last(entry);
      const { covered, keptFrom, pruned = [] } = event;
      const cut = { isWhole: covered > 0, pruned, ...(keptFrom === undefined ? {} : { keptFrom }) };
      return linking.conversations.add(entry, entry.seq, cut);
    }
    case "files-changed":
    case "effects-undone":
    case "branch-chosen": {
      if (event.effect.files.length === 0) return;
      const { gaps, links } = linking.versions.linksOf(event, event.effect);
      put(linking, entry, "change", links, gaps);
      return;
    }
    default:
  }
};

/**
 * Reads a log as what follows from what. Total: what is missing or erased is passed over, and what read it says that there is a gap.
 * `entries`: in order of `seq`; of the whole workspace, since files, memories and the graph go over sessions.
 */
export const linkLog = (entries: readonly LogEntry[]): LinkedLog => {
  const linking: Linking = {
    moments: new Map(),
    conversations: createConversations(),
    versions: createFileVersions(),
    answers: new Map(),
    broken: new Set(),
    requests: new Map(),
    given: new Map(),
    models: new Map(),
    parents: new Map(),
    inside: new Map(),
  };
  for (const entry of entries) {
    linking.conversations.follow(entry);
    hear(linking, entry);
    const effect = effectIn(entry.event);
    if (effect !== undefined) linking.versions.note(entry.seq, effect);
  }
  const { answers, conversations, models, moments, parents, versions } = linking;
  const { changesAt, writerOf, writers } = versions;
  return { moments, turns: conversations.turns, answers, models, parents, writers, writerOf, changesAt };
};
