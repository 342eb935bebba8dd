import * as z from "zod";
import type { Caller, Tool, ToolOutput } from "../../../kernel/contracts/tool.ts";
import { ok } from "../../../kernel/result.ts";
import { defineTool } from "./schema.ts";

/** What one agent asks of another. */
export interface AgentTask {
  /** Short; people find it by this. */
  readonly name: string;
  readonly task: string;
  readonly system?: string;
  /** As the model is named; absent: the asking agent's. */
  readonly model?: string;
  readonly maxTurns?: number;
  /** Names of tools; absent: those of the asking agent. */
  readonly tools?: readonly string[];
}

/**
 * Carries a task out as a nested run and gives what it said last. Whatever goes wrong in it is a refusal that the asking agent
 * can act on, with what was said by then. Ends soon after the signal aborts, when everything of the run is recorded.
 */
export type Delegate = (task: AgentTask, caller: Caller, signal: AbortSignal) => Promise<ToolOutput>;

const maxNameChars = 24;
const maxTurnsAsked = 1_000;

/** The first words of a task, where it was given no name. */
const nameFrom = (text: string): string => {
  const words = text.trim().split(/\s+/u).slice(0, 3).join(" ");
  const characters = [...words];
  return characters.length <= maxNameChars ? words : `${characters.slice(0, maxNameChars - 1).join("")}…`;
};

/** A container is waited for; what ends it is its own silence. This is as long as a timer can be. */
const noTimeLimit = 2_147_483_647;

const words = (min: number) => z.string().trim().min(min);

export const createAgentTool = (delegate: Delegate): Tool =>
  defineTool({
    name: "agent",
    description:
      "Gives one self-contained task to another agent that works on the same files with the same rules, and returns the last thing it says. It sees nothing of this conversation, so the task has to say everything that it needs. Agents that are asked for in one answer work at the same time.",
    access: "container",
    timeoutMs: noTimeLimit,
    schema: z.object({
      task: words(1).max(100_000).describe("What to do, where, and what to answer with."),
      name: words(1).max(40).optional().describe("One or two words that people will see it by."),
      system: z.string().max(100_000).optional().describe("Instructions in place of the usual ones."),
      model: words(1).max(200).optional().describe("Another model, of those that the person allows."),
      maxTurns: z.int().min(1).max(maxTurnsAsked).optional().describe("How many answers it may take; 30 unless told otherwise."),
      tools: z.array(words(1).max(64)).max(64).optional().describe("The only tools that it may use; all of yours unless told."),
    }),
    headline: ({ name, task }) => ({ verb: "Asked", object: nameFrom(name ?? task) }),
    paths: () => [],
    run: async ({ name, task, system, model, maxTurns, tools }, { caller, signal }) => {
      if (caller === undefined) throw new Error("An agent is asked for outside a run.");
      const asked: AgentTask = {
        name: nameFrom(name ?? task),
        task,
        ...(system === undefined ? {} : { system }),
        ...(model === undefined ? {} : { model }),
        ...(maxTurns === undefined ? {} : { maxTurns }),
        ...(tools === undefined ? {} : { tools }),
      };
      return ok(await delegate(asked, caller, signal));
    },
  });
