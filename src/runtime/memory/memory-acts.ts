import { loadPart } from "../../kernel/base/load-part.ts";
import { err, ok } from "../../kernel/base/result.ts";
import { shorteningFrom } from "../../kernel/conversation/compaction.ts";
import type { WhyDesk } from "../why/why-desk.ts";
import type { Workspace } from "../workspace.ts";
import type { MemoryBook } from "./memory-book.ts";
import type { MemoryDesk } from "./memory-desk.ts";
import type { MemorySettings } from "./memory-settings.ts";

/** These are loaded when they are first asked. */
export interface MemoryParts {
  readonly memoryBook: () => Promise<MemoryBook>;
  readonly memoryDesk: () => Promise<MemoryDesk>;
  readonly whyDesk: () => Promise<WhyDesk>;
  readonly memorySettings: Pick<MemorySettings, "embedding" | "shortening">;
}

const settingActs = ({
  embedding,
  shortening,
}: MemoryParts["memorySettings"]): Pick<
  Workspace,
  "readEmbedding" | "changeEmbedding" | "readShortening" | "changeShortening"
> => ({
  readShortening: async () => ok({ strategy: shortening.get() }),
  changeShortening: (strategy) => shortening.change(() => ok(shorteningFrom(strategy))),
  readEmbedding: async () => ok({ engine: embedding.get() }),
  changeEmbedding: async (to) => {
    // Few ever choose a model for vectors.
    const part = await loadPart(() => import("../../kernel/model/check-embedding.ts"), "what checks the model for vectors");
    if (!part.ok) return part;
    return embedding.change(() => {
      const checked = to === null ? ok(null) : part.value.checkEmbeddingChoice(to);
      return checked.ok ? checked : err({ type: "invalid-input", message: checked.error });
    });
  },
});

/** What a person looks up of the memory, and does to it. */
export const memoryActs = ({
  memoryBook,
  memoryDesk,
  memorySettings,
  whyDesk,
}: MemoryParts): Pick<
  Workspace,
  | "readEmbedding"
  | "changeEmbedding"
  | "readShortening"
  | "changeShortening"
  | "readMemory"
  | "readMemoryOverview"
  | "readMemoryHistory"
  | "changeMemory"
  | "whyDesk"
> => ({
  ...settingActs(memorySettings),
  readMemory: async (at, asOf) => (await memoryBook()).list(at, asOf),
  readMemoryOverview: async (at, asOf) => (await memoryBook()).overview(at, asOf),
  readMemoryHistory: async (memoryId) => (await memoryDesk()).history(memoryId),
  changeMemory: async (act, sessionId) => (await memoryDesk()).change(act, sessionId),
  whyDesk,
});
