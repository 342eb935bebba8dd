import type { Hash } from "../../kernel/base/canonical.ts";
import type { CallId, MessageId, RunId, Seq } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/**
 * How a moment follows from an earlier one. `asked`: the answer that asked for the call, or for the task of a helper. `read`: wrote
 * the version that was read. `was`: wrote what was changed, moved or put back. `given`: the section of what is remembered that went
 * with the request. `remembered`: wrote an item of that section. `inside`: what the call consisted of: a
 * helper's last answer, requests of the shell.
 */
export type LinkKind = "asked" | "read" | "was" | "given" | "remembered" | "inside";

export interface Link {
  readonly to: Seq;
  readonly how: LinkKind;
  /** The file over which it goes. Absent: none. */
  readonly path?: string;
}

/**
 * What a moment is. `said`: words to the model, of the person or of the task that a helper was given; `answer`: one request and what
 * the model answered; `call`: a call with its result; `recalled`: what is remembered, before a run; `summary`: took the place of
 * what was said before; `change`: files that no call changed.
 */
export type MomentKind = "said" | "answer" | "call" | "recalled" | "summary" | "change";

/** An entry that others can follow from. Its place is the entry's; an answer stands where its request was sent. */
export interface Moment {
  readonly seq: Seq;
  readonly kind: MomentKind;
  readonly entry: LogEntry;
  /** Only to earlier moments. */
  readonly links: readonly Link[];
  /** The conversation that its request or its summary was made from: the last turn of it. -1: none. */
  readonly conversation: number;
  /** What it read that no entry of the log wrote any more. */
  readonly gaps: number;
  /** Entries that tell the rest: the pieces of an answer, the request of a call. */
  readonly parts: readonly LogEntry[];
}

/** One thing that a conversation holds, after the one before it. */
export interface Turn {
  readonly moment: Seq;
  /** -1: it is the first. */
  readonly before: number;
  /** Of a summary: the first message that stayed beside it, and the calls whose results became a note. */
  readonly cut?: { readonly keptFrom?: MessageId; readonly isWhole: boolean; readonly pruned: readonly CallId[] };
}

/** The log as what follows from what. */
export interface LinkedLog {
  readonly moments: ReadonlyMap<Seq, Moment>;
  readonly turns: readonly Turn[];
  readonly answers: ReadonlyMap<MessageId, Seq>;
  /** The name of each run's model. */
  readonly models: ReadonlyMap<RunId, string>;
  /** The run whose call a nested run is the inside of. */
  readonly parents: ReadonlyMap<RunId, RunId>;
  /** Which entry an effect, and so a version, is of. */
  readonly writers: ReadonlyMap<string, Seq>;
  /** The last entry that left this content at this path. */
  readonly writerOf: (path: string, hash: Hash) => Seq | undefined;
  /** Every entry that changed what stands at a path, in order. */
  readonly changesAt: (path: string) => readonly Seq[];
}
