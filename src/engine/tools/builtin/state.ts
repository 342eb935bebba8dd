import * as z from "zod/mini";
import type { Failure } from "../../../kernel/base/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { err, type Result } from "../../../kernel/base/result.ts";
import type { SyncTool, Tool } from "../../../kernel/contracts/tool.ts";
import {
  findStateNameProblem,
  type StatePlace,
  type StateTransition,
  snapshotPath,
  statePath,
  valuesFolder,
} from "../../../kernel/files/state.ts";
import { toolTimeoutMs } from "./answers.ts";
import { defineTool } from "./schema.ts";

/** Where it is read what a value was before. */
export interface StateBookDep {
  /** The newest changes of a value, oldest first, and how many there were. */
  readonly historyOf: (
    place: StatePlace,
  ) => Promise<Result<{ readonly transitions: readonly StateTransition[]; readonly total: number }, Failure>>;
}

export interface StateToolsOptions {
  /** The only tenant that the tools see; the model cannot name another one. Absent: it may name any. */
  readonly tenant?: string;
  /** Absent: there is no tool that tells what was before. */
  readonly book?: StateBookDep;
}

const nameArgument = z.string().check(
  z.refine((name) => findStateNameProblem(name) === undefined, {
    error: ({ input }) => `${typeof input === "string" ? findStateNameProblem(input) : "must be text"}`,
  }),
);
const keyArgument = nameArgument;
const tenantArgument = z.optional(nameArgument).check(z.describe("Whose; absent: everyone's."));
/** Arguments are JSON before a tool sees them. */
const valueArgument = z
  .pipe(
    z.unknown(),
    z.transform((value) => value as JsonValue),
  )
  .check(z.describe("Any JSON value."));

/** Loaded when the state is first used. */
const work = () => import("./state-work.ts");

/** Reading hangs on nothing but the files that the values are. */
const createGetTool = (): SyncTool =>
  defineTool({
    name: "state_get",
    description: "Reads the state: small values under keys, kept beyond this session. Without a key: all of them.",
    access: "read",
    permissions: ["database-read"],
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      key: z.optional(keyArgument),
      prefix: z._default(z.string().check(z.maxLength(200)), "").check(z.describe("Only keys that start so.")),
      tenant: tenantArgument,
    }),
    headline: ({ key }) => ({ verb: "Read", object: key === undefined ? "the state" : `${key} of the state` }),
    paths: ({ key, tenant = "" }) => [key === undefined ? valuesFolder(tenant) : statePath({ tenant, key })],
    run: async ({ key, prefix, tenant = "" }, context) => (await work()).getState(key, prefix, tenant, context),
  });

const createSetTool = (): SyncTool =>
  defineTool({
    name: "state_set",
    description: "Sets a value of the state. For long text use a file.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ key: keyArgument, value: valueArgument, tenant: tenantArgument }),
    headline: ({ key }) => ({ verb: "Set", object: `${key} of the state` }),
    paths: ({ key, tenant = "" }) => [statePath({ tenant, key })],
    run: async ({ key, value, tenant = "" }, context) => (await work()).setState(key, value, tenant, context),
  });

const createDeleteTool = (): SyncTool =>
  defineTool({
    name: "state_delete",
    description: "Takes a key out of the state.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ key: keyArgument, tenant: tenantArgument }),
    headline: ({ key }) => ({ verb: "Deleted", object: `${key} of the state` }),
    paths: ({ key, tenant = "" }) => [statePath({ tenant, key })],
    run: async ({ key, tenant = "" }, context) => (await work()).deleteState(key, tenant, context),
  });

const createSnapshotTool = (): SyncTool =>
  defineTool({
    name: "state_snapshot",
    description: "Keeps the whole state under a name, for state_restore.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ name: nameArgument, tenant: tenantArgument }),
    headline: ({ name }) => ({ verb: "Kept", object: `the state as ${name}` }),
    paths: ({ name, tenant = "" }) => [snapshotPath(tenant, name)],
    run: async ({ name, tenant = "" }, context) => (await work()).snapshotState(name, tenant, context),
  });

const createRestoreTool = (): SyncTool =>
  defineTool({
    name: "state_restore",
    description: "Makes the state exactly what a snapshot kept; keys that came since go.",
    access: "write",
    permissions: ["database-read", "database-write"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ name: nameArgument, tenant: tenantArgument }),
    headline: ({ name }) => ({ verb: "Restored", object: `the state from ${name}` }),
    paths: ({ tenant = "" }) => [valuesFolder(tenant)],
    run: async ({ name, tenant = "" }, context) => (await work()).restoreState(name, tenant, context),
  });

const createHistoryTool = ({ historyOf }: StateBookDep): SyncTool =>
  defineTool({
    name: "state_history",
    description: "Tells how a value of the state changed: when, by whom, from what to what.",
    access: "read",
    permissions: ["database-read"],
    timeoutMs: toolTimeoutMs,
    schema: z.object({ key: keyArgument, tenant: tenantArgument }),
    headline: ({ key }) => ({ verb: "Read", object: `the history of ${key}` }),
    paths: ({ key, tenant = "" }) => [statePath({ tenant, key })],
    run: async ({ key, tenant = "" }) => {
      const history = await historyOf({ tenant, key });
      if (!history.ok) return history;
      const { transitions, total } = history.value;
      return (await work()).tellHistory(key, transitions, total);
    },
  });

const withoutTenant = ({ properties, ...schema }: JsonObject): JsonObject => {
  const { tenant: _tenant, ...others } = isJsonObject(properties) ? properties : {};
  return { ...schema, properties: others };
};

/** The same tool for one tenant alone. */
const boundTo = (tenant: string, tool: SyncTool): SyncTool => ({
  ...tool,
  inputSchema: withoutTenant(tool.inputSchema),
  parse: (input) => {
    if (!isJsonObject(input)) return tool.parse(input);
    if ("tenant" in input) return err(['"tenant" is not an argument here: there is one tenant only.']);
    return tool.parse(tenant === "" ? input : { ...input, tenant });
  },
});

/** The tools over the state of a workspace. */
export const createStateTools = ({ tenant, book }: StateToolsOptions = {}): readonly Tool[] => {
  const history = book === undefined ? [] : [createHistoryTool(book)];
  const free = [createGetTool(), createSetTool(), createDeleteTool(), createSnapshotTool(), createRestoreTool(), ...history];
  return tenant === undefined ? free : free.map((tool) => boundTo(tenant, tool));
};
