import { assertNever } from "../../../kernel/base/result.ts";
import type { CircuitPlace, Served, StageAct } from "../../../kernel/limits/stage-act.ts";
import type { StageName } from "../../../kernel/limits/tool-limits.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { CallView } from "../session-view.ts";

/** A wait, to a tenth of a second. */
export const secondsWords = (ms: number): string => `${(Math.round(ms / 100) / 10).toLocaleString("en-US")} s`;

export const servedTitles: Readonly<Record<Served["from"], string>> = {
  once: "Done before, not done again:",
  cache: "Answered from the cache:",
  join: "Answered with an equal call:",
};

export const actTitle = (act: StageAct): string => {
  switch (act.type) {
    case "waiting":
      return `Waits ${secondsWords(act.delayMs)} for its turn`;
    case "retrying":
      return `Tries again in ${secondsWords(act.delayMs)}, time ${act.retry}`;
    case "crowded":
      return `Nearly too many at once: ${act.depth} of ${act.capacity}`;
    default:
      return assertNever(act);
  }
};

/** What a second model said of a call. */
export const reviewTitle = ({ name, reason, verdict }: Extract<Event, { readonly type: "call-reviewed" }>): string => {
  if (verdict === "passed") return `Reviewed by “${name}”, which has no objection:`;
  return verdict === "objected" ? `“${name}” objects: ${reason}` : `“${name}” could not be asked: ${reason}`;
};

export const circuitTitle = ({ about, failures, to }: Extract<Event, { readonly type: "circuit-changed" }>): string => {
  if (to === "open") return `Not asked for now: ${about.name}, after ${failures} failures in a row`;
  return to === "half-open" ? `One call tries ${about.name}` : `Asked again: ${about.name}`;
};

export const servedWords: Readonly<Record<Served["from"], string>> = {
  once: "done before",
  cache: "from cache",
  join: "shared",
};

/** Where a circuit breaker stands. */
export const circuitWords: Readonly<Record<CircuitPlace, string>> = {
  closed: "closed: calls go through",
  open: "open: no call is let in",
  "half-open": "half open: one call tries",
};

/** What kept a call from running, in a few words. */
export const heldWords: Readonly<Record<StageName, string>> = {
  once: "done before",
  cache: "from cache",
  join: "shared",
  calls: "calls used up",
  window: "too often",
  capacity: "too many at once",
  circuit: "circuit open",
  rate: "waits",
  retry: "retried",
};

/** A few words on what stood before a call's tool, and a sentence on each. */
export interface StageChip {
  readonly words: string;
  readonly title: string;
}

const waitChips = ({ acts = [], status }: CallView): readonly StageChip[] => {
  const waits = acts.flatMap((act) => (act.type === "waiting" ? [act.delayMs] : []));
  const totalMs = waits.reduce((sum, delayMs) => sum + delayMs, 0);
  if (waits.length === 0) return [];
  const verb = status === "running" ? "waits" : "waited";
  return [{ words: `${verb} ${secondsWords(totalMs)}`, title: "Calls of this tool come one after another." }];
};

const retryChips = ({ acts = [] }: CallView): readonly StageChip[] => {
  const last = acts.findLast((act) => act.type === "retrying");
  return last?.type === "retrying" ? [{ words: `retried ${last.retry}×`, title: `The last time because: ${last.reason}` }] : [];
};

/** What stood before the tool of a call, where it did anything. */
export const stageChips = (call: CallView): readonly StageChip[] => {
  const { acts = [], served } = call;
  const crowded = acts.find((act) => act.type === "crowded");
  return [
    ...(served === undefined
      ? []
      : [
          {
            words: servedWords[served.from],
            title: `It did not run: this is the result of an equal call, ${secondsWords(served.ageMs)} old.`,
          },
        ]),
    ...waitChips(call),
    ...retryChips(call),
    ...(crowded === undefined ? [] : [{ words: "nearly too many", title: actTitle(crowded) }]),
    ...(call.status === "failed" && call.failure.type === "held-back"
      ? [{ words: heldWords[call.failure.by], title: "It did not run." }]
      : []),
  ];
};

/** The same for several calls that are shown as one: how many of them each holds for. */
export const groupedChips = (calls: readonly CallView[]): readonly StageChip[] => {
  const counts = new Map<string, { readonly title: string; readonly count: number }>();
  for (const call of calls) {
    // How long each waited stands on its own row.
    for (const { title, words } of stageChips(call)) {
      const kind = words.startsWith("waited") ? "waited" : words;
      counts.set(kind, { title, count: (counts.get(kind)?.count ?? 0) + 1 });
    }
  }
  return [...counts].map(([kind, { count, title }]) => ({ words: `${count} ${kind}`, title }));
};
