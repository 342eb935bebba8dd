import { defaultSpendingCaps } from "../limits/spending-caps.ts";
import type { WorkspaceSnapshot } from "./workspace-snapshot.ts";

/** A workspace in which nothing happened yet. */
export const emptySnapshot: WorkspaceSnapshot = {
  storage: { status: "saved" },
  sessions: [],
  approvals: [],
  rules: [],
  ruleHits: {},
  fileRules: [],
  model: { provider: "demo" },
  fallbacks: [],
  settings: {},
  defaultLevel: "ask-risky",
  guardrails: [],
  alerts: [],
  tools: [],
  providerCircuit: null,
  coordination: {},
  caps: defaultSpendingCaps,
  cassettes: [],
  keyOrigins: [],
  keyHints: {},
  keyedOrigins: [],
  runningRunIds: [],
  brokenOff: [],
  unreadable: 0,
  lastSeq: 0,
};
