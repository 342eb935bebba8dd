import { hashText } from "../../../kernel/base/canonical.ts";
import { createFakeClock, type FakeClock } from "../../../kernel/base/clock.fake.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { approvalId, callId, effectId, ruleId, runId, sessionId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/base/json.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { CallScope, Gate, GateCall, SettledCall } from "../../../kernel/contracts/gate.ts";
import type { Hooks } from "../../../kernel/contracts/hooks.ts";
import { createFakeStore, type FakeStore } from "../../../kernel/contracts/store.fake.ts";
import type { Access, Tool, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { ToolLimits } from "../../../kernel/limits/tool-limits.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import type { Level, Rule } from "../../../kernel/rules/rule.ts";
import { createOverlay } from "../../files/overlay/overlay.ts";
import { createWorkspaceTree, type WorkspaceTree } from "../../files/overlay/workspace-tree.ts";
import { createCircuitStates } from "../../resilience/circuit-states.ts";
import { programRules } from "../rules/level-rules.ts";
import { createRuleBook } from "../rules/rule-book.ts";
import { createToolStages } from "../stages/tool-stages.ts";
import { type ApprovalDesk, createApprovalDesk } from "./approvals.ts";
import { createEditCheck } from "./explain-arguments.ts";
import { createGate } from "./gate.ts";
import type { GateDeps } from "./gate-deps.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { settleListen } from "./listen-call.ts";
import { createToolRegistry } from "./registry.ts";

// What is loaded with a first call is here before a test counts moments.
await Promise.all([
  import("../../files/text/line-edits.ts"),
  import("../builtin/count-words-work.ts"),
  import("../builtin/plan-cleanup-work.ts"),
  import("../builtin/state-work.ts"),
]);

/** Every execution of a tool, in order. */
export type Ran = string;

const readText = async ({ files }: ToolContext, path: string): Promise<string> =>
  new TextDecoder().decode(await files.readFile(path));

type Run = (input: JsonObject, context: ToolContext) => Promise<Result<ToolOutput, Failure>>;
const said = (text: string): Result<ToolOutput, Failure> => ok({ text, isError: false });

const toolOf = (name: string, access: Access, ran: Ran[], run: Run): Tool => ({
  name,
  description: `${name}.`,
  inputSchema: { type: "object" },
  access,
  timeoutMs: 5_000,
  parse: (input) =>
    isJsonObject(input) && input.bad === undefined
      ? ok(input)
      : err(["bad has to be absent.", "Arguments have to be an object."]),
  headline: (input) => ({ verb: name, object: String((input as JsonObject).path ?? "") }),
  paths: (input) => (typeof (input as JsonObject).path === "string" ? [String((input as JsonObject).path)] : []),
  run: (input, context) => {
    const object = input as JsonObject;
    ran.push([name, ...Object.values(object)].join(" "));
    return run(object, context);
  },
});

export const worldTools = (ran: Ran[]): readonly Tool[] => [
  toolOf("peek", "read", ran, async () => said("constant")),
  toolOf("look", "read", ran, async ({ path }, context) => said(await readText(context, String(path)))),
  toolOf("sly", "read", ran, async ({ path }, { files }) => {
    await files.writeFile(String(path), "sly");
    return said("looked");
  }),
  toolOf("put", "write", ran, async ({ path, text }, { files }) => {
    await files.writeFile(String(path), String(text));
    return said(`put ${path}`);
  }),
  toolOf("append", "write", ran, async ({ path, text }, context) => {
    await context.files.writeFile(String(path), (await readText(context, String(path))) + String(text));
    return said(`appended ${path}`);
  }),
  toolOf("drop", "write", ran, async ({ path }, { files }) => {
    await files.unlink(String(path));
    return said(`dropped ${path}`);
  }),
  toolOf("send", "external", ran, async ({ to }) => said(`sent ${to}`)),
  toolOf("throw", "write", ran, async () => {
    throw new Error("thrown by the tool");
  }),
  toolOf("fail", "read", ran, async () => err({ type: "tool", message: "it broke" })),
  toolOf("hang", "read", ran, () => new Promise(() => undefined)),
  toolOf("hang-writing", "write", ran, async ({ path }, { files }) => {
    await files.writeFile(String(path), "half");
    return new Promise(() => undefined);
  }),
  toolOf("hang-outside", "external", ran, () => new Promise(() => undefined)),
];

export interface World {
  readonly store: FakeStore;
  readonly clock: FakeClock;
  readonly desk: ApprovalDesk;
  readonly ledger: Ledger;
  readonly tree: WorkspaceTree;
  readonly gate: Gate;
  readonly ran: Ran[];
  readonly stop: AbortController;
  readonly scope: CallScope;
  readonly settle: (...calls: readonly GateCall[]) => Promise<Result<readonly SettledCall[], Failure>>;
  /** Puts a file into the workspace, as a person would. */
  readonly save: (path: string, text: string) => Promise<void>;
  /** The text of a committed file. */
  readonly textAt: (path: string) => string | undefined;
  readonly pending: () => readonly Approval[];
  readonly answer: (id: string, answer: ApprovalAnswer) => Promise<Result<null, Failure>>;
  /** Lets everything run that waits for no person, tool or clock. */
  readonly calm: () => Promise<void>;
  readonly types: () => readonly Event["type"][];
  /** The tab dies: nothing of this world reaches the store any more, and nothing it waits for comes. */
  readonly die: () => void;
  /** What this tab's ids begin with. */
  readonly prefix: string;
}

export interface WorldOptions {
  readonly level?: Level;
  /** Nothing is asked about, as in a program without a person. */
  readonly asksNobody?: boolean;
  readonly tools?: (ran: Ran[]) => readonly Tool[];
  readonly maxParallelReads?: number;
  readonly hooks?: readonly Hooks[];
  /** What stands before each tool. Absent: nothing can. */
  readonly limits?: { readonly [tool: string]: ToolLimits };
  /** Called after each commit of the gate, before the gate hears of it; tests end the tab here. */
  readonly afterCommit?: () => Promise<void>;
  /** The world of a tab that died: its store goes on, everything in memory is made again. */
  readonly after?: World;
}

export const createWorld = ({
  asksNobody = false,
  level = "ask-risky",
  tools = worldTools,
  maxParallelReads = 3,
  hooks,
  limits,
  afterCommit,
  after,
}: WorldOptions = {}): World => {
  const clock = after?.clock ?? createFakeClock();
  const random = createFakeRandom();
  const store = after?.store ?? createFakeStore(clock);
  // Ids are never made twice, also not by later tabs.
  const prefix = after === undefined ? "" : `after_${after.prefix}`;
  after?.die();
  let isDead = false;
  const ran: Ran[] = [];
  const registry = createToolRegistry(tools(ran));
  const desk = createApprovalDesk({ store, checkEdit: createEditCheck(registry), definitionOf: registry.definitionOf }, [
    ...store.approvals.values(),
  ]);
  const ledger = createLedger({ store });
  ledger.load(store.entries);
  const tree = createWorkspaceTree(
    [...store.files].map(([key, state]) => ({ key, state })),
    async (hash) => store.blobs.get(hash),
  );
  store.subscribe((entries) => {
    for (const { event } of entries) if ("effect" in event && event.effect !== undefined) tree.apply(event.effect.files);
  });
  const stages =
    limits === undefined
      ? undefined
      : createToolStages({ clock, random, circuits: createCircuitStates(), limitsOf: (tool) => limits[tool] });
  store.subscribe((entries) => {
    for (const { event } of entries)
      if ("effect" in event) for (const { path } of event.effect?.files ?? []) stages?.noteChange(path);
  });
  const stop = new AbortController();
  const scope: CallScope = {
    sessionId: sessionId("session_1"),
    runId: runId("run_1"),
    turn: 1,
    level,
    causes: [1],
    origins: [{ type: "model" }],
  };
  const deps: GateDeps = {
    approver: desk,
    clock,
    random: { next: random.next, id: (name) => random.id(prefix + name) },
    store: {
      ...store,
      append: async (commit) => {
        if (isDead) return new Promise(() => undefined);
        const stored = await store.append(commit);
        await afterCommit?.();
        return stored;
      },
    },
    tools: registry,
    tree,
    rules: createRuleBook(() => new Map([...store.rules.values()].map((rule) => [rule.ruleId, rule])), {
      fixed: asksNobody ? programRules : [],
    }),
    ledger,
    createOverlay,
    settleListen,
    openFiles: (raw) => raw,
    maxParallelReads,
    ...(hooks === undefined ? {} : { hooks: () => hooks }),
    ...(stages === undefined ? {} : { stages }),
  };
  const gate = createGate(deps);
  let saves = 0;
  return {
    prefix,
    store,
    clock,
    desk,
    ledger,
    tree,
    gate,
    ran,
    stop,
    scope,
    settle: (...calls) => gate.settle(calls, scope, stop.signal),
    save: async (path, text) => {
      saves += 1;
      const bytes = new TextEncoder().encode(text);
      const version = effectId(`saved_${prefix}${saves}`);
      const written = { kind: "file", hash: hashText(text), sizeBytes: bytes.length, modifiedAt: clock.now(), version } as const;
      const files = [{ path, before: tree.state(path) ?? null, after: written }];
      const effect = { effectId: version, files, reads: [], hash: `saved ${path}` };
      await store.append({
        entries: [{ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }],
        effects: [{ type: "put", table: "blobs", row: { key: written.hash, bytes } }],
        expects: [],
        durability: "strict",
      });
    },
    textAt: (path) => {
      const state = store.files.get(path);
      return state?.kind === "file" ? new TextDecoder().decode(store.blobs.get(state.hash)) : undefined;
    },
    pending: () => [...store.approvals.values()].filter(({ status }) => status === "pending"),
    answer: (id, answer) => desk.answer(approvalId(id), answer),
    // Every promise that can settle by itself has done so before the next macrotask.
    calm: () => new Promise((resolve) => setImmediate(resolve)),
    types: () => store.events().map(({ type }) => type),
    die: () => {
      isDead = true;
    },
  };
};

/** A call by number: its id is `call_<number>`. */
export const call = (number: number, tool: string, input: JsonObject = {}): GateCall => ({
  callId: callId(`call_${number}`),
  tool,
  input,
});

/** The value of a result that the test expects to be one. */
export const unwrap = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** A rule of a person; a deny of everything unless told otherwise. */
export const personRule = (changes: Partial<Rule>): Rule => ({
  ruleId: ruleId("rule_1"),
  match: {},
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "The rule.",
  ...changes,
});

export const addRule = async ({ store }: World, changes: Partial<Rule>): Promise<void> => {
  const event = { type: "rule-added", rule: personRule(changes) } as const;
  await store.append({ entries: [{ causes: [], origins: [], event }], effects: [], expects: [], durability: "strict" });
};
