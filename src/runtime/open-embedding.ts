import type { MemoryUseDep } from "../engine/memory/tool-work.ts";
import type { VectorsForDep } from "../engine/memory/vector-work.ts";
import type { Store } from "../kernel/contracts/store.ts";
import { type EmbeddingChoice, embeddingChoiceFrom } from "../kernel/embedding.ts";
import type { Embed, EmbeddingsDeps } from "./embeddings.ts";
import { lazily } from "./lazily.ts";
import type { MemoryBook } from "./memory-book.ts";
import type { WorkspaceTables } from "./projection.ts";
import type { Setting, SettingRows } from "./setting-rows.ts";

/** Which model gives vectors, and those that it gives; what asks it is loaded when one is chosen. */
export interface Embedding extends Required<VectorsForDep> {
  readonly setting: Setting<EmbeddingChoice | null>;
  /** Whether a model is chosen. */
  readonly embeds: () => boolean;
  readonly embed: () => Promise<Embed>;
}

/** `deps`: known once models can be asked. */
export const openEmbedding = (settings: SettingRows, deps: () => Omit<EmbeddingsDeps, "choice">): Embedding => {
  const setting = settings.open<EmbeddingChoice | null>("embedding", {
    read: embeddingChoiceFrom,
    write: (value) => (value === null ? null : { ...value }),
  });
  const embeds = (): boolean => setting.get() !== null;
  const embed = lazily(async () => (await import("./embeddings.ts")).createEmbeddings({ ...deps(), choice: setting.get }));
  return {
    setting,
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
  embedding,
  memoryBook,
  store,
}: {
  readonly memoryBook: () => Promise<MemoryBook>;
  readonly embedding: Embedding;
  readonly store: Pick<Store<WorkspaceTables>, "state">;
}): MemoryUseDep => ({
  ...embedding,
  usedAt: async () => (await memoryBook()).usedAt(),
  withheldIn: (id) => store.state().sessions.get(id)?.withheld ?? [],
});
