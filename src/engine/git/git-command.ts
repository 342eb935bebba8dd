import type { Hash } from "../../kernel/base/canonical.ts";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { GitCall, GitEnd } from "../../kernel/files/git-command.ts";
import { joinOrigins, type Origin } from "../../kernel/rules/origin.ts";
import { resolvePath } from "../files/path-jail.ts";
import { foldersAbove, isBelow } from "../files/path-parts.ts";
import type { GitRepository } from "./git-repository.ts";
import type { GitCommit } from "./git-step.ts";
import { isTrackedFile } from "./git-tree.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** The workspace beside its repository. */
export interface GitSurroundings {
  readonly repository: GitRepository;
  readonly contents: (hash: Hash) => Promise<Uint8Array | undefined>;
  /** Every file that stands, committed or not. */
  readonly standing: () => readonly { readonly path: string; readonly state: FileState }[];
  /** Where a content came from, as far as that is outside. */
  readonly originsOf: (hash: Hash) => readonly Origin[];
}

const usage = `usage: git status | log [--oneline] [-p] [-n N] [--] [path…] | show [commit] [--] [path…]
       git diff [commit [commit]] [--] [path…] | branch | restore [--source=commit] path…
The history is kept by itself: one commit a turn. Nothing has to be added or committed.
`;

const maxCommits = 50;

class GitProblem extends Error {}

interface Words {
  readonly flags: readonly string[];
  readonly commits: readonly string[];
  readonly paths: readonly string[];
}

type Files = ReadonlyMap<string, Hash>;

const dateOf = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " +0000");

const entryOf = ({ oid, author, at, subject, body }: GitCommit, isShort: boolean): string =>
  isShort
    ? `${oid.slice(0, 7)} ${subject}\n`
    : `commit ${oid}\nAuthor: ${author}\nDate:   ${dateOf(at)}\n\n${`${subject}\n\n${body}`.replace(/^(?=.)/gm, "    ")}\n`;

