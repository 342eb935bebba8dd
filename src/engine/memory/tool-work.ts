import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { ToolContext, ToolOutput } from "../../kernel/contracts/tool.ts";
import { type Memory, type MemoryItem, type MemoryKind, memoryIdFor, memoryLine } from "../../kernel/memory/memory.ts";
import { joinOrigins, type Origin, outsideOf } from "../../kernel/rules/origin.ts";
import { type EntityGraph, storedIds } from "../graph/entity-files.ts";
import { readAllowedGraph } from "../graph/forbidden-files.ts";
import { answer, refusal } from "../tools/builtin/answers.ts";
import { episodesToEvict } from "./episodic.ts";
import { weakest } from "./long-term.ts";
import { searchByMeaning, searchedText } from "./meaning.ts";
import { withRelated } from "./memory-graph/related-search.ts";
import { createMemoryStore, type MemoryStore } from "./memory-store.ts";
import { isRecallable, rankCandidates } from "./recall.ts";
import { withAllTags } from "./semantic.ts";
import { defaultMemoryPolicy } from "./strength.ts";
import { createTextIndex } from "./text-index.ts";
import type { VectorsForDep } from "./vector-work.ts";
import { workingToDrop } from "./working.ts";

type Answered = Promise<Result<ToolOutput, Failure>>;

export interface RememberInput {
  readonly text: string;
  readonly kind: MemoryKind;
  readonly tags: readonly string[];
  readonly importance: number;
  readonly replaces?: string | undefined;
  readonly daysValid?: number | undefined;
}

export interface RecallInput {
  readonly query: string;
  readonly kind?: MemoryKind | undefined;
  readonly tags: readonly string[];
  readonly limit: number;
}

export interface MemoryUseDep extends VectorsForDep {
  /** When each item was used last, as far as the log tells. */
  readonly usedAt: () => Promise<ReadonlyMap<string, number>>;
  /** Items that the person keeps from the agents of a session. */
  readonly withheldIn: (sessionId: SessionId) => readonly string[];
}

const agentOf = ({ caller }: ToolContext): string | undefined => caller?.scope.agent?.agentPath.join("/");

/** Makes room for an item that is there already. What gives way is superseded by nothing: it goes into the bin without a guard. */
const makeRoom = async (store: MemoryStore, added: Memory): Promise<readonly Memory[]> => {
  const policy = defaultMemoryPolicy;
  const capacity = added.kind === "long-term" ? policy.longTerm.capacity : policy[added.kind].capacity;
  // Reading the others makes this call follow from them, so they are read only where one has to go.
  if ((await store.count(added.kind)) <= capacity) return [];
  const items = (await store.items("counting")).filter(({ kind, pinned }) => kind === added.kind && pinned !== true);
  const others = items.filter(({ memoryId }) => memoryId !== added.memoryId);
  const dropped =
    added.kind === "working"
      ? workingToDrop([...others, added], capacity)
      : added.kind === "episodic"
        ? episodesToEvict([...others, added], added, {
            ...policy.episodic,
            rank: { type: "importance" },
            evict: "lowest-importance",
          })
        : [weakest(others, added.madeAt, () => undefined, policy)].flatMap((item) => item ?? []);
  for (const item of dropped) await store.put({ ...item, status: "forgotten" });
  return dropped;
};

const forgottenBefore =
  "The person had this forgotten, so it is not remembered again. Leave it; if the person asks for it, tell them that it can be added or brought back in the inspector, under Memory.";

