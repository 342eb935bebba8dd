import { type LoggedCall, loggedCalls } from "../../engine/tools/gate/logged-calls.ts";
import type { ToolRegistry } from "../../engine/tools/gate/registry.ts";
import { levelRules } from "../../engine/tools/rules/level-rules.ts";
import { createRuleBook } from "../../engine/tools/rules/rule-book.ts";
import { createRuleState } from "../../engine/tools/rules/rule-state.ts";
import { simulate } from "../../engine/tools/rules/simulate.ts";
import { suggestRules } from "../../engine/tools/rules/suggest-rules.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { RuleId, Seq } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { defaultLevel, type Rule } from "../../kernel/rules/rule.ts";
import { type Simulation, simulatedCalls } from "../../kernel/rules/simulation.ts";
import type { WorkspaceTables } from "../projection.ts";
import type { RuleFiles } from "./rule-files.ts";
import { readableRule } from "./rules.ts";

export interface SimulatorDeps extends ClockDep {
  readonly store: Store<WorkspaceTables>;
  readonly tools: ToolRegistry;
  readonly ruleFiles: RuleFiles;
  readonly tree: Pick<FileTree, "state" | "contents">;
  readonly contents: (hash: Hash) => Promise<Uint8Array | undefined>;
}

/** Tries rules on the calls that were made. Nothing runs and nothing is stored. */
export interface Simulator {
  /** With the rule added, or in the place of the one of its id; `null`: with the rules as they stand. Refused where it cannot be read. */
  readonly simulate: (rule: Rule | null) => Promise<Result<Simulation, Failure>>;
}

/** Entries that are read at once, from the end of the log backwards. */
const pageSize = 4_000;

const isCall = ({ event }: LogEntry): boolean => event.type === "call-requested" && event.invalid === undefined;

/** The end of the log, as far back as the calls that are wanted reach. */
const readEnd = async (store: Store, last: Seq): Promise<Result<readonly LogEntry[], Failure>> => {
  let entries: readonly LogEntry[] = [];
  let calls = 0;
  for (let to = last; to > 0 && calls < simulatedCalls; to -= pageSize) {
    const page = await store.read({ type: "range", from: Math.max(1, to - pageSize + 1), to });
    if (!page.ok) return page;
    entries = [...page.value.entries, ...entries];
    calls += page.value.entries.filter(isCall).length;
  }
  return ok(entries);
};

export const createSimulator = ({ clock, contents, ruleFiles, store, tools, tree }: SimulatorDeps): Simulator => {
  let known: { readonly at: Seq; readonly calls: readonly LoggedCall[] } | undefined;
  const calls = async (): Promise<Result<readonly LoggedCall[], Failure>> => {
    const at = store.lastSeq();
    if (known?.at === at) return ok(known.calls);
    const entries = await readEnd(store, at);
    if (!entries.ok) return entries;
    known = { at, calls: await loggedCalls(entries.value, { tools, contents }, simulatedCalls) };
    return ok(known.calls);
  };
  const verdicts = async (rules: ReadonlyMap<RuleId, Rule>, over: readonly LoggedCall[]) => {
    const book = createRuleBook(() => rules, { state: createRuleState(tree) });
    await book.load();
    const { sessions } = store.state();
    return simulate(book.current(), over, {
      now: clock.now(),
      ...(book.state === undefined ? {} : { state: book.state }),
      byLevel: (sessionId) => levelRules(sessions.get(sessionId)?.level ?? defaultLevel, sessions.get(sessionId)?.mode),
    });
  };
  return {
    simulate: async (untrusted) => {
      const rule = untrusted === null ? undefined : await readableRule(untrusted);
      if (rule?.ok === false) return rule;
      const over = await calls();
      if (!over.ok) return over;
      await ruleFiles.refresh();
      const rules = ruleFiles.withStored(store.state().rules);
      const before = await verdicts(rules, over.value);
      const after = rule === undefined ? before : await verdicts(new Map(rules).set(rule.value.ruleId, rule.value), over.value);
      const simulated = over.value.flatMap(({ seq, callId, at, headline, subject: { sessionId, tool } }, index) => {
        const [was, becomes] = [before[index], after[index]];
        if (was === undefined || becomes === undefined) return [];
        const { ruleId, sentence } = becomes.rule;
        return [{ seq, callId, at, headline, sessionId, tool, before: was.decision, after: becomes.decision, ruleId, sentence }];
      });
      return ok({ calls: simulated, suggestions: suggestRules(over.value) });
    },
  };
};
