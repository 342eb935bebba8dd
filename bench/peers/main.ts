import { measure, type Task } from "./measure.ts";
import type { Peer } from "./work.ts";

/** Each library is loaded in a process of its own and in no other. */
const peers: Readonly<Record<string, () => Promise<Peer>>> = {
  floor: async () => (await import("./floor.ts")).floor,
  ours: async () => (await import("./ours.ts")).ours,
  "ours, watched": async () => (await import("./ours.ts")).oursWatched,
  pi: async () => (await import("./pi.ts")).pi,
  ai: async () => (await import("./ai.ts")).ai,
  "@openai/agents": async () => (await import("./openai-agents.ts")).openAiAgents,
  langchain: async () => (await import("./langchain.ts")).langChain,
  "langgraph with MemorySaver": async () => (await import("./langchain.ts")).langGraphKept,
  mastra: async () => (await import("./mastra.ts")).mastra,
};

/** Started as a child with the library's name. Says `ready`, then answers each task with its figure, or with what went wrong. */
const [name = ""] = process.argv.slice(2);
const load = peers[name];
if (load === undefined) throw new Error(`There is no library ${name}.`);
const peer = await load();
process.on("message", async (task: Task) => {
  try {
    process.send?.({ figure: await measure(peer, task) });
  } catch (cause) {
    process.send?.({ problem: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  }
});
process.send?.("ready");
