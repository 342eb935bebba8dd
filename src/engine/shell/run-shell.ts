import "../files/buffer-shim.ts";
import {
  Bash,
  type BashExecResult,
  type CommandName,
  type CustomCommand,
  defineCommand,
  getCommandNames,
} from "just-bash/browser";
import { type Clock, sleep } from "../../kernel/base/clock.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { GitCommand } from "../../kernel/files/git-command.ts";
import type { ShellState } from "../../kernel/files/shell-state.ts";
import type { Origin } from "../../kernel/rules/origin.ts";
import { createPace } from "../files/search/pace.ts";
import { createCurl } from "./curl.ts";
import { createShellFiles } from "./shell-files.ts";
import { busyLimitMs, keptVariables, shellLimits } from "./shell-limits.ts";
import type { ShellWeb } from "./shell-web.ts";
import { createWget } from "./wget.ts";

export interface ShellRun {
  readonly command: string;
  readonly files: FileSystem;
  readonly state: ShellState;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Absent: there is no git. */
  readonly git?: GitCommand;
  /** Absent: there is no network. How long it takes does not count: it may wait for a person. */
  readonly web?: ShellWeb;
  /** Hears where text came from that git told, as far as that is outside, before a command has it. */
  readonly onOrigins?: (origins: readonly Origin[]) => void;
  /** Milliseconds that it may work without letting anything else happen. Absent: `busyLimitMs`. */
  readonly busyMs?: number;
}

/** `exceeded`: it was ended at a limit; what it had done by then is not to be kept. */
export type ShellEnd =
  | {
      readonly type: "ended";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly state: ShellState;
    }
  | { readonly type: "exceeded"; readonly limit: string }
  | { readonly type: "aborted" };

/** Commands that need another program or a page. */
const unusable: readonly string[] = ["html-to-markdown", "python", "python3", "sqlite3", "js-exec", "node", "tar", "yq", "xan"];
// The package tells its own names as plain text.
const commands = getCommandNames().filter((name) => !unusable.includes(name)) as CommandName[];

const offline = (name: string): CustomCommand =>
  defineCommand(name, async () => ({
    stdout: "",
    stderr: `${name}: the shell reaches no network, and nothing was sent. Call the tool fetch, write what it gives to a file, and go on with that.\n`,
    exitCode: 7,
  }));
const webCommands = (web: ShellWeb | undefined): CustomCommand[] =>
  web === undefined ? ["curl", "wget"].map(offline) : [createCurl(web), createWget(web)];

const gitOver = (git: GitCommand, { files, onOrigins }: ShellRun): CustomCommand =>
  defineCommand("git", async (words, { cwd }) => {
    const { origins, ...end } = await git({ words, folder: cwd, files });
    onOrigins?.(origins);
    return end;
  });

/** Variables that every shell has, and makes anew. */
const ownVariables = /^(_|PWD|OLDPWD|OPTIND|SHELLOPTS|BASHOPTS|RANDOM|SECONDS|LINENO)$/;

/** What the next command starts from; undefined where it is more than is kept. */
const variablesOf = (
  fresh: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): ShellState["variables"] | undefined => {
  const kept = Object.entries(env).filter(
    ([name, value]) => /^[A-Za-z_]\w*$/.test(name) && !ownVariables.test(name) && fresh[name] !== value,
  );
  const chars = kept.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return kept.length > keptVariables.count || chars > keptVariables.chars ? undefined : Object.fromEntries(kept);
};

const late = (timeoutMs: number): string => `it was not done within ${timeoutMs / 1_000} s`;

/** A redirect to a place that the workspace refuses ends a script where it stands. */
const refusedBy =
  (bash: Bash) =>
  (cause: unknown): BashExecResult => {
    if (!(cause instanceof FileSystemError)) throw cause;
    const stderr = `bash: ${cause.message}\nbash: the script ended there; what it did before stands\n`;
    return { stdout: "", stderr, exitCode: 1, env: bash.getEnv() };
  };

const limitWords =
  /limit exceeded|exceeded (maximum|execution|its execution)|too many commands|size exceeded|(depth|iterations)[^\n]* exceeded|call stack/i;

