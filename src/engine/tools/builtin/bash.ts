import * as z from "zod/mini";
import type { Clock } from "../../../kernel/base/clock.ts";
import { abortedFailure, type Failure } from "../../../kernel/base/failure.ts";
import { loadPart } from "../../../kernel/base/load-part.ts";
import { assertNever, err, ok, type Result } from "../../../kernel/base/result.ts";
import type { CallScope } from "../../../kernel/contracts/gate.ts";
import type { OpenNestedCalls } from "../../../kernel/contracts/nested-calls.ts";
import type { Tool, ToolContext } from "../../../kernel/contracts/tool.ts";
import type { GitCommand } from "../../../kernel/files/git-command.ts";
import { freshShell, type ShellState } from "../../../kernel/files/shell-state.ts";
import { joinOrigins, type Origin } from "../../../kernel/rules/origin.ts";
import { type ArtifactBook, noArtifacts } from "./read.ts";
import { defineTool } from "./schema.ts";
import type { SeenFiles } from "./seen-files.ts";
import { createShellRequests, requestTool } from "./shell-requests.ts";

/** Where it is read how a session's shell stands. */
export interface ShellBookDep {
  readonly shellIn: (about: Pick<CallScope, "sessionId" | "runId">) => Promise<Result<ShellState, Failure>>;
}

export interface BashDeps extends ShellBookDep {
  /** The command `git`. Absent: the shell has none. */
  readonly git?: GitCommand;
  readonly clock: Clock;
  /** How `curl` and `wget` ask for what they send. Absent: there is no network. */
  readonly openCalls?: OpenNestedCalls;
  readonly artifacts?: ArtifactBook;
  /** What agents know of files; a command may change any of them. Absent: nobody keeps that. */
  readonly seen?: SeenFiles;
}

const longestMs = 60_000;
const maxCommandChars = 100_000;
const headlineChars = 80;

const firstLine = (command: string): string => {
  const line = command.trim().split("\n", 1)[0] ?? "";
  return line.length > headlineChars ? `${line.slice(0, headlineChars)}…` : line;
};

const section = (name: string, text: string): string => (text === "" ? "" : `[${name}]\n${text}`);

/** Output as it came; what went wrong comes before and behind it. */
const told = (exitCode: number, stdout: string, stderr: string): string => {
  const parts = [exitCode === 0 ? "" : `Exit code: ${exitCode}`, stdout.replace(/\n$/, ""), section("stderr", stderr.trimEnd())];
  return parts.filter((part) => part !== "").join("\n") || "(no output)";
};

/** What keeps a command from going on for ever is its own time, in which waiting for a person does not count. */
const noTimeLimit = 2_147_483_647;

/** The calls of one command, begun with the first. */
const openRequests = ({ artifacts = noArtifacts, openCalls }: BashDeps, command: string, context: ToolContext) => {
  const { caller, outside, signal } = context;
  if (caller === undefined || openCalls === undefined) return undefined;
  const origins = (): readonly Origin[] => joinOrigins(caller.scope.origins, outside?.origins());
  const calls = openCalls({ caller, name: "shell", task: command, tools: [requestTool], signal, origins });
  return { web: createShellRequests({ calls, artifacts, caller, outside }), close: calls.close };
};

export const createBashTool = (deps: BashDeps): Tool =>
  defineTool({
    name: "bash",
    description:
      "Runs a line or a script of bash over the workspace: pipes, redirects, loops, functions, and find, grep, rg, sed, awk, jq, " +
      "sort, uniq, cut, diff, xargs, tree, base64, sha256sum, gzip, git (status, log, diff, show, branch, restore) and more. The workspace is /. What it changes is shown and " +
      "committed as a whole. The folder (cd) and the variables stay for your next calls; the calls of one answer all start where " +
      "the last answer's left it. curl and wget reach the web for text, without keys; each request is asked for like a call of fetch. There " +
      "is no package manager, and no program but these.",
    access: "write",
    permissions: ["file-read", "file-write", "shell-exec"],
    timeoutMs: noTimeLimit,
    nests: true,
    schema: z.object({
      command: z.string().check(z.minLength(1), z.maxLength(maxCommandChars)).check(z.describe("What to run.")),
      timeout_ms: z
        ._default(z.int().check(z.minimum(100), z.maximum(longestMs)), 10_000)
        .check(z.describe("After so many milliseconds it is ended, and nothing that it did is kept.")),
    }),
    headline: ({ command }) => ({ verb: "Ran", object: firstLine(command) }),
    paths: () => [],
    run: async ({ command, timeout_ms }, context) => {
      const { caller, files, outside, signal } = context;
      const { clock, git, seen } = deps;
      const requests = openRequests(deps, command, context);
      const state = caller === undefined ? ok(freshShell) : await deps.shellIn(caller.scope);
      const part = await loadPart(() => import("../../shell/run-shell.ts"), "the shell");
      if (!state.ok || !part.ok) await requests?.close();
      if (!state.ok) return state;
      if (!part.ok) return part;
      seen?.forget(caller);
      const end = await part.value
        .runShell({
          command,
          files,
          state: state.value,
          clock,
          signal,
          timeoutMs: timeout_ms,
          ...(git === undefined ? {} : { git }),
          ...(requests === undefined ? {} : { web: requests.web }),
          ...(outside === undefined ? {} : { onOrigins: outside.hear }),
        })
        .finally(() => requests?.close());
      switch (end.type) {
        case "aborted":
          return err(abortedFailure);
        case "exceeded":
          return err({
            type: "tool",
            message: `the command was ended at a limit of the shell: ${end.limit}. Nothing that it did was kept. Do it in smaller steps.`,
          });
        case "ended": {
          const text = told(end.exitCode, end.stdout, end.stderr);
          return ok({ text, isError: end.exitCode !== 0, shell: end.state });
        }
        default:
          return assertNever(end);
      }
    },
  });
