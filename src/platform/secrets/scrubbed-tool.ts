import { type Failure, scrubbedFailure } from "../../kernel/base/failure.ts";
import { assertNever, ok, type Result } from "../../kernel/base/result.ts";
import type { AsyncTool, ListenTool, ListenUpdate, SyncTool, Tool, ToolOutput } from "../../kernel/contracts/tool.ts";
import type { Todo } from "../../kernel/conversation/todo.ts";
import type { ShellState } from "../../kernel/files/shell-state.ts";
import type { Progress } from "../../kernel/tools/operation.ts";
import type { KeyRing } from "./key-ring.ts";

/** A result without keys, whatever it holds. */
const scrubbed = <Value>(
  keys: KeyRing,
  result: Result<Value, Failure>,
  scrub: (value: Value) => Value,
): Result<Value, Failure> =>
  result.ok ? ok(scrub(result.value)) : { ok: false, error: scrubbedFailure(result.error, keys.scrub) };

const scrubbedTodo = (keys: KeyRing, { content, status, activeForm }: Todo): Todo => ({
  content: keys.scrub(content),
  status,
  activeForm: keys.scrub(activeForm),
});

const scrubbedShell = (keys: KeyRing, { folder, variables }: ShellState): ShellState => ({
  folder: keys.scrub(folder),
  variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, keys.scrub(value)])),
});

const outputScrubber =
  (keys: KeyRing) =>
  ({ todos, shell, ...output }: ToolOutput): ToolOutput => ({
    ...output,
    text: keys.scrub(output.text),
    ...(todos === undefined ? {} : { todos: todos.map((todo) => scrubbedTodo(keys, todo)) }),
    ...(shell === undefined ? {} : { shell: scrubbedShell(keys, shell) }),
  });

const scrubbedSync = <Input>(keys: KeyRing, tool: SyncTool<Input>): SyncTool<Input> => ({
  ...tool,
  run: async (input, context) => scrubbed(keys, await tool.run(input, context), outputScrubber(keys)),
});

const scrubbedProgress = (keys: KeyRing, { stage, message, data }: Progress): Progress => ({
  stage: keys.scrub(stage),
  message: keys.scrub(message),
  ...(data === undefined ? {} : { data: keys.scrubJson(data) }),
});

const scrubbedAsync = <Input>(keys: KeyRing, tool: AsyncTool<Input>): AsyncTool<Input> => {
  const output = outputScrubber(keys);
  return {
    ...tool,
    begin: async (input, context) =>
      scrubbed(keys, await tool.begin(input, context), (begun) =>
        begun.type === "done" ? { type: "done", output: output(begun.output) } : { ...begun, message: keys.scrub(begun.message) },
      ),
    check: async (operation, input, context) =>
      scrubbed(keys, await tool.check(operation, input, context), (status) =>
        status.type === "done"
          ? { type: "done", output: output(status.output) }
          : { type: "in-progress", progress: scrubbedProgress(keys, status.progress) },
      ),
  };
};

const scrubbedUpdate = (keys: KeyRing, update: ListenUpdate): ListenUpdate => {
  switch (update.type) {
    case "listening":
    case "invalidated":
      return { ...update, message: keys.scrub(update.message) };
    case "ready":
      return { type: "ready", prepared: { ...update.prepared, snapshot: keys.scrub(update.prepared.snapshot) } };
    case "done":
      return { type: "done", output: outputScrubber(keys)(update.output) };
    default:
      return assertNever(update);
  }
};

async function* scrubbedUpdates(keys: KeyRing, updates: AsyncIterable<ListenUpdate>): AsyncGenerator<ListenUpdate, void> {
  for await (const update of updates) yield scrubbedUpdate(keys, update);
}

const scrubbedListen = <Input>(keys: KeyRing, tool: ListenTool<Input>): ListenTool<Input> => ({
  ...tool,
  prepare: (input, context) => scrubbedUpdates(keys, tool.prepare(input, context)),
  execute: async (prepared, input, context) => scrubbed(keys, await tool.execute(prepared, input, context), outputScrubber(keys)),
});

/**
 * A tool whose output holds no held key: a file that was written before the key was given may contain it, and the output goes
 * into the log and to the model. The file itself stays as it is, and so does everything that only looks like a secret.
 */
export const createScrubbedTool = <Input>(keys: KeyRing, tool: Tool<Input>): Tool<Input> => {
  switch (tool.kind) {
    case undefined:
    case "sync":
      return scrubbedSync(keys, tool);
    case "async":
      return scrubbedAsync(keys, tool);
    case "listen":
      return scrubbedListen(keys, tool);
    case "question":
    case "external":
      // What the person answers or submits is no output of the tool; a command that holds a key is refused.
      return tool;
    default:
      return assertNever(tool);
  }
};
