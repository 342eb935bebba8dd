import type { ApprovalId, RuleId, SessionId } from "../kernel/base/ids.ts";
import type { LocalDay } from "../kernel/base/local-day.ts";
import type { Effect, Projection } from "../kernel/contracts/store.ts";
import type { SessionRow } from "../kernel/conversation/session.ts";
import type { WorkspaceEffect } from "../kernel/log/effect.ts";
import type { Event } from "../kernel/log/event.ts";
import { effectOf } from "../kernel/log/event-effect.ts";
import { costOfEvent } from "../kernel/log/event-spending.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import { addCost, type Cost, type CostSum, noCost } from "../kernel/model/cost.ts";
import type { Approval } from "../kernel/rules/approval.ts";
import type { Rule, RuleHits } from "../kernel/rules/rule.ts";
import { changed } from "./files/changed-map.ts";
import { projectRules } from "./rules/project-rules.ts";
import { foldSessionRow } from "./sessions/session-row.ts";

/** What the tables say after the last entry. Approvals that are used, superseded or expired are in the log only. */
export interface WorkspaceTables {
  readonly sessions: ReadonlyMap<SessionId, SessionRow>;
  readonly approvals: ReadonlyMap<ApprovalId, Approval>;
  readonly rules: ReadonlyMap<RuleId, Rule>;
  /** Of the rules that have decided. */
  readonly ruleHits: ReadonlyMap<RuleId, RuleHits>;
  /** What all sessions cost, by day. */
  readonly days: ReadonlyMap<LocalDay, CostSum>;
}

export const emptyTables: WorkspaceTables = {
  sessions: new Map(),
  approvals: new Map(),
  rules: new Map(),
  ruleHits: new Map(),
  days: new Map(),
};

const fileEffects = (effect: WorkspaceEffect): readonly Effect[] =>
  effect.files.map(({ path, after }) =>
    after === null
      ? { type: "remove", table: "files", key: path }
      : { type: "put", table: "files", row: { key: path, state: after } },
  );

interface Change<Value> {
  readonly key: string;
  /** `undefined` removes the row. */
  readonly value: Value | undefined;
}

const approvalChange = (approvals: WorkspaceTables["approvals"], event: Event, at: number): Change<Approval> | undefined => {
  switch (event.type) {
    case "approval-requested":
      return { key: event.approval.approvalId, value: event.approval };
    case "approval-answered": {
      const pending = approvals.get(event.approvalId);
      if (pending === undefined) return undefined;
      return { key: event.approvalId, value: { ...pending, status: "answered", answer: event.answer, answeredAt: at } };
    }
    case "approval-superseded":
    case "approval-expired":
      return { key: event.approvalId, value: undefined };
    case "call-settled":
      return event.approvalId === undefined ? undefined : { key: event.approvalId, value: undefined };
    default:
      return undefined;
  }
};

/** Questions and rules of a session go with it. */
const forgetSession = (
  state: WorkspaceTables,
  id: SessionId,
): { readonly state: WorkspaceTables; readonly effects: readonly Effect[] } => {
  const approvals = [...state.approvals.values()].filter(({ sessionId }) => sessionId === id);
  const rules = [...state.rules.values()].filter(({ scope }) => scope.type === "session" && scope.sessionId === id);
  if (approvals.length === 0 && rules.length === 0) return { state, effects: [] };
  const [askedIds, ruleIds] = [
    new Set(approvals.map(({ approvalId }) => approvalId)),
    new Set(rules.map(({ ruleId }) => ruleId)),
  ];
  return {
    state: {
      ...state,
      approvals: new Map([...state.approvals].filter(([key]) => !askedIds.has(key))),
      rules: new Map([...state.rules].filter(([key]) => !ruleIds.has(key))),
      ruleHits: new Map([...state.ruleHits].filter(([key]) => !ruleIds.has(key))),
    },
    effects: [
      ...[...askedIds].map((key): Effect => ({ type: "remove", table: "approvals", key })),
      ...[...ruleIds].map((key): Effect => ({ type: "remove", table: "rules", key })),
    ],
  };
};

