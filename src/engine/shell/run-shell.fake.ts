import { systemClock } from "../../kernel/base/clock.ts";
import { effectId } from "../../kernel/base/ids.ts";
import { freshShell, type ShellState } from "../../kernel/files/shell-state.ts";
import { createOverlay } from "../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../files/overlay/workspace-tree.fake.ts";
import { runShell, type ShellEnd, type ShellRun } from "./run-shell.ts";
import type { ShellWeb } from "./shell-web.ts";

/** A shell over one overlay, which stands where its last command left it. */
export const createShell = (contents: Readonly<Record<string, string | Uint8Array>> = {}, web?: ShellWeb) => {
  const { tree } = createFakeWorkspace(contents);
  const overlay = createOverlay(tree, { effectId: effectId("effect_1"), now: 1_000 });
  let state: ShellState = freshShell;
  const run = async (
    command: string,
    options: Pick<Partial<ShellRun>, "timeoutMs" | "busyMs" | "signal"> = {},
  ): Promise<ShellEnd> => {
    const signal = options.signal ?? new AbortController().signal;
    const shell = { command, files: overlay.files, state, clock: systemClock, ...(web === undefined ? {} : { web }) };
    const end = await runShell({ ...shell, timeoutMs: 20_000, ...options, signal });
    if (end.type === "ended") state = end.state;
    return end;
  };
  return {
    run,
    overlay,
    state: () => state,
    /** What it wrote to its output, and how it failed where it did. */
    output: async (command: string): Promise<string> => {
      const end = await run(command);
      if (end.type !== "ended") return JSON.stringify(end);
      return `${end.stdout}${end.stderr}${end.exitCode === 0 ? "" : `exit ${end.exitCode}\n`}`;
    },
  };
};
