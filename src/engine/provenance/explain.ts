import type { RunId, Seq } from "../../kernel/base/ids.ts";
import type { WhyAnswer, WhyList, WhyStep } from "../../kernel/log/why.ts";
import { memoryIdsIn } from "../../kernel/memory/memory.ts";
import { consequencesOf, influenceOf } from "./chain.ts";
import { requestContents } from "./conversations.ts";
import { effectIn } from "./file-versions.ts";
import type { Link, LinkedLog, Moment } from "./linked-log.ts";
import { arrivalsOf, deedOf, momentText, rootOf } from "./moment-words.ts";
import { createOverlapFinder, excerptOf, type Stretch } from "./overlaps.ts";

/** A thing of the workspace as places in the log. */
export interface Traced {
  /** The entries that made it what it is. */
  readonly starts: readonly Seq[];
  /** Entries that only took it somewhere else. */
  readonly moved?: readonly Seq[];
  /** Its words, which are looked for in what is behind it and in what came of it. */
  readonly text: string;
  /** The file that it is, or stands in. */
  readonly path?: string;
  /** Only a part of what the starts wrote is asked about, so what else their files held before is not behind it. */
  readonly isPart?: true;
  /** Who follows from the thing itself, where that is less than follows from its starts. */
  readonly followers?: readonly Seq[];
}

const maxSteps = 120;
const maxOthers = 40;

interface Reading {
  readonly log: LinkedLog;
  readonly about: string;
  readonly starts: ReadonlySet<Seq>;
  readonly overlapsOf: (seq: Seq) => readonly Stretch[];
  readonly models: ReadonlyMap<RunId, string>;
}

const createReading = (log: LinkedLog, { starts, text }: Traced): Reading => {
  const find = createOverlapFinder(text);
  const known = new Map<Seq, readonly Stretch[]>();
  return {
    log,
    about: text,
    starts: new Set(starts),
    models: log.models,
    overlapsOf: (seq) => {
      const before = known.get(seq);
      if (before !== undefined) return before;
      const moment = log.moments.get(seq);
      const found = moment === undefined ? [] : find(momentText(moment));
      known.set(seq, found);
      return found;
    },
  };
};

const stepOf = ({ about, models, overlapsOf, starts }: Reading, moment: Moment, paths: ReadonlySet<string>): WhyStep => {
  const { entry, seq } = moment;
  const { at, runId, sessionId, turn } = entry;
  const overlaps = overlapsOf(seq);
  const text = momentText(moment);
  const origins = arrivalsOf(moment);
  const root = rootOf(moment, origins);
  // What was asked about need not be quoted beside itself.
  const isItself = moment.kind === "answer" && starts.has(seq) && about.length > text.length / 2;
  const isWorthQuoting =
    !isItself && (overlaps.length > 0 || moment.kind === "said" || (moment.kind === "answer" && text !== ""));
  return {
    seq,
    at,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(runId === undefined ? {} : { runId }),
    ...(turn === undefined ? {} : { turn }),
    deed: deedOf(moment, models, paths),
    ...(isWorthQuoting && text.trim() !== "" ? { excerpt: excerptOf(text, overlaps) } : {}),
    paths: [...paths].sort(),
    origins,
    ...(root === undefined ? {} : { root }),
  };
};

/** Lines of a section that share words with what is asked about, by the items that they are. */
const sharedMemories = ({ log, overlapsOf }: Reading, seq: Seq): ReadonlySet<string> => {
  const moment = log.moments.get(seq);
  if (moment === undefined) return new Set();
  const text = momentText(moment);
  const shared = new Set<string>();
  for (const { from, to } of overlapsOf(seq)) {
    const start = text.lastIndexOf("\n", from) + 1;
    const end = text.indexOf("\n", to);
    for (const id of memoryIdsIn(text.slice(start, end === -1 ? undefined : end))) shared.add(id);
  }
  return shared;
};

interface Walk {
  readonly near: Map<Seq, Set<string>>;
  readonly others: Set<Seq>;
}

const changes = ({ entry: { event } }: Moment, path: string | undefined): boolean =>
  path !== undefined && effectIn(event)?.files.some((file) => file.path === path) === true;

