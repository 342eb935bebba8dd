import type { RunId } from "../base/ids.ts";

/** What an agent may reach for at most. A field that is absent bounds nothing; an empty list lets nothing through. */
export interface CapabilitySet {
  /** The only tools. */
  readonly tools?: readonly string[];
  /** Not these, whatever `tools` says. */
  readonly deniedTools?: readonly string[];
  /** Every path that a call touches lies in one of these folders. A value of the state lies under `/.state`. */
  readonly folders?: readonly string[];
  /**
   * Every address in the arguments of a call that reaches outside is at one of these hosts; such a call that names no address is
   * beyond them. With a port only that port is meant.
   */
  readonly hosts?: readonly string[];
}

/** What one agent was given by the one that asked for it. It binds those that it asks in turn as well. */
export interface AgentBounds extends CapabilitySet {
  readonly of: RunId;
  /** Calls that it and all below it may make together. Absent: any number. */
  readonly maxCalls?: number;
}

const listed = (words: readonly string[]): string => (words.length === 0 ? "nothing" : words.join(", "));

/** A set in words, as the end of "may use …"; empty where it bounds nothing. */
export const capabilityWords = ({ deniedTools, folders, hosts, tools }: CapabilitySet): string =>
  [
    ...(tools === undefined ? [] : [`only ${tools.length === 0 ? "no tools" : listed(tools)}`]),
    ...(deniedTools === undefined ? [] : [`not ${listed(deniedTools)}`]),
    ...(folders === undefined ? [] : [`only in ${listed(folders)}`]),
    ...(hosts === undefined ? [] : [`outside only ${listed(hosts)}`]),
  ].join("; ");
