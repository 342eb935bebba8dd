import type { MemoryUseDep } from "../../engine/memory/tool-work.ts";
import type { VectorsForDep } from "../../engine/memory/vector-work.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { type ShorteningStrategy, shorteningFrom } from "../../kernel/conversation/compaction.ts";
import { type EmbeddingChoice, embeddingChoiceFrom } from "../../kernel/model/embedding.ts";
import { lazily } from "../lazily.ts";
import type { WorkspaceTables } from "../projection.ts";
import type { Embed, EmbeddingsDeps } from "../providers/embeddings.ts";
import type { Setting, SettingRows } from "../sessions/setting-rows.ts";
import type { MemoryBook } from "./memory-book.ts";

/** What a person sets about memory: which model gives vectors, with those that it gives, and who shortens what is long. */
export interface MemorySettings extends Required<VectorsForDep> {
  readonly embedding: Setting<EmbeddingChoice | null>;
  /** Who shortens long conversations. */
  readonly shortening: Setting<ShorteningStrategy>;
  /** Whether a model is chosen. */
  readonly embeds: () => boolean;
  readonly embed: () => Promise<Embed>;
}

/** `deps`: known once models can be asked. */
export const openMemorySettings = (settings: SettingRows, deps: () => Omit<EmbeddingsDeps, "choice">): MemorySettings => {
  const embedding = settings.open<EmbeddingChoice | null>("embedding", {
    read: embeddingChoiceFrom,
    write: (value) => (value === null ? null : { ...value }),
  });
  const embeds = (): boolean => embedding.get() !== null;
  const embed = lazily(async () =>
    (await import("../providers/embeddings.ts")).createEmbeddings({ ...deps(), choice: embedding.get }),
  );
  return {
    embedding,
    shortening: settings.open("shortening", { read: shorteningFrom, write: (value) => value }),
    embeds,
    embed,
    vectorsFor:
      ({ scope: { runId, sessionId } }, signal) =>
      async (texts) =>
        embeds() ? (await embed())(texts, { why: "tool", runId, sessionId }, signal) : undefined,
  };
};

/** What the agents' tools over the memory ask for. */
export const memoryUse = ({
  settings,
  memoryBook,
  store,
}: {
  readonly memoryBook: () => Promise<MemoryBook>;
  readonly settings: MemorySettings;
  readonly store: Pick<Store<WorkspaceTables>, "state">;
}): MemoryUseDep => ({
  vectorsFor: settings.vectorsFor,
  usedAt: async () => (await memoryBook()).usedAt(),
  withheldIn: (id) => store.state().sessions.get(id)?.withheld ?? [],
});
