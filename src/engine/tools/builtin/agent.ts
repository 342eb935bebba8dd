import * as z from "zod/mini";
import { ok } from "../../../kernel/base/result.ts";
import type { Caller, Tool, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { CapabilitySet } from "../../../kernel/rules/capability.ts";
import { defineTool } from "./schema.ts";

/** What one agent asks of another. */
export interface AgentTask extends Pick<CapabilitySet, "tools" | "folders" | "hosts"> {
  /** Short; people find it by this. */
  readonly name: string;
  readonly task: string;
  readonly system?: string;
  /** As the model is named; absent: the asking agent's. */
  readonly model?: string;
  readonly maxTurns?: number;
  /** Calls that it and those that it asks may make. Absent: any number. */
  readonly maxCalls?: number;
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

const words = (min: number, max: number) => z.string().check(z.trim(), z.minLength(min), z.maxLength(max));
const names = z.optional(z.array(words(1, 200)).check(z.maxLength(64)));

export const createAgentTool = (delegate: Delegate): Tool =>
  defineTool({
    name: "agent",
    description:
      "Gives one self-contained task to another agent that works on the same files with the same rules, and returns the last thing it says. It sees nothing of this conversation, so the task has to say everything that it needs. Agents that are asked for in one answer work at the same time.",
    access: "container",
    timeoutMs: noTimeLimit,
    schema: z.object({
      task: words(1, 100_000).check(z.describe("What to do, where, and what to answer with.")),
      name: z.optional(words(1, 40)).check(z.describe("One or two words that people will see it by.")),
      system: z.optional(z.string().check(z.maxLength(100_000))).check(z.describe("Instructions in place of the usual ones.")),
      model: z.optional(words(1, 200)).check(z.describe("Another model, of those that the person allows.")),
      maxTurns: z
        .optional(z.int().check(z.minimum(1), z.maximum(maxTurnsAsked)))
        .check(z.describe("How many answers it may take; 30 unless told otherwise.")),
      tools: names.check(z.describe("The only tools that it may use; all of yours unless told.")),
      folders: names.check(z.describe("The only folders that it may touch.")),
      hosts: names.check(z.describe("The only hosts that it may reach.")),
      maxCalls: z
        .optional(z.int().check(z.minimum(0), z.maximum(10_000)))
        .check(z.describe("How many calls it may make in all.")),
    }),
    headline: ({ name, task }) => ({ verb: "Asked", object: nameFrom(name ?? task) }),
    paths: () => [],
    run: async ({ name, task, ...more }, { caller, signal }) => {
      if (caller === undefined) throw new Error("An agent is asked for outside a run.");
      const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
      return ok(await delegate({ name: nameFrom(name ?? task), task, ...given }, caller, signal));
    },
  });
