import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Access } from "../contracts/tool.ts";
import type { Permission } from "../rules/permission.ts";

/**
 * What stands between the gate's decision and a tool, in this order; what is not named for a tool is not there. `once` and
 * `cache` answer from earlier calls and `join` from one that is on its way, so these use nothing up. Then comes what refuses:
 * `calls`, `window`, `capacity` and `circuit`. `rate` waits. `retry` goes around the run itself.
 */
export interface ToolLimits {
  /** A call that worked is answered again without running, as long as the page is open and in the same session. */
  readonly once?: true;
  /** A result is given again until it is this old, or a file that it was read from changes. */
  readonly cache?: { readonly ttlMs: number };
  /** Equal calls at the same time run once. */
  readonly join?: true;
  /** Calls that may run. Those of before count, as the log has them. */
  readonly calls?: { readonly perRun?: number; readonly perSession?: number; readonly perDay?: number };
  /** No call is the one after `maxCalls` within any stretch of `intervalMs`; 0 refuses all. A refused one is not counted. */
  readonly window?: { readonly maxCalls: number; readonly intervalMs: number };
  /** Calls at the same time: from `soft` on the log says so, none beyond `hard` is let in. */
  readonly capacity?: { readonly soft?: number; readonly hard: number };
  /** After so many failures in a row no call is let in for `recoveryMs`; then one tries. */
  readonly circuit?: CircuitLimits;
  /** `maxCalls` at once, then one after another as they come back: `maxCalls` in `intervalMs`. A call waits for its turn. */
  readonly rate?: { readonly maxCalls: number; readonly intervalMs: number };
  /** Tries after the first; the wait before them begins with `baseMs` and doubles, up to a minute. */
  readonly retry?: { readonly maxRetries: number; readonly baseMs: number };
}

export interface CircuitLimits {
  readonly failures: number;
  readonly recoveryMs: number;
}

export type StageName = keyof ToolLimits;

export const stageOrder: readonly StageName[] = [
  "once",
  "cache",
  "join",
  "calls",
  "window",
  "capacity",
  "circuit",
  "rate",
  "retry",
];

/** What a stage is set to when it is switched on. */
export const defaultToolLimits: Required<ToolLimits> = {
  once: true,
  cache: { ttlMs: 5 * 60_000 },
  join: true,
  calls: { perRun: 20 },
  window: { maxCalls: 10, intervalMs: 60_000 },
  capacity: { soft: 3, hard: 4 },
  circuit: { failures: 3, recoveryMs: 30_000 },
  rate: { maxCalls: 2, intervalMs: 1_000 },
  retry: { maxRetries: 3, baseMs: 100 },
};

/** A tool, the stages that it can have, and what is set for them. */
export interface ToolStanding {
  readonly name: string;
  readonly access: Access;
  /** What it needs of the sandbox. */
  readonly permissions: readonly Permission[];
  readonly stages: readonly StageName[];
  readonly limits: ToolLimits;
  /** Whether the person set them; else the tool brings them. */
  readonly isOwn: boolean;
}

/** Changes to what is set: `null` switches a stage off. Stages that are not named stay. */
export type ToolLimitChanges = { readonly [Name in StageName]?: ToolLimits[Name] | null };

/** What of a tool decides which stages it can have. */
export interface LimitedTool {
  readonly access: Access;
  readonly kind?: "sync" | "async" | "listen" | "question" | "external";
  /** Its result hangs on its arguments and on the files it reads, and on nothing else. */
  readonly pure?: boolean;
  /** Doing it twice is as doing it once. */
  readonly idempotent?: boolean;
}

/**
 * The stages that a tool can have. Only pure reads are cached and shared, only what reaches outside is done once, only what may
 * be repeated is retried. Nothing of a question or of work that is handed over runs here; the calls inside a container pass
 * stages of their own; an operation that goes on beside the run is a live thing, which no result stands for.
 */
export const stagesOf = ({ access, idempotent = false, kind = "sync", pure = false }: LimitedTool): readonly StageName[] => {
  if (access === "container" || kind === "question" || kind === "external") return [];
  const isSync = kind === "sync";
  const may: Readonly<Record<StageName, boolean>> = {
    once: isSync && access === "external",
    cache: isSync && access === "read" && pure,
    join: isSync && access === "read" && pure,
    calls: true,
    window: true,
    capacity: true,
    circuit: true,
    rate: true,
    retry: isSync && (access === "read" || (access === "external" && idempotent)),
  };
  return stageOrder.filter((name) => may[name]);
};

type Bounds = readonly [least: number, most: number];
const day = 24 * 60 * 60_000;
/** The fields of each stage; those in `optional` may be absent. */
const fields: Readonly<Record<StageName, { readonly [field: string]: Bounds }>> = {
  once: {},
  cache: { ttlMs: [0, day] },
  join: {},
  calls: { perRun: [0, 1e6], perSession: [0, 1e6], perDay: [0, 1e6] },
  window: { maxCalls: [0, 10_000], intervalMs: [1, day] },
  capacity: { soft: [1, 1_000], hard: [1, 1_000] },
  circuit: { failures: [1, 1_000], recoveryMs: [0, day] },
  rate: { maxCalls: [1, 10_000], intervalMs: [1, day] },
  retry: { maxRetries: [0, 20], baseMs: [1, 60_000] },
};
const optional = new Set(["perRun", "perSession", "perDay", "soft"]);

const stays = "What was set before stays.";
const refuse = (message: string): Result<never, Failure> => err({ type: "invalid-input", message: `${message} ${stays}` });

/** Reads one stage as anybody may have written it. */
const checkStage = (name: StageName, value: JsonValue): Result<JsonValue, Failure> => {
  const known = fields[name];
  if (Object.keys(known).length === 0) return value === true ? ok(true) : refuse(`"${name}" is on or left out.`);
  if (!isJsonObject(value)) return refuse(`"${name}" has fields.`);
  const strange = Object.keys(value).find((field) => !Object.hasOwn(known, field));
  if (strange !== undefined) return refuse(`"${name}" has no field of that name.`);
  for (const [field, [least, most]] of Object.entries(known)) {
    const amount = value[field];
    if (amount === undefined && optional.has(field)) continue;
    if (typeof amount !== "number" || !Number.isSafeInteger(amount) || amount < least || amount > most)
      return refuse(`"${name}" takes a whole number from ${least} to ${most} as its ${field}.`);
  }
  if (name === "capacity" && typeof value.soft === "number" && value.soft >= Number(value.hard))
    return refuse("The number of calls from which on the log says so is below the number that are let in.");
  return ok(value);
};

/** Reads what is set for a tool, as anybody may have written it. */
export const checkToolLimits = (untrusted: unknown): Result<ToolLimits, Failure> => {
  if (!isJsonObject(untrusted)) return refuse("What stands before a tool has names.");
  const limits: { [Name in string]: JsonValue } = {};
  for (const [field, value] of Object.entries(untrusted)) {
    const name = stageOrder.find((one) => one === field);
    if (name === undefined) return refuse("Nothing of that name can stand before a tool.");
    const checked = checkStage(name, value);
    if (!checked.ok) return checked;
    limits[name] = checked.value;
  }
  return ok(limits as ToolLimits);
};
