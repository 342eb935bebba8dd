import { expect, test } from "vitest";
import { createFakeClock } from "../kernel/clock.fake.ts";
import { createFakeStore } from "../kernel/contracts/store.fake.ts";
import { runId, sessionId } from "../kernel/ids.ts";
import { defaultRunLimits } from "../kernel/limits.ts";
import type { RemoteChoice } from "../kernel/model.ts";
import { defaultNestingLimits } from "../kernel/nested-run.ts";
import { defaultSystemPrompt } from "../kernel/system-prompt.ts";
import { createLiveRun } from "./live-run.ts";
import type { Member } from "./nested-family.ts";
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
  tree: { total: 0, atOnce: 1 },
  entries: [],
  known: new Map(),
  usedTokens: 0,
  spent: undefined,
  activeAt: 0,
  waitsForRetry: false,
  ...more,
});
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

test.each<readonly [string, Partial<Member>, string]>([
  ["depth", { agent: { agentPath: ["a", "b", "c"] } }, "The greatest depth of agents, 3, is reached"],
  ["number", { tree: { total: 32, atOnce: 1 } }, "This run has started 32 agents, the most it may"],
  ["number at a time", { tree: { total: 9, atOnce: 9 } }, "8 agents are at work, the most at a time"],
])("the limit on %s is told", (_, more, words) => {
  const refused = planNested(deps, memberWith(more), task);
  expect([refused.ok, !refused.ok && refused.error.startsWith(words)]).toEqual([false, true]);
});