/** One call of git, after the repository follows the log. */
const createGitReader = ({ repository, contents, standing, originsOf }: GitSurroundings, { folder, files }: GitCall) => {
  const find = (name: string): GitCommit | undefined => {
    const [, base = name, back = ""] = /^(.*?)((?:~\d*|\^)*)$/.exec(name) ?? [];
    const tip = base === "HEAD" || base === "main" || base === "@" ? repository.head() : repository.branches().get(base);
    const all = repository.commits();
    const isId = /^[0-9a-f]{4,40}$/.test(base);
    let commit = all.find(({ oid }) => oid === tip) ?? (isId ? all.find(({ oid }) => oid.startsWith(base)) : undefined);
    for (const [step] of back.matchAll(/~\d*|\^/g)) {
      const steps = step === "^" || step === "~" ? 1 : Number(step.slice(1));
      for (let count = 0; count < steps; count += 1) {
        const { parent } = commit ?? {};
        commit = all.find(({ oid }) => oid === parent);
      }
    }
    return commit;
  };
  const commitOf = (name: string): GitCommit => {
    const commit = find(name);
    if (commit === undefined) throw new GitProblem(`fatal: there is no commit ${name}`);
    return commit;
  };
  const pathOf = (word: string): string => {
    const resolved = resolvePath(word.startsWith("/") ? word : `${folder === "/" ? "" : folder}/${word}`);
    if (!resolved.ok) throw new GitProblem(`fatal: ${resolved.error}`);
    return resolved.value;
  };
  const now = (): Files =>
    new Map(standing().flatMap(({ path, state }) => (isTrackedFile(path, state) ? [[path, state.hash] as const] : [])));
  const filesAt = (oid: string | undefined): Files => (oid === undefined ? new Map() : repository.filesAt(oid));

  const seen = new Set<Hash>();
  /** What is told of a file is told of where it came from as well. */
  const note = (hash: Hash | undefined): void => {
    if (hash !== undefined) seen.add(hash);
  };
  const isNamed = (path: string, named: readonly string[]): boolean =>
    named.length === 0 || named.some((each) => path === each || isBelow(path, each));
  const changedPaths = (before: Files, after: Files, named: readonly string[]): readonly string[] =>
    [...new Set([...before.keys(), ...after.keys()])]
      .filter((path) => before.get(path) !== after.get(path) && isNamed(path, named))
      .map((path) => {
        note(before.get(path));
        note(after.get(path));
        return path;
      })
      .sort();
  const bytesOf = async (hash: Hash | undefined): Promise<Uint8Array | undefined> => {
    note(hash);
    return hash === undefined ? undefined : ((await contents(hash)) ?? new Uint8Array());
  };
  const differences = async (before: Files, after: Files, named: readonly string[]): Promise<string> => {
    let text = "";
    for (const path of changedPaths(before, after, named)) {
      const [old, next] = [await bytesOf(before.get(path)), await bytesOf(after.get(path))];
      text += unifiedDiff({ path, bytes: old }, { path, bytes: next });
    }
    return text;
  };
  const status = (): string => {
    const [before, after] = [filesAt(repository.head()), now()];
    const words = (path: string): string => {
      if (!before.has(path)) return "new file";
      return after.has(path) ? "modified" : "deleted";
    };
    const changed = changedPaths(before, after, []).map((path) => `\t${words(path)}:   ${path.slice(1)}\n`);
    return changed.length === 0
      ? "On branch main\nnothing to commit, working tree clean\n"
      : `On branch main\nChanges of the turn that goes on (they are committed when it ends):\n${changed.join("")}`;
  };

  const log = async ({ flags, commits, paths }: Words): Promise<string> => {
    const count = flags.flatMap((flag) => /^(?:-n|-|--max-count=)(\d+)$/.exec(flag)?.[1] ?? []).map(Number)[0] ?? maxCommits;
    const all = lineFrom(commits[0] === undefined ? (repository.head() ?? "") : commitOf(commits[0]).oid);
    let text = "";
    let shown = 0;
    for (const commit of all) {
      const [before, after] = [filesAt(commit.parent), filesAt(commit.oid)];
      if (shown === count) break;
      const changed = changedPaths(before, after, paths);
      if (paths.length > 0 && changed.length === 0) continue;
      shown += 1;
      text += entryOf(commit, flags.includes("--oneline"));
      if (flags.includes("-p") || flags.includes("--patch")) text += `\n${await differences(before, after, paths)}`;
      if (!flags.includes("--oneline")) text += "\n";
    }
    return text === "" && all.length === 0 ? "There is no commit yet.\n" : text;
  };
  const lineFrom = (oid: string): readonly GitCommit[] => {
    const byOid = new Map(repository.commits().map((commit) => [commit.oid, commit]));
    const commits: GitCommit[] = [];
    for (let commit = byOid.get(oid); commit !== undefined; commit = byOid.get(commit.parent ?? "")) commits.push(commit);
    return commits;
  };

  const show = async ({ commits, paths }: Words): Promise<string> => {
    const [name = "HEAD"] = commits;
    const [rev = "", file] = name.split(":", 2);
    const commit = commitOf(rev === "" ? "HEAD" : rev);
    if (file !== undefined) {
      const bytes = await bytesOf(filesAt(commit.oid).get(pathOf(file)));
      if (bytes === undefined) throw new GitProblem(`fatal: ${file} is not in ${rev}`);
      return new TextDecoder().decode(bytes);
    }
    return `${entryOf(commit, false)}\n${await differences(filesAt(commit.parent), filesAt(commit.oid), paths)}`;
  };

  const diff = async ({ commits, paths }: Words): Promise<string> => {
    const [from = "HEAD", to] = (commits[0] ?? "").includes("..") ? (commits[0] ?? "").split(/\.{2,3}/) : commits;
    if (commits.length === 0 && repository.head() === undefined) return differences(new Map(), now(), paths);
    const after = to === undefined ? now() : filesAt(commitOf(to === "" ? "HEAD" : to).oid);
    return differences(filesAt(commitOf(from === "" ? "HEAD" : from).oid), after, paths);
  };

  const branch = (): string => `* main\n${[...repository.branches().keys()].map((name) => `  ${name}\n`).join("")}`;

  const restore = async (words: Words, source: string): Promise<string> => {
    // What a file brings back has to say where it came from, and a commit does not know.
    const then = filesAt(commitOf(source).oid);
    if (words.paths.length === 0) throw new GitProblem("fatal: name the files to put back");
    const wanted = [...then.keys()].filter((path) => isNamed(path, words.paths));
    if (wanted.length === 0) throw new GitProblem(`fatal: ${source} has none of these files`);
    if (wanted.some((path) => originsOf(then.get(path) ?? "").length > 0))
      throw new GitProblem("fatal: some of this came from outside, so only the person puts it back, under History");
    for (const path of wanted) {
      for (const above of foldersAbove(path).toReversed()) {
        await files.mkdir(above).catch((cause: unknown) => {
          if (!(cause instanceof FileSystemError && cause.code === "EEXIST")) throw cause;
        });
      }
      const bytes = await bytesOf(then.get(path));
      if (bytes !== undefined) await files.writeFile(path, bytes);
    }
    return `${wanted.length === 1 ? "1 file" : `${wanted.length} files`} as in ${source}\n`;
  };

  /** What stands before `--` may be a commit or a path. */
  const sortWords = (given: readonly string[]): Words => {
    const end = given.indexOf("--");
    const [open, paths] = end < 0 ? [given, []] : [given.slice(0, end), given.slice(end + 1)];
    const names = open.filter((word) => !word.startsWith("-"));
    const isCommit = (word: string): boolean => {
      const [rev = ""] = word.split(/:|\.{2,3}/, 1);
      return find(rev) !== undefined || (word.startsWith(":") && word.length > 1);
    };
    const commits = names.filter(isCommit);
    return {
      flags: open
        .filter((word) => word.startsWith("-"))
        .flatMap((flag, at) => (flag === "-n" ? [`-n${open[at + 1] ?? ""}`] : [flag])),
      commits,
      paths: [...names.filter((word) => !isCommit(word) && !/^\d+$/.test(word)), ...paths].map(pathOf),
    };
  };

  const carryOut = async (words: readonly string[]): Promise<string> => {
    const [command = "", ...rest] = words;
    switch (command) {
      case "status":
        return status();
      case "log":
        return log(sortWords(rest));
      case "show":
        return show(sortWords(rest));
      case "diff":
        return diff(sortWords(rest));
      case "branch":
        return branch();
      case "restore": {
        const source = rest.find((word) => word.startsWith("--source="))?.slice("--source=".length);
        return restore(
          { flags: [], commits: [], paths: rest.filter((word) => !word.startsWith("-")).map(pathOf) },
          source ?? "HEAD",
        );
      }
      case "checkout": {
        const { commits, paths } = sortWords(rest);
        if (paths.length === 0) throw new GitProblem("fatal: only files are put back here: git checkout <commit> -- <path>");
        return restore({ flags: [], commits: [], paths }, commits[0] ?? "HEAD");
      }
      default:
        throw new GitProblem(command === "" ? usage : `git: '${command}' is not there.\n${usage}`);
    }
  };
  return async (words: readonly string[]): Promise<Pick<GitEnd, "stdout" | "origins">> => {
    const stdout = await carryOut(words);
    return { stdout, origins: [...seen].reduce<readonly Origin[]>((all, hash) => joinOrigins(all, originsOf(hash)), []) };
  };
};

/** Carries out one call of git. */
export const runGit = async (around: GitSurroundings, call: GitCall): Promise<GitEnd> => {
  try {
    return { ...(await createGitReader(around, call)(call.words)), stderr: "", exitCode: 0 };
  } catch (cause) {
    if (cause instanceof GitProblem || cause instanceof FileSystemError) {
      const stderr = cause.message.endsWith("\n") ? cause.message : `${cause.message}\n`;
      return { stdout: "", stderr, exitCode: 128, origins: [] };
    }
    throw cause;
  }
};
