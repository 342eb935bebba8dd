import type { MemoryBook } from "./memory-book.ts";
import type { MemoryDesk } from "./memory-desk.ts";
import type { WhyDesk } from "./why-desk.ts";
import type { Workspace } from "./workspace.ts";

/** These are loaded when they are first asked. */
export interface MemoryParts {
  readonly memoryBook: () => Promise<MemoryBook>;
  readonly memoryDesk: () => Promise<MemoryDesk>;
  readonly whyDesk: () => Promise<WhyDesk>;
}

/** What a person looks up of the memory, and does to it. */
export const memoryActs = ({
  memoryBook,
  memoryDesk,
  whyDesk,
}: MemoryParts): Pick<Workspace, "readMemory" | "readMemoryHistory" | "changeMemory" | "askWhy"> => ({
  readMemory: async (at, asOf) => (await memoryBook()).list(at, asOf),
  readMemoryHistory: async (memoryId) => (await memoryDesk()).history(memoryId),
  changeMemory: async (act, sessionId) => (await memoryDesk()).change(act, sessionId),
  askWhy: async (subject) => (await whyDesk()).ask(subject),
});
