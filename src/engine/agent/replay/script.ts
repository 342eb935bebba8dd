import { canonicalJson } from "../../../kernel/base/canonical.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { Fact } from "../loop-contract.ts";
import { type EntryOf, isEntryOf, readingOf, type Segment } from "./recorded-run.ts";

/** The first place where a log is not what its own run makes of it. */
export interface Difference {
  readonly seq: Seq;
  readonly message: string;
}

/** Thrown where a run leaves its log; it never leaves `replayRun`. */
export class Divergence extends Error {
  readonly difference: Difference;
  constructor(seq: Seq, message: string) {
    super(message);
    this.difference = { seq, message };
  }
}

/** What measures time and decides nothing. */
const measured = new Set(["durationMs", "firstByteMs"]);

const withoutTimes = (value: JsonValue): JsonValue => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutTimes);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (measured.has(name) ? [] : [[name, withoutTimes(inner)]])),
  );
};

/** What is compared of an event: all of it but times. Through JSON, because that is what the log holds. */
const comparable = (value: Event | Failure): string => canonicalJson(withoutTimes(JSON.parse(JSON.stringify(value))));

const maxShown = 200;

/** A text that is short enough to be read, from shortly before the place that matters. */
const shown = (text: string, at = 0): string => {
  const from = Math.max(0, Math.min(at - 40, text.length - maxShown));
  return `${from > 0 ? "…" : ""}${text.slice(from, from + maxShown)}${from + maxShown < text.length ? "…" : ""}`;
};

const firstDifference = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
};

/** Throws where an entry is not what the replay makes of it. */
export const compare = (seq: Seq, logged: Event | Failure, replayed: Event | Failure): void => {
  const [before, now] = [comparable(logged), comparable(replayed)];
  if (before === now) return;
  const at = firstDifference(before, now);
  throw new Divergence(seq, `The log says ${shown(before, at)}; replayed, it is ${shown(now, at)}.`);
};

const isTurnEnd = ({ event }: LogEntry): boolean => event.type === "turn-ended";

/** The entries that a segment's loop has to tell again, one after the other. */
export interface Script {
  /** What the person said meanwhile, where the loop hears it next. */
  readonly heardNext: () => readonly EntryOf<"user-message">[];
  /** The turn that goes on, from the next entry to its end; where one has just ended, the one after it. */
  readonly restOfTurn: () => readonly LogEntry[];
  /** Whether the run was stopped right here: nothing follows but the end of the turn and of the run. */
  readonly isStopNext: () => boolean;
  /** Whether a person wanted to see this turn before the next. */
  readonly isStepNext: () => boolean;
  /** Whether it had used up its tokens right here. */
  readonly isOutOfTokensNext: () => boolean;
  /** The next entry; undefined after the last. */
  readonly next: () => LogEntry | undefined;
  /** Takes a fact that the loop tells. False: the log says nothing more, because the loop before was gone. Throws a `Divergence`. */
  readonly take: (fact: Fact) => boolean;
}

export const createScript = (segment: Segment): Script => {
  const told = segment.entries.filter((entry) => readingOf(entry) === "told");
  const outcome = segment.end?.event.type === "run-ended" ? segment.end.event.outcome : undefined;
  const isStop = outcome?.type === "stopped" || outcome?.type === "timed-out";
  const isOutOfTokens = outcome?.type === "limit-reached" && outcome.limit === "tokens";
  const isStep = segment.end?.event.type === "run-interrupted" && segment.end.event.reason.type === "needs-more-turns";
  let at = 0;
  const isEndNext = (): boolean => told.slice(at).every(isTurnEnd);
  return {
    heardNext: () => {
      const heard: EntryOf<"user-message">[] = [];
      const next = told[at];
      for (let index = next !== undefined && isTurnEnd(next) ? at + 1 : at; index < told.length; index += 1) {
        const entry = told[index]!; // `index` is below the length.
        if (!isEntryOf("user-message")(entry) || entry.event.by !== undefined) break;
        heard.push(entry);
      }
      return heard;
    },
    restOfTurn: () => {
      const next = told[at];
      const rest = told.slice(next !== undefined && isTurnEnd(next) ? at + 1 : at);
      const end = rest.findIndex(isTurnEnd);
      return end === -1 ? rest : rest.slice(0, end);
    },
    isStopNext: () => isStop && isEndNext(),
    isStepNext: () => isStep && isEndNext(),
    isOutOfTokensNext: () => isOutOfTokens && isEndNext(),
    next: () => told[at],
    take: ({ event, turn }) => {
      const entry = told[at];
      if (entry === undefined) {
        if (segment.end === undefined || segment.end.event.type === "run-interrupted") return false;
        throw new Divergence(segment.end.seq, `The run ended here; replayed, it goes on with ${shown(comparable(event))}.`);
      }
      compare(entry.seq, entry.event, event);
      if (entry.turn !== turn) throw new Divergence(entry.seq, `The log says turn ${entry.turn}; replayed, it is ${turn}.`);
      at += 1;
      return true;
    },
  };
};
