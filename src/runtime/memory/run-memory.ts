import type { LoopInput } from "../../engine/agent/loop-contract.ts";
import { type Failure, unexpectedFailure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { type Message, textOf } from "../../kernel/conversation/message.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import {
  countingFolders,
  defaultRecallLimits,
  type MemoryRecall,
  memoryFolder,
  memoryIdsIn,
  memorySection,
} from "../../kernel/memory/memory.ts";
import { joinOrigins, type Origin, outsideOf } from "../../kernel/rules/origin.ts";
import { byPerson } from "../origins/origins.ts";
import type { WorkspaceTables } from "../projection.ts";
import type { EmbeddingAsk } from "../providers/embeddings.ts";
import type { Drive, LiveRun } from "../runs/live-run.ts";
import type { RunPlan } from "../runs/run-plan.ts";
import type { MemoryBook } from "./memory-book.ts";
import type { MemorySettings } from "./memory-settings.ts";

/** Gives a run of a session what is remembered. */
export interface RunMemory {
  /**
   * What goes with the run's requests, stored before the first of them. A run that was given something before goes on with the same.
   * Undefined where there is nothing, or where the session does not want it.
   */
  readonly forRun: (
    run: LiveRun,
    plan: RunPlan,
    from: Pick<Drive, "history" | "origins">,
    startSeq: Seq,
    entries: readonly LogEntry[],
  ) => Promise<Pick<Drive, "enriched" | "origins"> | undefined>;
}

/** Whether an item is still what was recalled: the same text, and not labelled as from outside since. */
const isAsRecalled =
  (tree: Pick<FileTree, "state">) =>
  (memoryId: string, hash: string): boolean =>
    countingFolders.some((folder) => {
      const state = tree.state(`${folder}/${memoryId}.json`);
      return state?.kind === "file" && state.hash === hash && outsideOf(state.origins ?? []).length === 0;
    });

/** Puts the section in front of the message that it goes with, without what is no longer as it was recalled. */
const enrichedWith = (
  { items, messageId, text }: MemoryRecall,
  isStill: (memoryId: string, hash: string) => boolean,
): NonNullable<LoopInput["enriched"]> => {
  const sent = items.filter((item) => item.sent);
  const lines = text.split("\n").filter((line) => memoryIdsIn(line).length > 0);
  let before: { readonly message: Message; readonly left: string; readonly enriched: Message } | undefined;
  return (messages) => {
    const left = sent.filter((item) => isStill(item.memoryId, item.hash));
    const place = left.length === 0 ? -1 : messages.findLastIndex((message) => message.messageId === messageId);
    const message = messages[place];
    if (message === undefined) return messages;
    const ids = new Set(left.map(({ memoryId }) => memoryId));
    const key = [...ids].join(" ");
    if (before?.message !== message || before.left !== key) {
      const section = memorySection(lines.filter((line) => memoryIdsIn(line).some((id) => ids.has(id))));
      const enriched: Message = { ...message, blocks: [{ type: "text", text: section }, ...message.blocks] };
      before = { message, left: key, enriched };
    }
    return messages.with(place, before.enriched);
  };
};

/** A run waits for so many vectors; those of other items are bought for the next one. */
const mostBought = 128;

const askOf = ({ runId, sessionId }: LiveRun): EmbeddingAsk => ({ why: "recall", runId, sessionId, most: mostBought });

const lastWords = (history: readonly Message[]): Message | undefined => history.findLast(({ role }) => role === "user");

export const createRunMemory = ({
  tree,
  book,
  embedding,
  store,
  onNotice,
}: {
  readonly tree: Pick<FileTree, "state" | "children">;
  readonly book: () => Promise<MemoryBook>;
  readonly store: Pick<Store<WorkspaceTables>, "state">;
  readonly embedding: Pick<MemorySettings, "embed" | "embeds">;
  readonly onNotice: (failure: Failure) => void;
}): RunMemory => {
  const rowOf = ({ sessionId }: Pick<LiveRun, "sessionId">): SessionRow | undefined => store.state().sessions.get(sessionId);
  const isSame = isAsRecalled(tree);
  const given = (
    { runId }: LiveRun,
    entries: readonly LogEntry[],
  ): { recall: MemoryRecall; origins: readonly Origin[] } | undefined => {
    for (const { event, origins, runId: owner } of entries)
      if (event.type === "memory-recalled" && owner === runId) return { recall: event, origins };
    return undefined;
  };
  const recall = async (run: LiveRun, asked: Message, startSeq: Seq): ReturnType<typeof one> => {
    const { recallLimits, withheld } = rowOf(run) ?? {};
    const found = await (await book()).recall(textOf(asked), {
      limits: recallLimits ?? defaultRecallLimits,
      withheld,
      ...(embedding.embeds()
        ? { vectorsOf: async (texts) => (await embedding.embed())(texts, askOf(run), run.controller.signal) }
        : {}),
    });
    if (found === undefined) return undefined;
    const { origins: outside, ...section } = found;
    const event = { ...section, messageId: asked.messageId };
    const origins = joinOrigins(byPerson, outside);
    await run.recorder.record([{ event: { type: "memory-recalled", ...event } }], { causes: [startSeq], origins }, "strict");
    return { recall: event, origins };
  };
  const one = async (
    run: LiveRun,
    plan: RunPlan,
    history: readonly Message[],
    startSeq: Seq,
    entries: readonly LogEntry[],
  ): Promise<{ readonly recall: MemoryRecall; readonly origins: readonly Origin[] } | undefined> => {
    const before = given(run, entries);
    if (before !== undefined) return before;
    const asked = lastWords(history);
    // Nothing is loaded, read or written where nothing is remembered.
    if (asked === undefined || tree.children(memoryFolder).length === 0) return undefined;
    if (plan.model.provider === "by-hand" || rowOf(run)?.recalling === false) return undefined;
    return recall(run, asked, startSeq);
  };
  return {
    forRun: async (run, plan, { history, origins: known }, startSeq, entries) => {
      try {
        const found = await one(run, plan, history, startSeq, entries);
        if (found === undefined) return undefined;
        const isStill = (memoryId: string, hash: string): boolean =>
          isSame(memoryId, hash) && rowOf(run)?.withheld?.includes(memoryId) !== true;
        return { enriched: enrichedWith(found.recall, isStill), origins: joinOrigins(known ?? [], found.origins) };
      } catch (cause) {
        // The run is worth more than what it would have been reminded of.
        onNotice(unexpectedFailure(cause, "Recalling what is remembered"));
        return undefined;
      }
    },
  };
};
