import type { Hooks } from "../../src/kernel/contracts/hooks.ts";
import { createAuditFold } from "../../src/kernel/log/audit.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
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

interface Watchers {
  readonly hooks: readonly Hooks[];
  readonly onEntries?: (entries: readonly LogEntry[]) => void;
}

const engine = async (work: Work, watchers: Watchers): Promise<() => Promise<void>> => {
  const world = await createAgentWorld({
    provider: scriptedProvider(work),
    tool: readingTool(work.tool),
    maxParallelReads,
    onDelta: work.onText,
    signal: work.signal,
    ...watchers,
  });
  return async () => void (await world.run());
};

/** The product's engine with gate, validation and log in memory. */
export const ours: Peer = (work) => engine(work, { hooks: [] });

/** The same with hooks, and with the audit read along. A hook that checks answers holds each back until it is whole. */
export const oursWatched: Peer = async (work) => {
  const audit = createAuditFold();
  let calls = 0;
  const tool = (): Promise<string> => {
    calls += 1;
    return work.tool();
  };
  const run = await engine({ ...work, tool }, { hooks: [lenient], onEntries: (entries) => entries.forEach(audit.add) });
  return async () => {
    await run();
    if (audit.records.length !== calls) throw new Error(`The audit has ${audit.records.length} records of ${calls} calls.`);
  };
};
