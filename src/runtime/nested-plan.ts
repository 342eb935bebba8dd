import type { AgentTask } from "../engine/tools/builtin/agent.ts";
import { type ModelChoice, modelName } from "../kernel/model.ts";
import type { NestingLimits } from "../kernel/nested-run.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { defaultSystemPrompt } from "../kernel/system-prompt.ts";
import type { Member } from "./nested-family.ts";
import { fallbacksOf, type RunPlan } from "./run-plan.ts";

export interface NestedPlan {
  readonly plan: RunPlan;
  /** The only tools that it may call; absent: those of the one that asks, who has no list either. */
  readonly tools?: readonly string[];
}

export interface NestedPlanDeps {
  readonly limits: NestingLimits;
  readonly toolNames: () => readonly string[];
  /** What the asking run and those above it may still use. */
  readonly tokensLeft: number;
}

const yourTask = `

You were asked by another agent
- Your first message is its task. Nobody sees what you write on the way but the person.
- The other agent reads only your last message: put the whole result into it.`;

/** Why no agent is started, for the one that asks. */
const countProblem = ({ limits, tokensLeft }: NestedPlanDeps, { agent, tree }: Member): string | undefined => {
  const { maxAtOnce, maxDepth, maxTotal } = limits;
  if (agent.agentPath.length >= maxDepth) {
    return `The greatest depth of agents, ${maxDepth}, is reached, so none was started. Do the task yourself.`;
  }
  if (tree.total >= maxTotal) return `This run has started ${maxTotal} agents, the most it may. Do the task yourself.`;
  if (tree.atOnce > maxAtOnce) return `${maxAtOnce} agents are at work, the most at a time. Ask again when one has ended.`;
  if (tokensLeft <= 0) return "The limit on tokens of this run is used up, so no agent was started.";
  return undefined;
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
  const problem = countProblem(deps, parent);
  if (problem !== undefined) return err(problem);
  const model = chosenModel(parent.plan, task.model);
  if (!model.ok) return model;
  const tools = chosenTools(deps.toolNames(), parent.agent.tools, task.tools);
  if (!tools.ok) return tools;
  const { settings, limits, fallbacks } = parent.plan;
  const systemPrompt = task.system ?? inherited(settings.systemPrompt ?? defaultSystemPrompt);
  const maxTurns = Math.min(task.maxTurns ?? deps.limits.maxTurns, limits.maxTurns);
  const plan: RunPlan = {
    model: model.value,
    settings: { ...settings, systemPrompt },
    limits: { ...limits, maxTurns, maxTokens: deps.tokensLeft },
    fallbacks: fallbacksOf(model.value, fallbacks),
  };
  return ok(tools.value === undefined ? { plan } : { plan, tools: tools.value });
};

/** An agent of an agent is told once. */
const inherited = (prompt: string): string => (prompt.endsWith(yourTask) ? prompt : `${prompt}${yourTask}`);
