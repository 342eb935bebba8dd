import type { AgentTask } from "../../engine/tools/builtin/agent.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { NestingLimits } from "../../kernel/conversation/nested-run.ts";
import { defaultSystemPrompt } from "../../kernel/conversation/system-prompt.ts";
import {
  type Account,
  type Amounts,
  type Bound,
  type Hold,
  type Line,
  type Measure,
  reachedIn,
  reserveIn,
} from "../../kernel/limits/account.ts";
import { type ModelChoice, modelName } from "../../kernel/model/model.ts";
import { formatDollars } from "../../kernel/model/money.ts";
import type { Member } from "./nested-family.ts";
import { fallbacksOf, type RunPlan } from "./run-plan.ts";

export interface NestedPlan {
  readonly plan: RunPlan;
  /** Its place among the agents; whoever starts it gives that back. */
  readonly room: Hold;
  /** The only tools that it may call; absent: those of the one that asks, who has no list either. */
  readonly tools?: readonly string[];
}

export interface NestedPlanDeps {
  readonly limits: NestingLimits;
  readonly toolNames: () => readonly string[];
  /** What limits all agents of the session together. Absent: nothing does. */
  readonly together?: Account;
  /** What the asking run and those above it may still use. */
  readonly tokensLeft: number;
}

const yourTask = `

You were asked by another agent
- Your first message is its task. Nobody sees what you write on the way but the person.
- The other agent reads only your last message: put the whole result into it.`;

const amountOf = (measure: Measure, amount: number): string =>
  measure === "nano-dollars" ? formatDollars(amount) : amount.toLocaleString("en-US");

/** Why the agents together leave no room for another one, for the one that asks. */
const noRoom = ({ account, limit, measure }: Bound): string => {
  const most = amountOf(measure, limit);
  const place = account.name === "session" ? "session" : "run";
  if (measure === "agents")
    return `This ${place} has started ${most} ${limit === 1 ? "agent" : "agents"}, the most it may. Do the task yourself.`;
  if (measure === "agents-at-once") return `${most} agents are at work, the most at a time. Ask again when one has ended.`;
  const what = measure === "nano-dollars" ? "in money" : measure.replace("-", " ");
  return `What all agents of this ${place} may use together, ${most} ${what}, is used up. Do the task yourself.`;
};

const oneAgent: Amounts = { agents: 1, "agents-at-once": 1 };

/** What an agent has to find room in. */
const roomsOf = ({ together }: NestedPlanDeps, { tree }: Member): Line => (together === undefined ? [tree] : [tree, together]);

/** Why no agent is started, whatever the task, for the one that asks. */
const roomProblem = (deps: NestedPlanDeps, parent: Member): string | undefined => {
  const { agent } = parent;
  const { limits, tokensLeft } = deps;
  const { maxDepth } = limits;
  if (agent.agentPath.length >= maxDepth) {
    return `The greatest depth of agents, ${maxDepth}, is reached, so none was started. Do the task yourself.`;
  }
  const reached = reachedIn(roomsOf(deps, parent));
  if (reached !== undefined) return noRoom(reached);
  return tokensLeft <= 0 ? "The limit on tokens of this run is used up, so no agent was started." : undefined;
};

/**
 * A model that the conversation may go to already: the asking agent's, or one that the person lets take over from it. Another
 * one would be a way out that nobody agreed to.
 */
const chosenModel = ({ fallbacks, model: own }: RunPlan, name: string | undefined): Result<ModelChoice, string> => {
  const models: readonly ModelChoice[] = [own, ...fallbacks];
  const found = name === undefined ? own : models.find((choice) => modelName(choice) === name);
  if (found !== undefined) return ok(found);
  const allowed = [...new Set(models.map(modelName))].join(", ");
  return err(`The model "${name}" is not among those that the person allows (${allowed}). No agent was started.`);
};

/** Tools only shrink on the way down. */
const chosenTools = (
  all: readonly string[],
  own: readonly string[] | undefined,
  asked: readonly string[] | undefined,
): Result<readonly string[] | undefined, string> => {
  const may = own ?? all;
  const beyond = asked?.filter((name) => !may.includes(name)) ?? [];
  if (beyond.length === 0) return ok(asked ?? own);
  return err(`You cannot hand on ${beyond.join(", ")}: yours are ${may.join(", ")}. No agent was started.`);
};

/** What a nested run is asked with: as its parent, but for what the task narrows; or why none is started. */
export const planNested = (deps: NestedPlanDeps, parent: Member, task: AgentTask): Result<NestedPlan, string> => {
  const problem = roomProblem(deps, parent);
  if (problem !== undefined) return err(problem);
  const model = chosenModel(parent.plan, task.model);
  if (!model.ok) return model;
  const tools = chosenTools(deps.toolNames(), parent.agent.tools, task.tools);
  if (!tools.ok) return tools;
  const room = reserveIn(roomsOf(deps, parent), oneAgent);
  if (!room.ok) return err(noRoom(room.error));
  const { limits, fallbacks } = parent.plan;
  // The form is that of the answer to the person.
  const { answerFormat: _ofTheWhole, ...settings } = parent.plan.settings;
  const systemPrompt = task.system ?? inherited(settings.systemPrompt ?? defaultSystemPrompt);
  const maxTurns = Math.min(task.maxTurns ?? deps.limits.maxTurns, limits.maxTurns);
  const plan: RunPlan = {
    model: model.value,
    settings: { ...settings, systemPrompt },
    limits: { ...limits, maxTurns, maxTokens: deps.tokensLeft },
    fallbacks: fallbacksOf(model.value, fallbacks),
  };
  return ok(tools.value === undefined ? { plan, room: room.value } : { plan, room: room.value, tools: tools.value });
};

/** An agent of an agent is told once. */
const inherited = (prompt: string): string => (prompt.endsWith(yourTask) ? prompt : `${prompt}${yourTask}`);
