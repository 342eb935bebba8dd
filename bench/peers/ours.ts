import type { Hooks } from "../../src/kernel/contracts/hooks.ts";
import { createAgentWorld, readingTool } from "../node/agent-world.ts";
import { scriptedProvider } from "./floor.ts";
import type { Peer, Work } from "./work.ts";

/** One hook of each kind; each lets everything through. */
const lenient: Hooks = {
  name: "lenient",
  beforeRequest: () => ({ type: "proceed" }),
  onAnswer: () => ({ type: "accept" }),
  beforeTool: () => ({ type: "allow" }),
  afterTool: () => {},
  onEntry: () => {},
  onError: () => {},
  onCompaction: () => {},
};

/** The most reads that the work asks for at once; the product's own setting is 8. */
const maxParallelReads = 16;

const engine = async (work: Work, hooks: readonly Hooks[]): Promise<() => Promise<void>> => {
  const world = await createAgentWorld({
    provider: scriptedProvider(work),
    tool: readingTool(work.tool),
    hooks,
    maxParallelReads,
    onDelta: work.onText,
    signal: work.signal,
  });
  return async () => void (await world.run());
};

/** The product's engine with gate, validation and log in memory. */
export const ours: Peer = (work) => engine(work, []);

/** The same with hooks. One that checks answers holds each back until it is whole. */
export const oursWithHooks: Peer = (work) => engine(work, [lenient]);
