import { checkEmbeddingChoice, type EmbeddingChoice } from "../kernel/embedding.ts";
import { err, ok } from "../kernel/result.ts";
import type { MemoryBook } from "./memory-book.ts";
import type { MemoryDesk } from "./memory-desk.ts";
import type { Setting } from "./setting-rows.ts";
import type { WhyDesk } from "./why-desk.ts";
import type { Workspace } from "./workspace.ts";

/** These are loaded when they are first asked. */
export interface MemoryParts {
  readonly memoryBook: () => Promise<MemoryBook>;
  readonly memoryDesk: () => Promise<MemoryDesk>;
  readonly whyDesk: () => Promise<WhyDesk>;
  /** Which model gives vectors. */
  readonly embedding: Setting<EmbeddingChoice | null>;
}

const embeddingActs = (embedding: Setting<EmbeddingChoice | null>): Pick<Workspace, "readEmbedding" | "changeEmbedding"> => ({
  readEmbedding: async () => ok({ engine: embedding.get() }),
  changeEmbedding: (to) =>
    embedding.change(() => {
      const checked = to === null ? ok(null) : checkEmbeddingChoice(to);
      return checked.ok ? checked : err({ type: "invalid-input", message: checked.error });
    }),
});

/** What a person looks up of the memory, and does to it. */
export const memoryActs = ({
  embedding,
  memoryBook,
  memoryDesk,
  whyDesk,
}: MemoryParts): Pick<
  Workspace,
  | "readEmbedding"
  | "changeEmbedding"
  | "readMemory"
  | "readMemoryOverview"
  | "readMemoryHistory"
  | "changeMemory"
  | "askWhy"
  | "planForgetSource"
  | "forgetSource"
> => ({
  ...embeddingActs(embedding),
  readMemory: async (at, asOf) => (await memoryBook()).list(at, asOf),
  readMemoryOverview: async (at, asOf) => (await memoryBook()).overview(at, asOf),
  readMemoryHistory: async (memoryId) => (await memoryDesk()).history(memoryId),
  changeMemory: async (act, sessionId) => (await memoryDesk()).change(act, sessionId),
  askWhy: async (subject) => (await whyDesk()).ask(subject),
  planForgetSource: async (source) => (await whyDesk()).planForget(source),
  forgetSource: async (source, keys, sessionId) => (await whyDesk()).forget(source, keys, sessionId),
});
