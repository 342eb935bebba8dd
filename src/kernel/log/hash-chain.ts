import { type Hash, hashText } from "../base/canonical.ts";
import type { Seq } from "../base/ids.ts";
import type { LogEntry } from "./log-entry.ts";

/**
 * What stands for a log up to an entry. `hash` is SHA-256 over the hash before it and the entry's digest, both as lower-case hex;
 * before the first entry it is 64 zeros. Whoever keeps a head somewhere else can tell later whether the log up to there is the same.
 */
export interface ChainHead {
  readonly seq: Seq;
  readonly hash: Hash;
}

export const emptyHead: ChainHead = { seq: 0, hash: "0".repeat(64) };

/** SHA-256 of the line that an export has for the entry. An entry of another version is what it was when it was stored. */
export const entryDigest = (entry: LogEntry): Hash =>
  hashText(JSON.stringify(entry.event.type === "unsupported-entry" ? entry.event.original : entry));

export const nextHead = ({ seq, hash }: ChainHead, digest: Hash): ChainHead => ({ seq: seq + 1, hash: hashText(hash + digest) });

/** A head as people keep it: `vivarium-log:120:` and the hash. */
export const headText = ({ seq, hash }: ChainHead): string => `vivarium-log:${seq}:${hash}`;

const headPattern = /^vivarium-log:([1-9]\d{0,14}):([0-9a-f]{64})$/;

/** Undefined where the text is not a head. */
export const headFrom = (text: string): ChainHead | undefined => {
  const [, seq, hash] = headPattern.exec(text.trim()) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash };
};

/** What is wrong at an entry. */
export type ChainDifference =
  /** Its content is not what it was. */
  | "changed"
  /** It cannot be read any more. */
  | "unreadable"
  /** Its session is said to be deleted, and no deletion follows. */
  | "erased"
  /** The log ends before it. */
  | "missing"
  /** Entry and seal agree, and the whole does not: a seal was changed, here or before. */
  | "seal"
  /** The log up to here is not the one whose head was kept. */
  | "head";

export type ChainVerdict =
  | {
      readonly status: "whole";
      readonly head: ChainHead;
      /** Entries of deleted sessions: their places are as they were, their contents are gone. */
      readonly erased: number;
      /** Entries that were sealed before this look; the others are sealed as they stand. */
      readonly sealed: number;
      /** Whether a head that was kept was compared as well. */
      readonly compared: boolean;
    }
  /** `seq`: the first entry that differs. */
  | { readonly status: "differs"; readonly seq: Seq; readonly what: ChainDifference };
