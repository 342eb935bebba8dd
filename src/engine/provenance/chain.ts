import type { Seq } from "../../kernel/base/ids.ts";
import type { Link, LinkedLog } from "./linked-log.ts";

/** Adds the moments of a conversation up to a turn, each once over all calls. */
const conversationReader = ({ turns }: LinkedLog) => {
  const read = new Set<number>();
  return (from: number): readonly Seq[] => {
    const found: Seq[] = [];
    for (let at = from; at !== -1 && !read.has(at); at = turns[at]?.before ?? -1) {
      read.add(at);
      const moment = turns[at]?.moment;
      if (moment !== undefined) found.push(moment);
    }
    return found;
  };
};

const rising = (found: Iterable<Seq>): readonly Seq[] => [...found].sort((one, other) => one - other);

/**
 * Every moment that some moments follow from, those themselves left out unless one follows from another: each once, in order of the
 * log. All are earlier. What stood in a request counts as what its answer follows from, for nobody knows what the model made of it.
 */
export const chainBehind = (log: LinkedLog, subjects: readonly Seq[]): readonly Seq[] => {
  const found = new Set<Seq>();
  const conversation = conversationReader(log);
  const queue = [...subjects];
  for (let seq = queue.pop(); seq !== undefined; seq = queue.pop()) {
    const moment = log.moments.get(seq);
    if (moment === undefined) continue;
    for (const to of [...moment.links.map((link) => link.to), ...conversation(moment.conversation)]) {
      if (found.has(to)) continue;
      found.add(to);
      queue.push(to);
    }
  }
  return rising(found);
};

/** The log from the other side: what came of each moment. */
export interface Consequences {
  readonly links: ReadonlyMap<Seq, readonly (Link & { readonly from: Seq })[]>;
  /** By the place of a turn: the turns after it, and the moments whose request or summary it was the last of. */
  readonly after: ReadonlyMap<number, readonly number[]>;
  readonly made: ReadonlyMap<number, readonly Seq[]>;
  readonly turnsOf: ReadonlyMap<Seq, readonly number[]>;
}

const pushTo = <Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void => {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
};

export const consequencesOf = ({ moments, turns }: LinkedLog): Consequences => {
  const links = new Map<Seq, (Link & { readonly from: Seq })[]>();
  const [after, made] = [new Map<number, number[]>(), new Map<number, Seq[]>()];
  const turnsOf = new Map<Seq, number[]>();
  for (const { conversation, links: own, seq } of moments.values()) {
    for (const link of own) pushTo(links, link.to, { ...link, from: seq });
    if (conversation !== -1) pushTo(made, conversation, seq);
  }
  for (const [index, { before, moment }] of turns.entries()) {
    if (before !== -1) pushTo(after, before, index);
    pushTo(turnsOf, moment, index);
  }
  return { links, after, made, turnsOf };
};

/**
 * Every moment that follows from some moments: those from which the chain leads to one of them. Each once, in order of the log; all
 * are later.
 */
export const influenceOf = (consequences: Consequences, subjects: readonly Seq[]): readonly Seq[] => {
  const found = new Set<Seq>();
  const read = new Set<number>();
  const queue = [...subjects];
  const take = (seq: Seq): void => {
    if (found.has(seq)) return;
    found.add(seq);
    queue.push(seq);
  };
  for (let seq = queue.pop(); seq !== undefined; seq = queue.pop()) {
    for (const { from } of consequences.links.get(seq) ?? []) take(from);
    const turns = [...(consequences.turnsOf.get(seq) ?? [])];
    for (let turn = turns.pop(); turn !== undefined; turn = turns.pop()) {
      if (read.has(turn)) continue;
      read.add(turn);
      for (const made of consequences.made.get(turn) ?? []) take(made);
      turns.push(...(consequences.after.get(turn) ?? []));
    }
  }
  return rising(found);
};