const isFollowed = (reading: Reading, moment: Moment, link: Link, isPart: boolean): boolean => {
  if (link.how === "remembered" && moment.kind === "recalled") return sharedMemories(reading, moment.seq).has(link.path ?? "");
  if (link.how === "given") return reading.overlapsOf(link.to).length > 0;
  return !(isPart && changes(moment, link.path));
};

/** Steps that a thing comes from by what the log says, or whose words it has; and what else stood in the requests on the way. */
const walkBack = (reading: Reading, traced: Traced): Walk => {
  const { log, overlapsOf } = reading;
  const walk: Walk = { near: new Map(), others: new Set() };
  const queue: Seq[] = [];
  const take = (seq: Seq, path?: string): void => {
    const known = walk.near.get(seq);
    if (known === undefined) queue.push(seq);
    const paths = known ?? new Set<string>();
    if (path?.startsWith("/") === true) paths.add(path);
    walk.near.set(seq, paths);
  };
  const parts = new Set([...traced.starts, ...(traced.moved ?? [])]);
  for (const seq of parts) take(seq, traced.path);
  for (let seq = queue.shift(); seq !== undefined && walk.near.size < maxSteps; seq = queue.shift()) {
    const moment = log.moments.get(seq);
    if (moment === undefined) continue;
    const isPart = traced.isPart === true && parts.has(seq);
    for (const link of moment.links) {
      if (isFollowed(reading, moment, link, isPart)) take(link.to, link.path);
      else if (link.how === "given") walk.others.add(link.to);
    }
    let hasSaid = false;
    for (const stood of requestContents(log, moment.conversation)) {
      const isSaid: boolean = !hasSaid && log.moments.get(stood)?.kind === "said";
      hasSaid ||= isSaid;
      if (isSaid || overlapsOf(stood).length > 0) take(stood);
      else walk.others.add(stood);
    }
  }
  return walk;
};

const listOf = (reading: Reading, { near, others }: Walk, isNewestFirst: boolean): WhyList => {
  const order = (one: Seq, other: Seq): number => (isNewestFirst ? other - one : one - other);
  const stepsOf = (seqs: readonly Seq[]): readonly WhyStep[] =>
    seqs.flatMap((seq) => {
      const moment = reading.log.moments.get(seq);
      return moment === undefined ? [] : [stepOf(reading, moment, near.get(seq) ?? new Set())];
    });
  const rest = [...others].filter((seq) => !near.has(seq));
  return {
    steps: stepsOf([...near.keys()].sort(order)),
    others: stepsOf(rest.sort((one, other) => other - one).slice(0, maxOthers)),
    othersTotal: rest.length,
  };
};

/** What came of a thing: who follows from it by what the log says, or has its words; and in whose requests else it stood. */
const walkOn = (reading: Reading, traced: Traced): Walk & { readonly all: readonly Seq[] } => {
  const { log, overlapsOf } = reading;
  const consequences = consequencesOf(log);
  const { followers, starts } = traced;
  const all =
    followers === undefined ? influenceOf(consequences, starts) : withOwn(followers, influenceOf(consequences, followers));
  const near = new Map<Seq, Set<string>>();
  const isNear = new Set<Seq>(followers ?? starts);
  for (const seq of followers ?? []) near.set(seq, new Set());
  for (const seq of all) {
    const moment = log.moments.get(seq);
    if (moment === undefined) continue;
    const over = moment.links.filter(({ how, to }) => isNear.has(to) && how !== "given" && how !== "remembered");
    const shares = overlapsOf(seq).length > 0;
    if (over.length === 0 && !shares && !near.has(seq)) continue;
    if (near.size >= maxSteps) break;
    isNear.add(seq);
    near.set(seq, new Set(over.flatMap(({ path }) => (path?.startsWith("/") === true ? [path] : []))));
  }
  return { near, others: new Set(all), all };
};

const withOwn = (own: readonly Seq[], more: readonly Seq[]): readonly Seq[] =>
  [...new Set([...own, ...more])].sort((one, other) => one - other);

/** What is behind a thing and what came of it, in steps for a person. */
export const explain = (log: LinkedLog, traced: Traced): WhyAnswer => {
  const reading = createReading(log, traced);
  const on = walkOn(reading, traced);
  const runs = new Set(on.all.flatMap((seq) => log.moments.get(seq)?.entry.runId ?? []));
  return {
    about: traced.text,
    behind: listOf(reading, walkBack(reading, traced), true),
    after: listOf(reading, on, false),
    runs: runs.size,
  };
};
