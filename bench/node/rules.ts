import type { LoggedCall } from "../../src/engine/tools/gate/logged-calls.ts";
import { levelRules } from "../../src/engine/tools/rules/level-rules.ts";
import { compileRules, decide, type RuleSubject } from "../../src/engine/tools/rules/rule-set.ts";
import { simulate } from "../../src/engine/tools/rules/simulate.ts";
import { callId, ruleId, sessionId } from "../../src/kernel/base/ids.ts";
import { decisions, type Rule, type RuleMatch } from "../../src/kernel/rules/rule.ts";
import { simulatedCalls } from "../../src/kernel/rules/simulation.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import { busyMs, collect } from "./busy-time.ts";

const tools = ["read", "write", "edit", "delete", "move", "grep", "list"];
const pick = <Value>(values: readonly Value[], index: number): Value => values[index % values.length]!; // The lists are not empty.

const matchOf = (index: number): RuleMatch => ({
  tools: [pick(tools, index), pick(tools, index + 3)],
  ...(index % 2 === 0 ? { folder: `/folder-${index % 10}` } : {}),
  ...(index % 3 === 0 ? { risks: ["change", "delete"] } : {}),
  ...(index % 3 === 2 ? { arguments: [{ operator: "contains", value: `word-${index}` }] } : {}),
});

/** A hundred different rules, of every decision. */
const manyRules: readonly Rule[] = Array.from({ length: 100 }, (_, index) => ({
  ruleId: ruleId(`rule_${index}`),
  match: matchOf(index),
  decision: pick(decisions, index),
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: index,
  sentence: `Rule ${index}.`,
}));

const subjects: readonly RuleSubject[] = Array.from({ length: 50 }, (_, index) => {
  const path = `/folder-${index % 12}/deep/file-${index}.md`;
  return {
    tool: pick(tools, index),
    risks: [index % 5 === 0 ? "delete" : "change"],
    paths: [path],
    callHash: () => `hash_${index}`,
    input: { path, text: `A text of some length that holds word-${index} and a few more words.` },
    sessionId: sessionId("session_1"),
    now: 1_000,
  };
});

const measureDecisions = (times: number): number => {
  const set = compileRules(manyRules);
  const byLevel = levelRules("ask-risky");
  collect();
  const start = busyMs();
  let denied = 0;
  for (let time = 0; time < times; time += 1)
    for (const subject of subjects) if (decide(set, subject, byLevel).decision === "deny") denied += 1;
  const took = busyMs() - start;
  if (denied === 0 || denied === times * subjects.length) throw new Error("The rules decide everything the same way.");
  return (took * 1_000) / (times * subjects.length);
};

const logged: readonly LoggedCall[] = Array.from({ length: simulatedCalls }, (_, index) => {
  const { now, ...subject } = pick(subjects, index);
  const headline = { verb: "Wrote", object: subject.paths[0] ?? "" };
  const effect = { risks: subject.risks, changed: subject.paths };
  return { seq: index + 1, callId: callId(`call_${index}`), at: now + index, headline, subject, effect };
});

/** Milliseconds for every call of the log, once as the rules stand and once with the one that is tried. */
const measureSimulation = (): number => {
  collect();
  const start = busyMs();
  for (const rules of [manyRules.slice(1), manyRules])
    simulate(compileRules(rules), logged, { byLevel: () => levelRules("ask-risky"), now: 1_000 });
  return busyMs() - start;
};

/** What a decision costs with many rules, and what trying one of them costs. */
export const ruleRows = async (rounds: number): Promise<readonly Row[]> => {
  measureDecisions(200);
  const decided = Array.from({ length: rounds }, () => measureDecisions(200));
  measureSimulation();
  const simulated = Array.from({ length: rounds }, measureSimulation);
  return [
    {
      name: "Rules, one decision over 100 rules",
      unit: "µs",
      ours: median(decided),
      target: "at most 20 µs",
      judged: median(decided),
      bound: 20,
      sense: "at-most",
      note: spread(decided),
    },
    {
      name: "Rules, a change tried on 500 calls with 100 rules",
      unit: "ms",
      ours: median(simulated),
      target: "at most 50 ms",
      judged: median(simulated),
      bound: 50,
      sense: "at-most",
      note: spread(simulated),
    },
  ];
};