type Projected = ReturnType<Projection<WorkspaceTables>["project"]>;

const noEffects: readonly Effect[] = [];

/** What an entry does to its session's row. */
const projectRow = (state: WorkspaceTables, entry: LogEntry): Projected => {
  const { sessionId } = entry;
  if (sessionId === undefined) return { state, effects: noEffects };
  const before = state.sessions.get(sessionId);
  const after = foldSessionRow(before, entry, state.approvals);
  if (after === before) return { state, effects: noEffects };
  const { approvals, rules, ruleHits, days } = state;
  return {
    state: { sessions: changed(state.sessions, sessionId, after), approvals, rules, ruleHits, days },
    effects: [
      after === undefined
        ? { type: "remove", table: "sessions", key: sessionId }
        : { type: "put", table: "sessions", row: { key: sessionId, row: after } },
    ],
  };
};

/** What an entry does to its day. */
const projectDay = (state: WorkspaceTables, cost: Cost): Projected => {
  const sum = addCost(state.days.get(cost.day) ?? noCost, cost);
  return {
    state: { ...state, days: changed(state.days, cost.day, sum) },
    effects: [{ type: "put", table: "days", row: { key: cost.day, cost: sum } }],
  };
};

/** Of a run's entries those that no table speaks of, which is half of them. */
const untold: ReadonlySet<Event["type"]> = new Set([
  "text-appended",
  "thinking-appended",
  "attempt-started",
  "block-received",
  "turn-ended",
]);

const project = (state: WorkspaceTables, entry: LogEntry): Projected => {
  const { event } = entry;
  if (untold.has(event.type)) return { state, effects: noEffects };
  const cost = costOfEvent(event);
  if (cost !== undefined) {
    const row = projectRow(state, entry);
    const day = projectDay(row.state, cost);
    return { state: day.state, effects: [...row.effects, ...day.effects] };
  }
  const effect = effectOf(event);
  const approval = approvalChange(state.approvals, event, entry.at);
  const rules = projectRules(state, event, entry.at);
  // Nearly all entries of a run.
  if (effect === undefined && approval === undefined && rules === undefined && event.type !== "session-deleted")
    return projectRow(state, entry);

  const effects: Effect[] = effect === undefined ? [] : [...fileEffects(effect)];
  let next = state;
  if (approval !== undefined) {
    next = { ...next, approvals: changed(next.approvals, approval.key as ApprovalId, approval.value) };
    effects.push(
      approval.value === undefined
        ? { type: "remove", table: "approvals", key: approval.key }
        : { type: "put", table: "approvals", row: { key: approval.key, approval: approval.value } },
    );
  }

  if (rules !== undefined) {
    next = { ...next, rules: rules.rules, ruleHits: rules.ruleHits };
    effects.push(...rules.effects);
  }

  if (event.type === "session-deleted" && entry.sessionId !== undefined) {
    const gone = forgetSession(next, entry.sessionId);
    next = gone.state;
    effects.push(...gone.effects);
  }

  const row = projectRow(next, entry);
  effects.push(...row.effects);
  return { state: row.state, effects };
};

export const workspaceProjection: Projection<WorkspaceTables> = {
  initial: ({ sessions, approvals, rules, days }) => ({
    sessions: new Map(sessions.map(({ row }) => [row.sessionId, row])),
    approvals: new Map(approvals.map(({ approval }) => [approval.approvalId, approval])),
    rules: new Map(rules.map(({ rule }) => [rule.ruleId, rule])),
    ruleHits: new Map(rules.flatMap(({ rule, hits }) => (hits === undefined ? [] : [[rule.ruleId, hits] as const]))),
    days: new Map(days.map(({ key, cost }) => [key, cost])),
  }),
  project,
};