export const remember = async (input: RememberInput, context: ToolContext): Answered => {
  const { caller, files, now } = context;
  const { daysValid, importance, kind, replaces, tags, text } = input;
  const store = createMemoryStore(files);
  if (await store.isForgotten(text)) return refusal(forgottenBefore);
  const memoryId = memoryIdFor(caller?.callId ?? "", text);
  const outside = outsideOf(caller?.scope.origins ?? []);
  const agent = agentOf(context);
  const item: MemoryItem = {
    memoryId,
    kind,
    text,
    tags,
    importance,
    status: outside.length > 0 ? "pending" : "active",
    by: "agent",
    ...(caller === undefined
      ? {}
      : { source: { sessionId: caller.scope.sessionId, runId: caller.scope.runId, callId: caller.callId } }),
    ...(agent === undefined ? {} : { agent }),
    ...(outside.length === 0 ? {} : { origins: outside }),
    ...(daysValid === undefined ? {} : { validUntil: now + daysValid * 86_400_000 }),
    ...(replaces === undefined ? {} : { mergedFrom: [replaces] }),
  };
  const replaced = replaces === undefined ? undefined : await store.find(replaces);
  if (replaces !== undefined && replaced?.status !== "active")
    return refusal(`There is no memory ${replaces} that counts. Call recall to see which there are.`);
  await store.put(item);
  // What waits for the person takes nobody's place yet.
  if (item.status === "pending")
    return answer(`Kept [${memoryId}] for the person to accept, because this conversation has text from outside: ${text}`);
  if (replaced !== undefined) await store.put({ ...replaced, status: "superseded", supersededBy: memoryId });
  const dropped = await makeRoom(store, { ...item, madeAt: now });
  const gone = dropped.length === 0 ? "" : ` To make room, ${dropped.map((one) => one.memoryId).join(", ")} went into the bin.`;
  return answer(
    `Remembered [${memoryId}]: ${text}${replaced === undefined ? "" : ` It takes the place of ${replaced.memoryId}.`}${gone}`,
  );
};

const originsOf = (items: readonly Memory[]): readonly Origin[] => {
  let origins: readonly Origin[] = [];
  for (const item of items) origins = joinOrigins(origins, item.origins);
  return origins;
};

const words = ({ item }: { readonly item: Memory }): string => {
  const { importance, kind, tags } = item;
  const about = [kind, `importance ${importance}`, ...(tags.length === 0 ? [] : [tags.join(", ")])];
  return `${memoryLine(item)} (${about.join("; ")})`;
};

/** Reading more entities than that takes longer than a recall should. */
const maxEntities = 2_000;

/** What an agent may know of the graph, for what it connects; without it where it is large, or a file of it was changed by hand. */
const readKnowledge = async (files: FileSystem): Promise<EntityGraph | undefined> => {
  if ((await storedIds(files)).length > maxEntities) return undefined;
  try {
    return await readAllowedGraph(files);
  } catch (cause) {
    if (cause instanceof FileSystemError) return undefined;
    throw cause;
  }
};

export const recall = async (
  { kind, limit, query, tags }: RecallInput,
  { caller, files, now, signal }: ToolContext,
  { usedAt, vectorsFor, withheldIn }: MemoryUseDep,
): Answered => {
  const withheld = caller === undefined ? [] : withheldIn(caller.scope.sessionId);
  const all = (await createMemoryStore(files).items("counting")).filter(
    (item) => isRecallable(item, now) && !withheld.includes(item.memoryId),
  );
  const items = withAllTags(kind === undefined ? all : all.filter((item) => item.kind === kind), tags);
  const used = await usedAt();
  const index = createTextIndex();
  for (const item of items) index.add(item.memoryId, searchedText(item));
  const candidates = items.map((item) => {
    const at = used.get(item.memoryId);
    return { item, hash: "", ...(at === undefined ? {} : { usedAt: at }) };
  });
  const vectorsOf = caller === undefined ? undefined : vectorsFor?.(caller, signal);
  const { search } = await searchByMeaning(index, items, query, { ...(vectorsOf && { vectorsOf }) });
  const found = rankCandidates(
    candidates,
    query,
    now,
    withRelated(search, items, now, await readKnowledge(files)),
    defaultMemoryPolicy,
  ).slice(0, limit);
  if (found.length === 0)
    return answer(all.length === 0 ? "Nothing is remembered yet." : `Nothing of the ${all.length} memories fits.`);
  const more = found.length < items.length ? [`(the first ${found.length} of ${items.length})`] : [];
  const text = [...found.map(words), ...more].join("\n");
  const origins = originsOf(found.map(({ item }) => item));
  return ok({ text, isError: false, ...(origins.length === 0 ? {} : { origins }) });
};

export const forget = async ({ memoryId }: { readonly memoryId: string }, { files }: ToolContext): Answered => {
  const store = createMemoryStore(files);
  const item = await store.find(memoryId);
  if (item === undefined) return refusal(`There is no memory ${memoryId}. Call recall to see which there are.`);
  if (item.status === "forgotten") return refusal(`${memoryId} is forgotten already.`);
  await store.forget(item);
  return answer(`Forgot [${memoryId}]: ${item.text} It lies in the bin for 7 days.`);
};
