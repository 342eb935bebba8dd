import type { Commit, Durability, Effect, Expectation } from "../../../kernel/contracts/store.ts";
import type { EntryDraft } from "../../../kernel/log/log-entry.ts";
import { encodeDraft } from "../codec.ts";
import { addTopics } from "../topics.ts";

/** One commit on its way into a group, with everything that can be made before the transaction. */
export interface Member {
  readonly drafts: readonly EntryDraft[];
  /** JSON of each draft, so that what is stored is what was there when `append` was called. */
  readonly encoded: readonly string[];
  readonly topics: ReadonlySet<string>;
  readonly effects: readonly Effect[];
  readonly expects: readonly Expectation[];
  readonly durability: Durability;
  /** Roughly how many bytes it writes. */
  readonly weight: number;
  /** Its entries are the whole log, from place 1, and its effects come after what follows from them. */
  readonly isWhole?: true;
  /** Runs first in the transaction; a member that has it is a group of its own. Awaits requests of the transaction only. */
  readonly before?: (transaction: IDBTransaction) => Promise<void>;
}

/** A view into a larger buffer would be stored with the whole buffer. */
const compact = (effect: Effect): Effect => {
  if (effect.type !== "put" || effect.table !== "blobs") return effect;
  const { key, bytes } = effect.row;
  return bytes.byteLength === bytes.buffer.byteLength ? effect : { ...effect, row: { key, bytes: bytes.slice() } };
};

const weightOf = (effect: Effect): number =>
  effect.type === "put" && effect.table === "blobs" ? effect.row.bytes.byteLength : 256;

/** Throws when an entry is not JSON; that is a bug of the caller. */
export const prepareMember = (commit: Commit, before?: Member["before"], isWhole?: true): Member => {
  const encoded = commit.entries.map(encodeDraft);
  const topics = new Set<string>();
  for (const draft of commit.entries) addTopics(topics, draft);
  let weight = 0;
  for (const text of encoded) weight += text.length;
  for (const effect of commit.effects) weight += weightOf(effect);
  return {
    drafts: commit.entries,
    encoded,
    topics,
    effects: commit.effects.map(compact),
    expects: commit.expects,
    durability: commit.durability,
    weight,
    ...(before === undefined ? {} : { before }),
    ...(isWhole === undefined ? {} : { isWhole }),
  };
};

/** A transaction that takes longer than this would delay every acknowledgement behind it. */
const maxGroupWeight = 8 * 1024 * 1024;
const maxGroupMembers = 1_000;

/** How many of the waiting members make the next group: in order, as many as fit, at least one. */
export const groupSize = (waiting: readonly Member[]): number => {
  let weight = 0;
  for (const [index, member] of waiting.entries()) {
    weight += member.weight;
    if (member.before !== undefined) return Math.max(1, index);
    if (index === maxGroupMembers || (index > 0 && weight > maxGroupWeight)) return index;
  }
  return waiting.length;
};
