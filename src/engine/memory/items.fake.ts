import type { Memory } from "../../kernel/memory/memory.ts";

let made = 0;

/** An item that counts, made at 0, with a name of its own. */
export const fakeMemory = (changes: Partial<Memory> = {}): Memory => {
  made += 1;
  return {
    memoryId: `memory_fake${made}`,
    kind: "semantic",
    text: `Text ${made}`,
    tags: [],
    importance: 0.5,
    status: "active",
    by: "agent",
    madeAt: 0,
    ...changes,
  };
};