/** The sentence of a limit that ended everything; undefined where the command came to its own end. */
const limitIn = ({ exitCode, stderr }: BashExecResult, timeoutMs: number): string | undefined => {
  if (exitCode === 0) return undefined;
  const line = stderr.trimEnd().split("\n").at(-1) ?? "";
  if (!limitWords.test(line)) return undefined;
  if (/deadline/.test(line)) return late(timeoutMs);
  return line.replace(/^bash: /, "").replace(/, increase executionLimits\.\w+$/, "");
};

const notKept = `bash: the variables are more than is kept (${keptVariables.count}, ${keptVariables.chars} characters), so they are as they were before this command\n`;

const isFolder = async (files: FileSystem, path: string): Promise<boolean> => {
  try {
    return (await files.stat(path)).type === "dir";
  } catch (cause) {
    if (cause instanceof FileSystemError) return false;
    throw cause;
  }
};

/** What watches over one command: it ends it when the person stops it, or when it takes too much. */
const createWatch = ({ clock, signal, timeoutMs, busyMs = busyLimitMs }: ShellRun) => {
  const over = new AbortController();
  const stop = (): void => over.abort();
  signal.addEventListener("abort", stop, { once: true });
  const pace = createPace(clock, Number.POSITIVE_INFINITY, over.signal);
  let exceeded: string | undefined;
  const end = (limit: string): void => {
    exceeded ??= limit;
    over.abort();
  };
  let endsAt = clock.monotonic() + timeoutMs;
  let cancelTimer = (): void => {};
  const arm = (): void => {
    cancelTimer = clock.after(Math.max(0, endsAt - clock.monotonic()), () => end(late(timeoutMs)));
  };
  arm();
  const isLate = (): boolean => clock.monotonic() >= endsAt;
  return {
    signal: over.signal,
    breathe: async (): Promise<void> => {
      if (!pace.isDue()) return;
      if ((await pace.rest()) && !isLate()) return;
      end(late(timeoutMs));
      throw new FileSystemError("ENOTSUP", "the command is over");
    },
    /** Called at every step, also inside awk and jq: the only place where a loop that waits for nothing can be ended. */
    hit: (): void => {
      if (pace.busyMs() > busyMs) end(`it worked for more than ${busyMs / 1_000} s without reading or writing a file`);
      else if (isLate()) end(late(timeoutMs));
    },
    /** Waits for work that is not the command's own: meanwhile no time of it passes. */
    outside: async <Value>(work: () => Promise<Value>): Promise<Value> => {
      const from = clock.monotonic();
      cancelTimer();
      try {
        return await work();
      } finally {
        endsAt += clock.monotonic() - from;
        arm();
        pace.hasRested();
      }
    },
    sleep: async (ms: number): Promise<void> => {
      await sleep(clock, ms, over.signal);
      pace.hasRested();
    },
    close: () => {
      cancelTimer();
      signal.removeEventListener("abort", stop);
    },
    exceeded: () => exceeded,
  };
};

/**
 * Runs one command line over the workspace, from where the command before it left the shell. It ends by itself, at a limit, or soon
 * after the signal aborts; see `limitsFor`.
 */
export const runShell = async (run: ShellRun): Promise<ShellEnd> => {
  const { command, files, git, state, signal, timeoutMs, web } = run;
  if (signal.aborted) return { type: "aborted" };
  const watch = createWatch(run);
  const pausing: ShellWeb | undefined = web === undefined ? undefined : (request) => watch.outside(() => web(request));
  const bash = new Bash({
    fs: createShellFiles({ files, breathe: watch.breathe }),
    commands,
    customCommands: [...webCommands(pausing), ...(git === undefined ? [] : [gitOver(git, run)])],
    executionLimits: shellLimits,
    defenseInDepth: false,
    sleep: watch.sleep,
    coverage: { hit: watch.hit },
  });
  const folder = (await isFolder(files, state.folder)) ? state.folder : "/";
  const options = { cwd: folder, env: { ...state.variables }, signal: watch.signal, rawScript: true };
  const result = await bash.exec(command, options).catch(refusedBy(bash));
  watch.close();
  if (signal.aborted) return { type: "aborted" };
  const limit = watch.exceeded() ?? limitIn(result, timeoutMs);
  if (limit !== undefined) return { type: "exceeded", limit };
  const variables = variablesOf(bash.getEnv(), result.env);
  return {
    type: "ended",
    exitCode: result.exitCode,
    stdout: result.stdout,
    stderr: variables === undefined ? result.stderr + notKept : result.stderr,
    state: { folder: result.env["PWD"] ?? folder, variables: variables ?? state.variables },
  };
};
