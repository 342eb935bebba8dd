import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { systemClock } from "../../../kernel/base/clock.ts";
import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type {
  AsyncTool,
  Begun,
  OperationStatus,
  SyncTool,
  Tool,
  ToolContext,
  ToolOutput,
} from "../../../kernel/contracts/tool.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { createOverlay, type Overlay } from "../../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../../files/overlay/workspace-tree.fake.ts";
import { createBuiltinTools } from "./builtin-tools.ts";

const tools = {
  fake: createBuiltinTools({ clock: createFakeClock() }),
  system: createBuiltinTools({ clock: systemClock }),
};

/** The tools over one overlay, without a gate. */
export interface Workbench {
  /** The text of the result; refusals start with `refused: `, failures with their type. */
  readonly call: (tool: string, input: JsonValue) => Promise<string>;
  readonly tool: (name: string) => SyncTool;
  readonly overlay: Overlay;
  /** Paths that differ from the start, each with what stands there: text, `folder` or null. */
  readonly changes: () => Promise<Readonly<Record<string, string | null>>>;
  readonly effect: () => Promise<WorkspaceEffect>;
}

/** Looks at an operation until it is over. */
const throughLooks = async (tool: AsyncTool, input: unknown, context: ToolContext): Promise<Result<ToolOutput, Failure>> => {
  let status: Result<Begun | OperationStatus, Failure> = await tool.begin(input, context);
  const operationId = status.ok && "operationId" in status.value ? status.value.operationId : "";
  while (status.ok && status.value.type === "in-progress") status = await tool.check({ operationId }, input, context);
  return status.ok && status.value.type === "done" ? ok(status.value.output) : err(status.ok ? abortedFailure : status.error);
};

export const createWorkbench = (
  contents: Readonly<Record<string, string | Uint8Array>> = {},
  options: { readonly clock?: "fake" | "system"; readonly signal?: AbortSignal; readonly more?: readonly Tool[] } = {},
): Workbench => {
  const overlay = createOverlay(createFakeWorkspace(contents).tree, { effectId: effectId("effect_1"), now: 1_000 });
  const named = (name: string): Tool => {
    const found = [...tools[options.clock ?? "fake"], ...(options.more ?? [])].find((each) => each.name === name);
    if (found === undefined) throw new Error(`No tool is named ${name}.`);
    return found;
  };
  const tool = (name: string): SyncTool => {
    const found = named(name);
    if (!("run" in found)) throw new Error(`No tool that runs is named ${name}.`);
    return found;
  };
  return {
    overlay,
    tool,
    call: async (name, input) => {
      const found = named(name);
      const parsed = found.parse(input);
      if (!parsed.ok) return `invalid: ${parsed.error.join(" ")}`;
      const signal = options.signal ?? new AbortController().signal;
      const context = { files: overlay.files, signal, now: 1_000 };
      const result =
        found.kind === "async" ? await throughLooks(found, parsed.value, context) : await tool(name).run(parsed.value, context);
      if (!result.ok) return `${result.error.type}: ${result.error.message}`;
      return result.value.isError ? `refused: ${result.value.text}` : result.value.text;
    },
    changes: async () => {
      const changed: Record<string, string | null> = {};
      for (const { path, after } of (await overlay.effect()).files) {
        if (after?.kind !== "file") changed[path] = after === null ? null : "folder";
        else changed[path] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await overlay.tree.contents(after.hash));
      }
      return changed;
    },
    effect: () => overlay.effect(),
  };
};
