import * as z from "zod/mini";
import type { SyncTool, Tool } from "../../kernel/contracts/tool.ts";
import {
  countingFolders,
  maxMemoryChars,
  maxMemoryTags,
  maxTagChars,
  memoryFolder,
  memoryKinds,
} from "../../kernel/memory/memory.ts";
import { toolTimeoutMs } from "../tools/builtin/answers.ts";
import { defineTool, textArgument } from "../tools/builtin/schema.ts";
import type { MemoryUseDep } from "./tool-work.ts";
import { createVectorTools } from "./vector-tools.ts";

/** What the tools do is loaded when one is first called. */
const work = () => import("./tool-work.ts");

const kindArgument = z.enum(memoryKinds);
const tagsArgument = z._default(
  z.array(z.string().check(z.minLength(1), z.maxLength(maxTagChars))).check(z.maxLength(maxMemoryTags)),
  [],
);
const idArgument = z.string().check(z.regex(/^memory_[a-z0-9_-]{1,60}$/));

const createRememberTool = (): SyncTool =>
  defineTool({
    name: "remember",
    description:
      "Remembers one thing beyond this session: a fact, a preference, something that happened. One self-contained sentence. The person sees it and can take it back. Only what will be of use later.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      text: textArgument.check(z.minLength(1), z.maxLength(maxMemoryChars)),
      kind: z
        ._default(kindArgument, "semantic")
        .check(
          z.describe(
            "semantic: a fact or preference, does not fade. episodic: something that happened. working: at hand just now, only the newest stay. long-term: fades unless used.",
          ),
        ),
      tags: tagsArgument,
      importance: z._default(z.number().check(z.gte(0), z.lte(1)), 0.6),
      replaces: z.optional(idArgument.check(z.describe("The memory whose place this takes."))),
      daysValid: z.optional(z.number().check(z.gt(0), z.lte(36_500))),
    }),
    headline: ({ text }) => ({ verb: "Remembered", object: `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”` }),
    // Where it is written is known when it ran: what others wrote goes where it waits for the person.
    paths: () => [],
    run: async (input, context) => (await work()).remember(input, context),
  });

const createRecallTool = (deps: MemoryUseDep): SyncTool =>
  defineTool({
    name: "recall",
    description: "Looks through what is remembered. Without a query: what counts most. Tags: those that have all of them.",
    access: "read",
    permissions: ["database-read"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      query: z._default(z.string().check(z.maxLength(maxMemoryChars)), ""),
      kind: z.optional(kindArgument),
      tags: tagsArgument,
      limit: z._default(z.int().check(z.gte(1), z.lte(50)), 10),
    }),
    headline: ({ query }) => ({ verb: "Recalled", object: query === "" ? "what it remembers" : `“${query}”` }),
    paths: () => countingFolders,
    run: async (input, context) => (await work()).recall(input, context, deps),
  });

const createForgetTool = (): SyncTool =>
  defineTool({
    name: "forget",
    description: "Forgets one memory, by its id. It is not remembered again unless the person wants it.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ memoryId: idArgument }),
    headline: ({ memoryId }) => ({ verb: "Forgot", object: memoryId }),
    paths: () => [memoryFolder],
    run: async (input, context) => (await work()).forget(input, context),
  });

/** The tools over the memory of a workspace. */
export const createMemoryTools = (deps: MemoryUseDep): readonly Tool[] => [
  createRememberTool(),
  createRecallTool(deps),
  createForgetTool(),
  ...createVectorTools(deps),
];
