import type { Caller } from "../../../kernel/contracts/tool.ts";

/** What an agent knows of files: the contents that it read or wrote, as long as this tab lives. */
export interface SeenFiles {
  readonly note: (caller: Caller | undefined, path: string, bytes: Uint8Array) => void;
  /** What the agent saw there last; undefined where it knows these bytes, or never saw the file. */
  readonly differsFrom: (caller: Caller | undefined, path: string, bytes: Uint8Array) => Uint8Array | undefined;
  /** From here on it may have changed anything itself. */
  readonly forget: (caller: Caller | undefined) => void;
}

/** A change may be previewed more than once, and rejected: what the agent saw before it is what it still knows. */
const contentsPerFile = 4;
const filesPerAgent = 500;
const agents = 50;
/** Of larger files nothing is kept: they are not held against anything. */
const maxKeptBytes = 256 * 1024;

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one === other || (one.length === other.length && one.every((byte, index) => byte === other[index]));

const agentOf = ({ scope }: Caller): string => [scope.sessionId, ...(scope.agent?.agentPath ?? [])].join("\n");

const dropOldest = (map: Map<string, unknown>, most: number): void => {
  const oldest = map.size > most ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
};

export const createSeenFiles = (): SeenFiles => {
  const seen = new Map<string, Map<string, readonly Uint8Array[]>>();
  return {
    note: (caller, path, bytes) => {
      if (caller === undefined || bytes.length > maxKeptBytes) return;
      const agent = agentOf(caller);
      const files = seen.get(agent) ?? new Map<string, readonly Uint8Array[]>();
      const others = (files.get(path) ?? []).filter((one) => !isSame(one, bytes));
      files.delete(path);
      files.set(path, [bytes, ...others.slice(0, contentsPerFile - 1)]);
      seen.set(agent, files);
      dropOldest(files, filesPerAgent);
      dropOldest(seen, agents);
    },
    differsFrom: (caller, path, bytes) => {
      const known = caller === undefined ? undefined : seen.get(agentOf(caller))?.get(path);
      return known?.some((one) => isSame(one, bytes)) ? undefined : known?.[0];
    },
    forget: (caller) => {
      if (caller !== undefined) seen.delete(agentOf(caller));
    },
  };
};
