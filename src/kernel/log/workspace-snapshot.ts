import type { Failure } from "../base/failure.ts";
import type { RunId, Seq } from "../base/ids.ts";
import type { Coordination } from "../conversation/coordination.ts";
import type { StorageStatus } from "../conversation/live.ts";
import type { SessionRow } from "../conversation/session.ts";
import type { LastBackup } from "../files/backup.ts";
import type { SpendingCaps } from "../limits/spending-caps.ts";
import type { CircuitLimits, ToolStanding } from "../limits/tool-limits.ts";
import type { CostSum } from "../model/cost.ts";
import type { ModelChoice, RemoteChoice } from "../model/model.ts";
import type { ModelSettings } from "../model/model-settings.ts";
import type { Approval } from "../rules/approval.ts";
import type { Guardrail } from "../rules/guardrail.ts";
import type { Level, Rule, RuleHits } from "../rules/rule.ts";
import type { LogAlert } from "./alert.ts";

/** A run that does not go on, and why; it can be resumed. */
export interface BrokenRun {
  readonly runId: RunId;
  readonly reason: Failure;
}

/** Everything about the workspace that is not the log of one session. */
export interface WorkspaceSnapshot {
  readonly storage: StorageStatus;
  readonly sessions: readonly SessionRow[];
  /** Questions that wait for an answer, over all sessions, oldest first. */
  readonly approvals: readonly Approval[];
  /** Of people, in the order in which they are asked. */
  readonly rules: readonly Rule[];
  /** Of the rule files, in their order. */
  readonly fileRules: readonly Rule[];
  /** Of the rules that have decided, by id. */
  readonly ruleHits: Readonly<Record<string, RuleHits>>;
  /** Which model answers where a session does not say otherwise. */
  readonly model: ModelChoice;
  /** Models that are asked where that one does not answer, in this order. */
  readonly fallbacks: readonly RemoteChoice[];
  /** What holds where a session does not say otherwise. */
  readonly settings: ModelSettings;
  /** How much sessions ask that are made from here on. */
  readonly defaultLevel: Level;
  /** The person's own checks, in the order in which they are asked. */
  readonly guardrails: readonly Guardrail[];
  /** What the person wants to be told of. */
  readonly alerts: readonly LogAlert[];
  /** What the model can call, by name, and what stands before it. */
  readonly tools: readonly ToolStanding[];
  /** After how many failures in a row a provider is left alone; `null`: never. */
  readonly providerCircuit: CircuitLimits | null;
  /** What all agents of a session may use together. */
  readonly coordination: Coordination;
  /** How much may be spent where a session does not say otherwise. */
  readonly caps: SpendingCaps;
  /** Recordings that were opened, as choices of a model, the newest first. */
  readonly cassettes: readonly ModelChoice[];
  /** What all sessions cost today; absent: nothing was charged. */
  readonly costToday?: CostSum;
  /** Absent: none was made. */
  readonly lastBackup?: LastBackup;
  /** Origins for which a key is held in memory. Never the keys. */
  readonly keyOrigins: readonly string[];
  /** By origin, what tells a held key from another: the prefix that names its provider, and its last four characters. */
  readonly keyHints: Readonly<Record<string, string>>;
  /** Origins on this machine whose runs wait for a key, because one was given for them before. */
  readonly keyedOrigins: readonly string[];
  readonly runningRunIds: readonly RunId[];
  /** Runs that were interrupted and whose log could not be told; empty while the storage works. */
  readonly brokenOff: readonly BrokenRun[];
  /** Rows that could not be read and were set aside, over the whole workspace. */
  readonly unreadable: number;
  readonly lastSeq: Seq;
}
