import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { runId, sessionId } from "../../kernel/base/ids.ts";
import { createFakeStore } from "../../kernel/contracts/store.fake.ts";
import { defaultNestingLimits } from "../../kernel/conversation/nested-run.ts";
import { defaultSystemPrompt } from "../../kernel/conversation/system-prompt.ts";
import { type Account, type Amounts, countIn, createAccount, holdIn } from "../../kernel/limits/account.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { RemoteChoice } from "../../kernel/model/model.ts";
import { createLiveRun } from "./live-run.ts";
import { type Member, openTreeAccount } from "./nested-family.ts";
import { planNested } from "./nested-plan.ts";

const remote = (model: string): RemoteChoice => ({ provider: "openai-chat", baseUrl: "https://a.test/v1", model });
const clock = createFakeClock();

const memberWith = (more: Partial<Member>): Member => ({
  run: createLiveRun(
    { clock, store: createFakeStore(clock), onLiveText: () => {} },
    { runId: runId("r"), sessionId: sessionId("s") },
  ),
  plan: { model: remote("large"), settings: {}, limits: defaultRunLimits, fallbacks: [remote("small")] },
  agent: { agentPath: [] },
  parent: undefined,
  tree: createAccount({ name: "agents" }),
  line: [],
  entries: [],
  known: new Map(),
  made: new Map(),
  spent: undefined,
  activeAt: 0,
  waitsForRetry: false,
  ...more,
});
const coordination = { agents: 40, tokens: 5_000, "input-tokens": 4_000, "output-tokens": 3_000, "nano-dollars": 2_000_000_000 };
const togetherWith = (spent: Amounts): Account =>
  createAccount({ name: "session", limits: () => coordination, opening: { spent } });
const treeWith = (spent: Amounts): Account => {
  const tree = openTreeAccount(defaultNestingLimits, [], runId("r"));
  countIn([tree], spent);
  return tree;
};
const busy = (agents: number): Account => {
  const tree = treeWith({});
  holdIn([tree], { agents, "agents-at-once": agents });
  return tree;
};
const deps = { limits: defaultNestingLimits, toolNames: () => ["agent", "read", "write"], tokensLeft: 1_000 };
const task = { name: "one", task: "Look" };

test("an agent is asked with what its parent has, and no more", () => {
  const planned = planNested(deps, memberWith({}), { ...task, maxTurns: 500 });
  expect(planned.ok && planned.value).toMatchObject({
    plan: {
      model: remote("large"),
      limits: { ...defaultRunLimits, maxTurns: 50, maxTokens: 1_000 },
      fallbacks: [remote("small")],
    },
  });
  expect(planned.ok && planned.value.plan.settings.systemPrompt?.startsWith(defaultSystemPrompt)).toBe(true);
  expect(planned.ok && planned.value.tools).toBe(undefined);
});

test("a model is chosen among those that the conversation may go to", () => {
  const small = planNested(deps, memberWith({}), { ...task, model: "small" });
  expect(small.ok && small.value.plan.model).toEqual(remote("small"));
  expect(planNested(deps, memberWith({}), { ...task, model: "other" })).toEqual({
    ok: false,
    error: 'The model "other" is not among those that the person allows (large, small). No agent was started.',
  });
});

test.each<readonly [string, Amounts, string]>([
  ["agents together", { agents: 40 }, "This session has started 40 agents, the most it may"],
  ["tokens together", { tokens: 5_000 }, "What all agents of this session may use together, 5,000 tokens"],
  ["money together", { "nano-dollars": 2_000_000_001 }, "What all agents of this session may use together, $2.00"],
])("the limit on %s is told, and holds over all runs of the session", (_, spent, words) => {
  const together = togetherWith(spent);
  const refused = planNested({ ...deps, together }, memberWith({}), task);
  expect([refused.ok, !refused.ok && refused.error.startsWith(words)]).toEqual([false, true]);
});

test.each<readonly [string, Partial<Member>, string]>([
  ["depth", { agent: { agentPath: ["a", "b", "c"] } }, "The greatest depth of agents, 3, is reached"],
  ["number", { tree: treeWith({ agents: 32 }) }, "This run has started 32 agents, the most it may"],
  ["number at a time", { tree: busy(8) }, "8 agents are at work, the most at a time"],
])("the limit on %s is told", (_, more, words) => {
  const refused = planNested(deps, memberWith(more), task);
  expect([refused.ok, !refused.ok && refused.error.startsWith(words)]).toEqual([false, true]);
});

test("what agents are at work uses counts before they end, and nothing is kept of one that is not started", () => {
  const tree = openTreeAccount({ ...defaultNestingLimits, maxTotal: 2, maxAtOnce: 2 }, [], runId("r"));
  const parent = memberWith({ tree });
  expect(planNested(deps, parent, { ...task, model: "other" }).ok).toBe(false);
  const [first, second, third] = [planNested(deps, parent, task), planNested(deps, parent, task), planNested(deps, parent, task)];
  expect([first.ok, second.ok, third.ok]).toEqual([true, true, false]);
  if (first.ok) first.value.room.settle({ agents: 1 });
  if (second.ok) second.value.room.refund();
  expect(planNested(deps, parent, task).ok).toBe(true);
  expect(planNested(deps, parent, task).ok).toBe(false);
});
